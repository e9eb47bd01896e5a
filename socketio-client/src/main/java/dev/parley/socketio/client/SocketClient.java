package dev.parley.socketio.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client of any Socket.IO server. It connects, and reconnects after a loss of the connection,
/// until it is closed. If the server supports connection state recovery, a short loss of the
/// connection loses no event.
///
/// Any thread may call it. Events that are emitted while it is not connected are dropped. Events of
/// one thread keep their order. [Source](https://socket.io/docs/v4/socket-io-protocol/): protocol
/// 5.
public final class SocketClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SocketClient.class);

  /// The time for which a close may wait until all emitted events are sent.
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /// The maximum number of missed events that may arrive before the server's admission.
  private static final int MOST_HELD = 100_000;

  private final SocketClientOptions options;
  private final SocketClientListener listener;
  private final HttpClient http;
  private final ClientExecutor executor = new ClientExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);

  // Belongs to the client's thread.
  private final ConnectionEvents connectionEvents = new ConnectionEvents();
  private final PendingAcks acks = new PendingAcks(executor);
  private final Backoff backoff;
  private final List<ServerPacket.Event> held = new ArrayList<>();
  private @Nullable EngineConnection connection;
  private @Nullable Future<?> timer;
  private boolean connected;
  private boolean closing;
  private @Nullable String sessionKey;
  private @Nullable String offset;

  private SocketClient(SocketClientOptions options, SocketClientListener listener) {
    this.options = options;
    this.listener = listener;
    this.http = HttpClient.newBuilder().connectTimeout(options.connectTimeout()).build();
    this.backoff =
        new Backoff(options.firstDelay(), options.longestDelay(), RandomGenerator.getDefault());
  }

  /// Starts to connect, and returns immediately. `listener` is notified of everything that follows.
  public static SocketClient connect(SocketClientOptions options, SocketClientListener listener) {
    SocketClient client = new SocketClient(options, listener);
    client.executor.execute(client::dial);
    return client;
  }

  /// Sends an event.
  ///
  /// @param arguments anything Jackson can write, but nothing binary
  public void emit(String event, Object... arguments) {
    List<Object> copy = List.of(arguments);
    executor.execute(() -> {
      if (connected) {
        send(ClientPacketCodec.event(event, copy, null));
      }
    });
  }

  /// Sends an event and asks for an acknowledgement.
  ///
  /// @param arguments values as for [#emit]
  /// @return the arguments of the server's answer; fails with a
  ///   [java.util.concurrent.TimeoutException] after `limit`, and with a [SocketClientException] if
  ///   there is no connection, or it ends before the answer. Completed on the client's thread
  public CompletableFuture<List<JsonNode>> emitWithAck(
      Duration limit, String event, Object... arguments) {
    List<Object> copy = List.of(arguments);
    CompletableFuture<List<JsonNode>> answer = new CompletableFuture<>();
    executor.execute(() -> {
      if (connected) {
        send(ClientPacketCodec.event(event, copy, acks.add(answer, limit)));
      } else {
        answer.completeExceptionally(new SocketClientException("not connected"));
      }
    });
    return answer;
  }

  /// Disconnects for good, once all emitted events are sent. Waits for that, at most two seconds,
  /// unless the listener calls it.
  @Override
  public void close() {
    executor.execute(this::leave);
    if (!executor.isCurrent()) {
      awaitEnd();
    }
  }

  private void awaitEnd() {
    try {
      if (!closed.await(FAREWELL.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.atDebug().log("the connection was closed before everything was sent");
        end();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      end();
    }
  }

  private void leave() {
    if (closing) {
      return;
    }
    closing = true;
    cancelTimer();
    acks.failAll("the client was closed");
    if (connection == null) {
      end();
      return;
    }
    if (connected) {
      connected = false;
      connection.send(ClientPacketCodec.disconnect());
    }
    connection.finish(this::end);
  }

  private void end() {
    executor.end();
    http.shutdownNow();
    closed.countDown();
  }

  private void dial() {
    if (closing) {
      return;
    }
    EngineConnection next = new EngineConnection(executor, connectionEvents);
    connection = next;
    timer =
        executor.schedule(
            () -> connectionEvents.failed(new ConnectProblem.TimedOut(options.connectTimeout())),
            options.connectTimeout());
    next.open(http, options.address());
  }

  private void dialLater() {
    if (closing) {
      return;
    }
    timer = executor.schedule(this::dial, backoff.next());
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void send(String packet) {
    if (connection != null) {
      connection.send(packet);
    }
  }

  private void receive(ServerPacket packet) {
    switch (packet) {
      case ServerPacket.Admitted it -> admitted(it);
      case ServerPacket.Refused it -> {
        drop();
        report(() -> listener.notConnected(new ConnectProblem.Refused(it.message(), it.data())));
      }
      case ServerPacket.Left _ -> lose(ClientDisconnectReason.SERVER_DISCONNECT);
      case ServerPacket.Event it when connected -> deliver(it);
      case ServerPacket.Event it when held.size() < MOST_HELD -> held.add(it);
      case ServerPacket.Event _ -> lose(ClientDisconnectReason.PARSE_ERROR);
      case ServerPacket.Acknowledged it -> acks.complete(it.id(), it.arguments());
    }
  }

  /// Handles the admission by the server. Missed events arrive before it, but the listener receives
  /// them after it.
  private void admitted(ServerPacket.Admitted admission) {
    String key = admission.sessionKey();
    boolean recovered = key != null && key.equals(sessionKey);
    sessionKey = key;
    cancelTimer();
    backoff.reset();
    connected = true;
    report(() -> listener.connected(admission.id(), recovered));
    List<ServerPacket.Event> missed = List.copyOf(held);
    held.clear();
    missed.forEach(this::deliver);
  }

  private void deliver(ServerPacket.Event event) {
    Long ack = event.ackId();
    if (ack != null) {
      AtomicBoolean answered = new AtomicBoolean();
      EngineConnection asked = connection;
      report(() ->
          listener.eventToAnswer(
              event.name(),
              event.arguments(),
              arguments -> {
                if (answered.compareAndSet(false, true)) {
                  answer(asked, ack, List.of(arguments));
                }
              }));
      return;
    }
    List<JsonNode> arguments = event.arguments();
    if (sessionKey != null && !arguments.isEmpty() && arguments.getLast().isTextual()) {
      offset = arguments.getLast().asText();
    }
    report(() -> listener.event(event.name(), arguments));
  }

  /// Sends an answer only on the connection that asked for it: on another connection nobody waits
  /// for it.
  private void answer(@Nullable EngineConnection asked, long id, List<Object> arguments) {
    executor.execute(() -> {
      if (connected && connection == asked) {
        send(ClientPacketCodec.ack(id, arguments));
      }
    });
  }

  /// Handles the end of the connection, or ends it.
  private void lose(ClientDisconnectReason reason) {
    boolean was = connected;
    drop();
    acks.failAll(reason.text());
    boolean again = was ? reason.reconnects() : true;
    report(() -> {
      if (was) {
        listener.disconnected(reason);
      } else {
        listener.notConnected(new ConnectProblem.Ended(reason));
      }
    });
    if (again) {
      dialLater();
    }
  }

  private void drop() {
    connected = false;
    held.clear();
    cancelTimer();
    if (connection != null) {
      connection.abandon();
      connection = null;
    }
  }

  private void report(Runnable call) {
    ClientExecutor.guarded(call, "a listener of the client failed");
  }

  /// Handles the events of the current connection. Earlier connections are abandoned and report
  /// nothing.
  private final class ConnectionEvents implements EngineConnection.Events {
    @Override
    public void opened() {
      ObjectNode auth = options.auth();
      if (sessionKey != null && offset != null) {
        auth.put("pid", sessionKey).put("offset", offset);
      }
      send(ClientPacketCodec.connect(auth));
    }

    @Override
    public void message(String text) {
      ServerPacket packet;
      try {
        packet = ClientPacketCodec.decode(text);
      } catch (MalformedPacketException fault) {
        LOG.atDebug().addKeyValue("rule", fault.getMessage()).log("the server broke a rule");
        lose(ClientDisconnectReason.PARSE_ERROR);
        return;
      }
      receive(packet);
    }

    @Override
    public void failed(ConnectProblem problem) {
      drop();
      report(() -> listener.notConnected(problem));
      dialLater();
    }

    @Override
    public void ended(ClientDisconnectReason reason) {
      lose(reason);
    }
  }
}
