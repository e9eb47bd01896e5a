package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.Adapter.Replay;
import dev.parley.socketio.Adapter.RestoredSession;
import dev.parley.socketio.engine.EngineCloseReason;
import dev.parley.socketio.engine.EngineReceiver;
import dev.parley.socketio.engine.EngineSession;
import dev.parley.socketio.engine.Failures;
import dev.parley.socketio.engine.OutgoingMessage;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketDecoder;
import dev.parley.socketio.packet.PacketEncoder;
import dev.parley.socketio.packet.PacketException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's connection, and its sockets in the namespaces it has joined. Everything here runs
/// on the session's event loop.
///
/// A client that breaks a rule of the protocol loses its connection, with
/// [DisconnectReason#FORCED_CLOSE].
final class Connection implements EngineReceiver {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private static final String UNJOINED = "a client must join a namespace before it uses it";

  /// The memory that a packet takes in addition to its text and its attachments, approximately.
  private static final int PACKET_OVERHEAD = 256;

  private final SocketIoServer server;
  private final EngineSession session;
  private final PacketDecoder decoder;
  private final Map<String, ConnectionSocket> sockets = new HashMap<>(2);
  private final Map<String, NamespaceJoinAttempt> joining = new HashMap<>(2);

  /// Namespaces from which the server removed this client. Packets that the client sent before it
  /// noticed do not break a rule.
  private final Set<String> takenFrom = new HashSet<>(0);

  /// The approximate size of the packet that is being read, with its attachments.
  private long bytes;

  private @Nullable Runnable connectTimer;
  private @Nullable Runnable attachmentTimer;

  Connection(SocketIoServer server, EngineSession session) {
    this.server = server;
    this.session = session;
    SocketIoOptions options = server.options();
    this.decoder = new PacketDecoder(options.maxAttachments, options.maxAttachedBytes);
    session.limitInput(server.unjoinedInput());
    this.connectTimer = session.eventLoop().after(options.connectTimeout, this::nothingJoined);
  }

  EngineSession session() {
    return session;
  }

  private void nothingJoined() {
    if (sockets.isEmpty()) {
      session.close();
    }
  }

  // --- Receiving ---------------------------------------------------------------------------------

  @Override
  public void text(String data) {
    read(data.length(), () -> decoder.text(data));
  }

  @Override
  public void binary(byte[] data) {
    read(data.length, () -> decoder.binary(data));
  }

  private interface Reading {
    Optional<Packet> read();
  }

  private void read(int size, Reading reading) {
    try {
      bytes += size;
      Optional<Packet> packet = reading.read();
      if (decoder.isWaiting() && sockets.isEmpty() && takenFrom.isEmpty()) {
        violated(UNJOINED); // before its attachments take memory
        return;
      }
      watchAttachments();
      if (packet.isPresent()) {
        long whole = bytes + PACKET_OVERHEAD;
        bytes = 0;
        handle(packet.get(), whole);
      }
    } catch (PacketException broken) {
      violated(broken.getMessage());
    }
  }

  /// Ends the connection if the attachments of a packet do not arrive in time.
  private void watchAttachments() {
    if (decoder.isWaiting() && attachmentTimer == null) {
      attachmentTimer =
          session
              .eventLoop()
              .after(
                  server.options().attachmentTimeout,
                  () -> violated("the attachments of a packet must come in time"));
    } else if (!decoder.isWaiting() && attachmentTimer != null) {
      attachmentTimer.run();
      attachmentTimer = null;
    }
  }

  /// Ends the connection, because the client broke a rule.
  void violated(@Nullable String rule) {
    LOG.atDebug().addKeyValue("rule", rule).log("connection closed, a client broke a rule");
    String reason = String.valueOf(rule);
    List.copyOf(sockets.values()).forEach(socket -> socket.failed(reason));
    session.close();
  }

  private void handle(Packet packet, long size) {
    if (packet instanceof Packet.Connect connect) {
      connect(connect);
      return;
    }
    ConnectionSocket socket = sockets.get(packet.namespace());
    if (socket == null) {
      if (!takenFrom.contains(packet.namespace())) {
        violated(UNJOINED);
      }
      return;
    }
    switch (packet) {
      case Packet.Event event -> socket.received(event, size);
      case Packet.Ack ack -> socket.answered(ack);
      case Packet.Disconnect _ -> {
        sockets.remove(packet.namespace());
        socket.ended(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
      }
      case Packet.Connect _ -> throw new IllegalStateException("handled above");
    }
  }

  // --- Joining a namespace -----------------------------------------------------------------------

  private void connect(Packet.Connect packet) {
    String name = packet.namespace();
    if (sockets.containsKey(name) || joining.containsKey(name)) {
      violated("a client must join a namespace once");
      return;
    }
    takenFrom.remove(name);
    Handshake handshake = Handshake.of(session.handshake(), packet.auth());
    NamespaceJoinAttempt attempt = new NamespaceJoinAttempt(this, server, name, handshake);
    joining.put(name, attempt);
    attempt.begin();
  }

  /// Refuses a client that wants to join; the client can ask again.
  void refuse(String namespace, String message, @Nullable JsonNode data) {
    joining.remove(namespace);
    send(server.encoder().refused(namespace, message, data));
  }

  /// Lets a client join. It first receives the events that it has missed, then the packet that says
  /// it has joined, then what listeners send.
  void join(ConnectionSocket socket, Optional<RestoredSession> restored) {
    String name = socket.namespace().name();
    joining.remove(name);
    Optional<Replay> missed = socket.namespace().adapter().connected(socket, restored);
    if (missed.isEmpty()) {
      session.close(); // the client connects again and starts from scratch
      return;
    }
    if (connectTimer != null) {
      connectTimer.run();
      connectTimer = null;
    }
    server.settled(this);
    session.limitInput(null);
    sockets.put(name, socket);
    for (Adapter.ReplayedEvent packet : missed.get().packets()) {
      session.send(packet.packet());
    }
    send(PacketEncoder.connected(name, socket.id(), missed.get().pid().orElse(null)));
    socket.nowConnected();
    socket.namespace().hasConnected(socket);
  }

  private void send(byte[] packet) {
    session.send(new OutgoingMessage(packet, List.of(), true));
  }

  // --- The end -----------------------------------------------------------------------------------

  /// Removes the client from a namespace, on behalf of the server.
  void leaveNamespace(ConnectionSocket socket) {
    String name = socket.namespace().name();
    if (sockets.remove(name, socket)) {
      takenFrom.add(name);
      send(PacketEncoder.disconnected(name));
      socket.ended(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
    }
  }

  /// Ends the connection, on behalf of the server.
  void disconnect() {
    List.copyOf(sockets.values()).forEach(this::leaveNamespace);
    session.close();
  }

  /// Ends this connection, because its client has continued its session over another one.
  void replaced() {
    end(DisconnectReason.TRANSPORT_CLOSE);
    session.close();
  }

  @Override
  public void closed(EngineCloseReason reason) {
    end(server.isClosing() ? DisconnectReason.SERVER_SHUTTING_DOWN : DisconnectReason.of(reason));
  }

  /// Ends a connection that has not joined a namespace, because newer connections need its place.
  /// Any thread may call it.
  void evict() {
    session
        .eventLoop()
        .execute(() -> {
          if (sockets.isEmpty()) {
            session.drop();
          }
        });
  }

  private void end(DisconnectReason reason) {
    server.settled(this);
    List.copyOf(joining.values()).forEach(NamespaceJoinAttempt::abandon);
    joining.clear();
    if (connectTimer != null) {
      connectTimer.run();
      connectTimer = null;
    }
    if (attachmentTimer != null) {
      attachmentTimer.run();
      attachmentTimer = null;
    }
    List<ConnectionSocket> all = List.copyOf(sockets.values());
    sockets.clear();
    for (ConnectionSocket socket : all) {
      try {
        socket.ended(reason);
      } catch (Throwable failure) {
        Failures.log(LOG, "the disconnect of a socket could not be handled", failure);
      }
    }
  }
}
