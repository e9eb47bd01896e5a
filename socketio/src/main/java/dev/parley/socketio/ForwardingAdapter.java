package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.packet.EncodedEvent;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Behaves like the adapter of one server: the same rooms, order and recovery log. An adapter for
/// several servers extends it, and adds the other servers in these methods:
///
/// - [#broadcast], [#socketsJoin], [#socketsLeave], [#disconnectSockets]: these apply the call to
///   this server, and forward it to the other servers unless [BroadcastTarget#local] is set. The
///   other servers apply it with a local target:
///   `namespace.everybody().local().to("room").emit("said", "hello")`.
/// - [#fetchSockets], [#rooms], [#broadcastWithAck], [#serverSideEmit]: these add the results of
///   the other servers.
/// - [#isDeserted]: returns false while another server may have sockets. When it returns true,
///   events are not sent at all.
///
/// The example `Cluster` connects two servers in one process this way.
public abstract class ForwardingAdapter implements Adapter {
  private final Adapter server;

  /// @param namespace the namespace of the adapter
  protected ForwardingAdapter(Namespace namespace) {
    this.server = new MemoryAdapter(namespace);
  }

  @Override
  public boolean isDeserted() {
    return server.isDeserted();
  }

  @Override
  public Optional<Replay> connected(LocalSocket socket, Optional<RestoredSession> restored) {
    return server.connected(socket, restored);
  }

  @Override
  public void disconnected(LocalSocket socket, Set<String> rooms, DisconnectReason reason) {
    server.disconnected(socket, rooms, reason);
  }

  @Override
  public void join(LocalSocket socket, Set<String> rooms) {
    server.join(socket, rooms);
  }

  @Override
  public void leave(LocalSocket socket, String room) {
    server.leave(socket, room);
  }

  @Override
  public void send(
      LocalSocket socket, EncodedEvent event, Reliability reliability, boolean compress) {
    server.send(socket, event, reliability, compress);
  }

  @Override
  public void broadcast(
      EncodedEvent event, BroadcastTarget target, Reliability reliability, boolean compress) {
    server.broadcast(event, target, reliability, compress);
  }

  @Override
  public Future<List<JsonNode>> broadcastWithAck(
      EncodedEvent event, long id, BroadcastTarget target, Duration timeout) {
    return server.broadcastWithAck(event, id, target, timeout);
  }

  @Override
  public Future<List<RemoteSocket>> fetchSockets(BroadcastTarget target) {
    return server.fetchSockets(target);
  }

  @Override
  public Future<Set<String>> rooms() {
    return server.rooms();
  }

  @Override
  public void socketsJoin(BroadcastTarget target, Set<String> rooms) {
    server.socketsJoin(target, rooms);
  }

  @Override
  public void socketsLeave(BroadcastTarget target, Set<String> rooms) {
    server.socketsLeave(target, rooms);
  }

  @Override
  public void disconnectSockets(BroadcastTarget target, boolean close) {
    server.disconnectSockets(target, close);
  }

  @Override
  public Future<List<JsonNode>> serverSideEmit(EncodedEvent event) {
    return server.serverSideEmit(event);
  }

  @Override
  public Future<Optional<RestoredSession>> restoreSession(String pid, Optional<String> offset) {
    return server.restoreSession(pid, offset);
  }

  @Override
  public void releaseSession(SavedSession session) {
    server.releaseSession(session);
  }

  @Override
  public void forgetSessions() {
    server.forgetSessions();
  }

  @Override
  public void onRooms(RoomListener listener) {
    server.onRooms(listener);
  }

  @Override
  public void close() {
    server.close();
  }
}
