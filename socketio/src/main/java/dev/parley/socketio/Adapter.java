package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.engine.OutgoingMessage;
import dev.parley.socketio.packet.EncodedEvent;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Knows which sockets of a namespace are in which rooms, and brings events to them. The default
/// adapter knows only one server; a cluster needs another adapter. The simplest way is to extend
/// [ForwardingAdapter], and to implement only the exchange with the other servers. An adapter
/// written from scratch needs only this interface, [LocalSocket] and [OutgoingEvent]. It has to
/// keep rooms, an order of events and, if clients can recover their sessions, a recovery log.
///
/// **Order and positions.** An adapter that keeps events for recovery numbers them in the order in
/// which it sends them, under one lock or on one thread. The number is the event's position; its
/// text for the client is the offset, which the client sends back when it connects again.
///
/// Safe for use by many threads, unless a method says otherwise. Events arrive at a socket in the
/// order of the calls. Calls by several threads have one order, which is the same for all sockets.
public interface Adapter {
  /// Whether the namespace has neither sockets nor sessions that a client can continue. If so,
  /// events are not even encoded. A session counts until it expires or its client has connected
  /// again.
  boolean isDeserted();

  /// Called on the event loop of a socket that has connected, or that continues a session.
  ///
  /// @param restored the session that it continues; empty when it is new
  /// @return the events that it has missed, and its private id if [LocalSocket#isRecoverable];
  ///   empty when these events are no longer known, and then the socket is not connected
  Optional<Replay> connected(LocalSocket socket, Optional<RestoredSession> restored);

  /// Called on the event loop of a socket that has ended.
  ///
  /// @param rooms the rooms in which it was
  void disconnected(LocalSocket socket, Set<String> rooms, DisconnectReason reason);

  /// A socket joins rooms. Called under its monitor.
  void join(LocalSocket socket, Set<String> rooms);

  /// A socket leaves a room. Called under its monitor.
  void leave(LocalSocket socket, String room);

  /// Sends an event to one socket of this server.
  void send(LocalSocket socket, EncodedEvent event, Reliability reliability, boolean compress);

  /// Sends an event to many sockets.
  void broadcast(
      EncodedEvent event, BroadcastTarget target, Reliability reliability, boolean compress);

  /// Sends an event to many sockets and collects the first argument of each answer.
  ///
  /// @param id the id that their answers carry
  /// @return the answers; fails with [BroadcastTimeoutException], which has the answers so far,
  ///   unless all arrive in time
  Future<List<JsonNode>> broadcastWithAck(
      EncodedEvent event, long id, BroadcastTarget target, Duration timeout);

  /// The sockets of a target, on all servers.
  Future<List<RemoteSocket>> fetchSockets(BroadcastTarget target);

  /// The names of all rooms that have a socket on this server, including the rooms of the sockets'
  /// ids.
  Future<Set<String>> rooms();

  /// Lets the sockets of a target join rooms.
  void socketsJoin(BroadcastTarget target, Set<String> rooms);

  /// Lets the sockets of a target leave rooms.
  void socketsLeave(BroadcastTarget target, Set<String> rooms);

  /// Disconnects the sockets of a target. See [RemoteSocket#disconnect].
  void disconnectSockets(BroadcastTarget target, boolean close);

  /// Sends an event to the other servers, never to this one.
  ///
  /// @return one answer of each server
  Future<List<JsonNode>> serverSideEmit(EncodedEvent event);

  /// Finds the session with the private id `pid` and reserves it until [#connected] or
  /// [#releaseSession]. Disconnects the socket that still holds it, if Parley has not noticed yet
  /// that its connection is lost.
  ///
  /// @param offset the offset of the last event that the client has; empty when it has none
  Future<Optional<RestoredSession>> restoreSession(String pid, Optional<String> offset);

  /// Releases a session that [#restoreSession] found but the client does not continue. The client
  /// can still continue it later.
  void releaseSession(SavedSession session);

  /// Forgets all sessions and events that clients could recover: clients that reconnect start from
  /// scratch.
  void forgetSessions();

  /// Calls `listener` when rooms appear and disappear. To be called before the first socket
  /// connects.
  void onRooms(RoomListener listener);

  /// Closes the adapter; no other method is called afterwards.
  void close();

  /// A session that a client continues.
  ///
  /// @param after the position of the last event that the client has
  record RestoredSession(SavedSession session, long after) {}

  /// The events that a socket receives before the packet that says it is connected.
  ///
  /// @param pid the private id with which the client can continue the session; empty if it cannot
  /// @param packets the missed events, in order
  record Replay(Optional<String> pid, List<ReplayedEvent> packets) {
    public Replay {
      packets = List.copyOf(packets);
    }
  }

  /// One missed event, which contains its offset.
  record ReplayedEvent(OutgoingMessage packet, String offset) {
    /// Adds the offset to an event.
    ///
    /// @param compress whether transports that support compression may compress it
    public static ReplayedEvent of(EncodedEvent event, String offset, boolean compress) {
      return new ReplayedEvent(
          new OutgoingMessage(event.text(offset), event.attachments(), compress), offset);
    }
  }
}
