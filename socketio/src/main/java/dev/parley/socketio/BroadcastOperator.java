package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.packet.EncodedEvent;
import dev.parley.socketio.packet.PacketEncoder;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A selection of sockets in a namespace, and the options for sending to them. Immutable: each
/// method that narrows the selection returns a new one. Safe for use by many threads.
///
/// ```java
/// namespace.to("room1").except("room2").emit("hello", 1);
/// ```
public final class BroadcastOperator {
  private final Namespace namespace;
  private final BroadcastTarget target;
  private final Reliability reliability;
  private final boolean compress;

  BroadcastOperator(
      Namespace namespace, BroadcastTarget target, Reliability reliability, boolean compress) {
    this.namespace = namespace;
    this.target = target;
    this.reliability = reliability;
    this.compress = compress;
  }

  /// Also selects the sockets in these rooms; without any room, all sockets are selected.
  public BroadcastOperator to(String... rooms) {
    return with(new BroadcastTarget(union(target.rooms(), rooms), target.except(), target.local()));
  }

  /// The same as [#to].
  public BroadcastOperator in(String... rooms) {
    return to(rooms);
  }

  /// Excludes sockets that are in any of these rooms.
  public BroadcastOperator except(String... rooms) {
    return with(new BroadcastTarget(target.rooms(), union(target.except(), rooms), target.local()));
  }

  /// Selects sockets of this server only.
  public BroadcastOperator local() {
    return with(new BroadcastTarget(target.rooms(), target.except(), true));
  }

  /// Drops events for sockets that cannot take them immediately.
  public BroadcastOperator volatileOnly() {
    return new BroadcastOperator(namespace, target, Reliability.VOLATILE, compress);
  }

  /// Drops events for sockets that are behind, and does not keep events for recovery. See
  /// [Reliability#DROPPABLE].
  public BroadcastOperator droppable() {
    return new BroadcastOperator(namespace, target, Reliability.DROPPABLE, compress);
  }

  /// Whether transports that support compression may compress the events.
  public BroadcastOperator compress(boolean value) {
    return new BroadcastOperator(namespace, target, reliability, value);
  }

  private BroadcastOperator with(BroadcastTarget other) {
    return new BroadcastOperator(namespace, other, reliability, compress);
  }

  private static Set<String> union(Set<String> some, String... more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(Arrays.asList(more));
    return all;
  }

  /// Sends an event. It is encoded once, or not at all if no socket is selected. Threads other than
  /// event loops may wait here while event loops are behind.
  ///
  /// @throws IllegalArgumentException when an argument cannot be written, or the name is reserved
  public void emit(String event, @Nullable Object... args) {
    PacketEncoder.checkName(event);
    if (namespace.adapter().isDeserted()) {
      return;
    }
    EncodedEvent encoded =
        namespace.server().encoder().event(namespace.name(), null, event, Arrays.asList(args));
    namespace.adapter().broadcast(encoded, target, reliability, compress);
  }

  /// Sends an event `message`.
  public void send(@Nullable Object... args) {
    emit("message", args);
  }

  /// Sends an event and asks every socket for an answer. A timeout is required, because a client
  /// that has gone never answers.
  ///
  /// @return the first argument of each answer, in order of arrival; fails with
  ///   [BroadcastTimeoutException] if not all answers arrive within `timeout`
  public Future<List<JsonNode>> emitWithAck(
      Duration timeout, String event, @Nullable Object... args) {
    long number = namespace.nextAck();
    EncodedEvent encoded =
        namespace.server().encoder().event(namespace.name(), number, event, Arrays.asList(args));
    return namespace.adapter().broadcastWithAck(encoded, number, target, timeout);
  }

  /// The selected sockets.
  public Future<List<RemoteSocket>> fetchSockets() {
    return namespace.adapter().fetchSockets(target);
  }

  /// Lets the selected sockets join rooms.
  public void socketsJoin(String... rooms) {
    namespace.adapter().socketsJoin(target, Set.of(rooms));
  }

  /// Lets the selected sockets leave rooms.
  public void socketsLeave(String... rooms) {
    namespace.adapter().socketsLeave(target, Set.of(rooms));
  }

  /// Disconnects the selected sockets. See [RemoteSocket#disconnect].
  public void disconnectSockets(boolean close) {
    namespace.adapter().disconnectSockets(target, close);
  }
}
