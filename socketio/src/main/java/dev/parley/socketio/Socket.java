package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client in a namespace of this server. Safe for use by many threads. If a connection listener
/// adds a listener for events, that listener receives every event of the socket.
///
/// All listeners of a socket are called on the threads of [Listener]s, one after another. Futures
/// complete on the socket's event loop, where their callbacks must not block; a virtual thread can
/// wait for them with `await()`.
///
/// Only the library creates sockets; applications implement this interface only in tests. A minor
/// version may add methods.
public interface Socket extends RemoteSocket {
  /// The namespace it is in.
  Namespace namespace();

  /// Whether it is connected: false in a middleware, and after a disconnection.
  boolean isConnected();

  /// Whether it continues an earlier session, with the same id, rooms and data.
  boolean isRecovered();

  /// The current transport of its connection: `polling` or `websocket`.
  String transport();

  // --- Listening ---------------------------------------------------------------------------------

  /// Calls `listener` for events with this name. For all sockets of a namespace see [Namespace#on].
  Socket on(String event, Listener listener);

  /// Calls `listener` for events with this name, with the first argument read as a `type`. An event
  /// whose argument cannot be read is dropped.
  <T> Socket on(String event, Class<T> type, TypedListener<T> listener);

  /// Calls `listener` for the next event with this name.
  Socket once(String event, Listener listener);

  /// Removes `listener` for events with this name.
  Socket off(String event, Listener listener);

  /// Removes all listeners for events with this name.
  Socket off(String event);

  /// Calls `listener` for every event, before the listeners for its name.
  Socket onAny(Listener listener);

  /// Removes a listener of [#onAny].
  Socket offAny(Listener listener);

  /// Calls `listener` with the name and the arguments of every event that is sent to the client,
  /// including broadcasts. For debugging: each event is parsed again for it.
  Socket onAnyOutgoing(BiConsumer<String, List<JsonNode>> listener);

  /// Asks `middleware` whether an event may reach its listeners, on the socket and on the
  /// namespace. Middlewares are asked in the order in which they were added. [#onAny] receives the
  /// event in any case.
  Socket use(EventMiddleware middleware);

  /// Calls `listener` with the reason when the client sent invalid data: an event that a middleware
  /// refused, an argument that cannot be read, or data that breaks a rule of the protocol, after
  /// which the connection ends.
  Socket onError(Consumer<String> listener);

  /// Calls `listener` when the socket is about to end, while [#rooms] still has its rooms.
  Socket onDisconnecting(Consumer<DisconnectReason> listener);

  /// Calls `listener` when the socket has ended.
  Socket onDisconnect(Consumer<DisconnectReason> listener);

  // --- Sending -----------------------------------------------------------------------------------

  /// Sends an event. Threads other than event loops may wait here while the socket's event loop is
  /// behind.
  ///
  /// @throws IllegalArgumentException when an argument cannot be written, or the name is reserved
  @Override
  void emit(String event, @Nullable Object... args);

  /// Sends an event `message`.
  void send(@Nullable Object... args);

  /// Sends an event that is dropped if the client cannot take it immediately. See
  /// [Reliability#VOLATILE].
  void emitVolatile(String event, @Nullable Object... args);

  /// Sends an event, asks for an answer, and reads it as a `type`.
  ///
  /// @return the answer's first argument; fails like [RemoteSocket#emitWithAck], and with
  ///   [IllegalArgumentException] if the answer cannot be read as a `type`
  <T> Future<T> emitWithAck(
      Duration timeout, Class<T> type, String event, @Nullable Object... args);

  /// All sockets in any of these rooms, except this socket.
  BroadcastOperator to(String... rooms);

  /// The same as [#to].
  BroadcastOperator in(String... rooms);

  /// All sockets of the namespace, except this socket and those in any of these rooms.
  BroadcastOperator except(String... rooms);

  /// All sockets of the namespace, except this socket.
  BroadcastOperator broadcast();
}
