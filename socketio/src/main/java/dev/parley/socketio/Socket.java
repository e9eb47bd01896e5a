package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client in a namespace of this server. Safe for use by many threads. A listener that is added
/// by a connection listener hears every event.
///
/// All listeners of a socket are called where [Listener]s are, one after another. Futures are
/// completed on the socket's event loop: what follows there must not block, but a virtual thread
/// may wait for them, with `await()`.
///
/// The library makes sockets; an application implements this interface in its tests only. Methods
/// may be added to it by a minor version.
public interface Socket extends RemoteSocket {
  /// The namespace it is in.
  Namespace namespace();

  /// Whether it is connected: not yet in a middleware, no longer after a disconnection.
  boolean isConnected();

  /// Whether it took up an earlier session, with its id, rooms and data.
  boolean isRecovered();

  /// What carries its connection now: `polling` or `websocket`.
  String transport();

  // --- Listening ---------------------------------------------------------------------------------

  /// Takes events of this name. For all sockets of a namespace see [Namespace#on].
  Socket on(String event, Listener listener);

  /// Takes events of this name, and reads the first argument. One that cannot be read is dropped.
  <T> Socket on(String event, Class<T> type, TypedListener<T> listener);

  /// Takes the next event of this name.
  Socket once(String event, Listener listener);

  /// Takes no more events of this name with `listener`.
  Socket off(String event, Listener listener);

  /// Takes no more events of this name.
  Socket off(String event);

  /// Takes every event, before the listeners that take it by its name.
  Socket onAny(Listener listener);

  /// Takes no more of every event with `listener`.
  Socket offAny(Listener listener);

  /// Sees every event that is sent to the client, broadcasts as well: its name and its arguments.
  /// For debugging: each event is parsed again for it.
  Socket onAnyOutgoing(BiConsumer<String, List<JsonNode>> listener);

  /// Asks `middleware` whether an event may get to its listeners, on the socket and on the
  /// namespace; those that were added before are asked before. [#onAny] sees it in any case.
  Socket use(EventMiddleware middleware);

  /// Hears what was wrong with what the client sent: an event that a middleware refused, an
  /// argument that cannot be read, or a broken rule of the protocol, after which the connection
  /// ends.
  Socket onError(Consumer<String> listener);

  /// Hears that the socket is about to be gone, while [#rooms] still has its rooms.
  Socket onDisconnecting(Consumer<DisconnectReason> listener);

  /// Hears that the socket is gone.
  Socket onDisconnect(Consumer<DisconnectReason> listener);

  // --- Sending -----------------------------------------------------------------------------------

  /// Sends an event. A thread that is no event loop may wait here while the socket's event loop is
  /// behind.
  ///
  /// @throws IllegalArgumentException when an argument cannot be written, or the name is reserved
  @Override
  void emit(String event, @Nullable Object... args);

  /// Sends an event `message`.
  void send(@Nullable Object... args);

  /// Sends an event that is dropped when the client cannot take it at once. See
  /// [Reliability#VOLATILE].
  void emitVolatile(String event, @Nullable Object... args);

  /// Sends an event that wants an answer, which is read as a `type`.
  ///
  /// @return the answer's first argument; fails as that of [RemoteSocket#emitWithAck] does, and
  ///   with [IllegalArgumentException] when the answer is no `type`
  <T> Future<T> emitWithAck(
      Duration timeout, Class<T> type, String event, @Nullable Object... args);

  /// Everybody in any of these rooms but this socket.
  BroadcastOperator to(String... rooms);

  /// The same as [#to].
  BroadcastOperator in(String... rooms);

  /// Everybody but this socket and those in any of these rooms.
  BroadcastOperator except(String... rooms);

  /// Everybody in the namespace but this socket.
  BroadcastOperator broadcast();
}
