package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.engine.OutgoingMessage;
import dev.parley.socketio.packet.EncodedEvent;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Knows which sockets of a namespace are in which rooms, and brings events to them. The seam for
/// clusters: the default knows one server; one that extends [ForwardingAdapter] may know many, and
/// needs to do only what concerns the other servers. An adapter from scratch has rooms, an order of
/// events and, where clients may recover their session, a recovery log of its own; it needs nothing
/// but this interface, [LocalSocket] and [OutgoingEvent].
///
/// **Order and positions.** An adapter that keeps events for recovery numbers them in the order in
/// which it sends them, under one lock or on one thread. The number is the event's position; its
/// text for the client is the offset, which the client sends back when it connects again.
///
/// Safe for use by many threads, except where said otherwise. What it sends to one socket arrives
/// in the order of the calls; of calls by many threads there is one order, the same for all
/// sockets.
public interface Adapter {
  /// Whether there is no socket to send to, and no session that a client may continue: then events
  /// are not even encoded. A session counts until its time is over, or until it was connected
  /// again.
  boolean isDeserted();

  /// A socket has connected, or came back. On its event loop.
  ///
  /// @param restored the session that it continues; empty when it is new
  /// @return what it has missed, and its private id if [LocalSocket#isRecoverable]; empty when that
  ///   is no longer known, and then it is not connected
  Optional<Replay> connected(LocalSocket socket, Optional<RestoredSession> restored);

  /// A socket is gone. On its event loop.
  ///
  /// @param rooms those it was in
  void disconnected(LocalSocket socket, Set<String> rooms, DisconnectReason reason);

  /// A socket joins rooms. Called under its monitor.
  void join(LocalSocket socket, Set<String> rooms);

  /// A socket leaves a room. Called under its monitor.
  void leave(LocalSocket socket, String room);

  /// Sends an event to one socket of this server.
  void send(LocalSocket socket, EncodedEvent event, Reliability reliability, boolean compress);

  /// Sends an event to many.
  void broadcast(
      EncodedEvent event, BroadcastTarget target, Reliability reliability, boolean compress);

  /// Sends an event to many and gathers their first arguments.
  ///
  /// @param id under which they answer
  /// @return fails with [BroadcastTimeoutException], which has those that came, unless all did
  Future<List<JsonNode>> broadcastWithAck(
      EncodedEvent event, long id, BroadcastTarget target, Duration timeout);

  /// The sockets of a target, on all servers.
  Future<List<RemoteSocket>> fetchSockets(BroadcastTarget target);

  /// The names of all rooms that have a socket on this server, those of the sockets' ids among
  /// them.
  Future<Set<String>> rooms();

  /// Lets the sockets of a target join rooms.
  void socketsJoin(BroadcastTarget target, Set<String> rooms);

  /// Lets the sockets of a target leave rooms.
  void socketsLeave(BroadcastTarget target, Set<String> rooms);

  /// Disconnects the sockets of a target. See [RemoteSocket#disconnect].
  void disconnectSockets(BroadcastTarget target, boolean close);

  /// Sends an event to the other servers, never to this one.
  ///
  /// @return what they answered, one value each
  Future<List<JsonNode>> serverSideEmit(EncodedEvent event);

  /// Finds the session that `pid` names; nobody else can have it until [#connected] or
  /// [#releaseSession]. A socket that still holds it, because its connection's loss was not noticed
  /// yet, is disconnected.
  ///
  /// @param offset of the last event that the client has; empty when it has none
  Future<Optional<RestoredSession>> restoreSession(String pid, Optional<String> offset);

  /// A session that was found is not continued after all; its client may still come back for it.
  void releaseSession(SavedSession session);

  /// Forgets what clients could recover: those that come back begin from scratch.
  void forgetSessions();

  /// Calls `listener` when rooms come and go. Before the first socket.
  void onRooms(RoomListener listener);

  /// Ends; nothing is called after it.
  void close();

  /// A session that a client continues.
  ///
  /// @param after the position of the last event that the client has
  record RestoredSession(SavedSession session, long after) {}

  /// What a socket gets before it is told that it is connected.
  ///
  /// @param pid its private id, by which it may come back; empty when it may not
  /// @param packets in order
  record Replay(Optional<String> pid, List<ReplayedEvent> packets) {
    public Replay {
      packets = List.copyOf(packets);
    }
  }

  /// One event of them, with its offset in it.
  record ReplayedEvent(OutgoingMessage packet, String offset) {
    /// Adds the offset to an event.
    ///
    /// @param compress whether transports that can may compress it
    public static ReplayedEvent of(EncodedEvent event, String offset, boolean compress) {
      return new ReplayedEvent(
          new OutgoingMessage(event.text(offset), event.attachments(), compress), offset);
    }
  }
}
