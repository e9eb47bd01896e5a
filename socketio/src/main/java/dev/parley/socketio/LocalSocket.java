package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.engine.EventLoopExecutor;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A socket of this server as an [Adapter] sees it: the methods that an adapter needs in addition
/// to [Socket]. Applications do not need it.
///
/// All methods but [#eventLoop] and [#isRecoverable] are called on the socket's event loop.
public interface LocalSocket extends Socket {
  /// The event loop of the socket. An adapter uses the socket only there. Tasks run in the order in
  /// which they were given to the event loop. Any thread may call it.
  EventLoopExecutor eventLoop();

  /// Whether the client can reconnect and continue this session. Only then do its events carry an
  /// offset. Any thread may call it.
  boolean isRecoverable();

  // --- Rooms -------------------------------------------------------------------------------------

  /// Adds rooms to [#rooms]. Not needed after [Socket#join], which adds them itself.
  ///
  /// @return false if the socket has ended and cannot join rooms
  boolean addRooms(Set<String> added);

  /// Removes rooms from [#rooms], except the room of its own id.
  void removeRooms(Set<String> removed);

  // --- Sending -----------------------------------------------------------------------------------

  /// Sends an event to the client, at the end of the event loop's turn. The event is dropped if the
  /// socket is not connected, if its reliability says so, or if the client has it already, see
  /// [#skipThrough].
  void deliver(OutgoingEvent event);

  /// Calls `answered` with the first argument of the answer to the event with this id.
  ///
  /// @param lost called instead if the socket ends before the answer
  void expectAck(long id, Consumer<JsonNode> answered, Runnable lost);

  /// Cancels [#expectAck]; a later answer is ignored.
  void forgetAck(long id);

  // --- Recovery ----------------------------------------------------------------------------------

  /// Sets the private id with which the client can continue the session.
  ///
  /// @param pid the private id of the socket, a secret that only this client knows
  /// @param since the position of the last event before the socket connected
  void recoverableAs(String pid, long since);

  /// The session to keep for the client when the socket has ended; empty if the client cannot come
  /// back.
  ///
  /// @param lastRooms the rooms of the socket when it ended
  Optional<SavedSession> session(Set<String> lastRooms);

  /// Drops events up to this position from now on: the client receives them in an [Adapter.Replay].
  void skipThrough(long position);

  // --- The end -----------------------------------------------------------------------------------

  /// Disconnects the socket immediately, before earlier tasks of the event loop. See
  /// [RemoteSocket#disconnect].
  void disconnectNow(boolean close);

  /// Ends the connection, because its client has continued the session over another one.
  void replaced();

  /// Ends the connection immediately, as if it were lost: the client connects again. Used if an
  /// event could not be sent to the socket.
  void drop();
}
