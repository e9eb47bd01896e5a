package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.engine.EventLoopExecutor;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A socket of this server as an [Adapter] sees it: what an adapter needs beside [Socket] to bring
/// events to it. Applications have no use for it.
///
/// All methods but [#eventLoop] and [#isRecoverable] are called on the socket's event loop.
public interface LocalSocket extends Socket {
  /// The event loop that the socket lives on. Whatever an adapter does with the socket runs there,
  /// in the order in which it was given to the event loop. Any thread may call it.
  EventLoopExecutor eventLoop();

  /// Whether its client may come back and take up this session. Only then do its events carry an
  /// offset. Any thread may call it.
  boolean isRecoverable();

  // --- Rooms -------------------------------------------------------------------------------------

  /// Adds to what [#rooms] gives. Not needed after [Socket#join], which has done so already.
  ///
  /// @return false when the socket is gone and can join nothing
  boolean addRooms(Set<String> added);

  /// Removes from what [#rooms] gives, except the room of its own id.
  void removeRooms(Set<String> removed);

  // --- Sending -----------------------------------------------------------------------------------

  /// Sends an event to the client; it leaves when the event loop's turn ends. Dropped when the
  /// socket is not connected, when its reliability says so, and when the client has it already, see
  /// [#skipThrough].
  void deliver(OutgoingEvent event);

  /// Has `answered` called with the first argument of the answer to the event of this id.
  ///
  /// @param lost called instead when the socket is gone before
  void expectAck(long id, Consumer<JsonNode> answered, Runnable lost);

  /// Ends what [#expectAck] began; an answer that comes later is ignored.
  void forgetAck(long id);

  // --- Recovery ----------------------------------------------------------------------------------

  /// Says by what the client may come back.
  ///
  /// @param pid its private id, a secret that only this client knows
  /// @param since the position of the last event before the socket connected
  void recoverableAs(String pid, long since);

  /// What is kept for the client when the socket is gone; empty when it may not come back.
  ///
  /// @param lastRooms the rooms it was in
  Optional<SavedSession> session(Set<String> lastRooms);

  /// Drops events up to this position from now on: the client gets them as [Adapter.Replay].
  void skipThrough(long position);

  // --- The end -----------------------------------------------------------------------------------

  /// Disconnects it, now and not after what the event loop was given before. See
  /// [RemoteSocket#disconnect].
  void disconnectNow(boolean close);

  /// Ends its connection, because its client came back over another one.
  void replaced();

  /// Ends its connection at once, as if it were lost: the client connects again. For a socket that
  /// could not be sent something.
  void drop();
}
