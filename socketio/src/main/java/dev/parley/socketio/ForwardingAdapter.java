package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.packet.EncodedEvent;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Does everything as the adapter of one server does: its rooms, its order, its recovery log. An
/// adapter for several servers extends it, and adds the others where it must:
///
/// - [#broadcast], [#socketsJoin], [#socketsLeave], [#disconnectSockets]: does it here, and tells
///   the others unless [BroadcastTarget#local] is set. They do the same there, with a target that
///   is local: `namespace.everybody().local().to("room").emit("said", "hello")`.
/// - [#fetchSockets], [#rooms], [#broadcastWithAck], [#serverSideEmit]: adds what the others say.
/// - [#isDeserted]: false while another server may have sockets, else nothing is sent to them.
///
/// The example `Cluster` does that for two servers in one process.
public abstract class ForwardingAdapter implements Adapter {
  private final Adapter server;

  /// @param namespace whose adapter it is
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
