package dev.parley.socketio.engine;

import org.jspecify.annotations.Nullable;

/// The session of one client, on any transport. All its state belongs to its [#eventLoop]; only
/// [#id], [#eventLoop] and [#handshake] may be used from other threads.
public interface EngineSession {
  /// 20 URL-safe characters; a secret that only this client knows.
  String id();

  /// The event loop of the session, which never changes.
  EventLoopExecutor eventLoop();

  /// The first request of the session.
  EngineHandshake handshake();

  /// The current transport.
  Transport transport();

  /// Queues `message`; all its frames are sent together at the end of the event loop's turn. Does
  /// nothing after the end of the session.
  void send(OutgoingMessage message);

  /// Whether a message would be sent immediately: a poll is waiting, or the WebSocket has taken all
  /// earlier messages and nothing was sent in this turn.
  boolean writable();

  /// The approximate number of bytes that wait for the client: queued bytes, and bytes that the
  /// kernel has not taken yet.
  long waiting();

  /// Holds the message that has just arrived: it counts as unfinished until the returned task is
  /// run, once, from any thread. When [EngineOptions#prefetch] messages of a WebSocket are held or
  /// wait for the event loop, the server stops reading from it. It continues when only a quarter of
  /// them is left and the client has read most of the data that was sent to it. Messages that the
  /// client sends meanwhile wait in the network. Polling is never paused.
  Runnable hold();

  /// Limits what the client sends from now on: its bytes count against a budget that several
  /// sessions share, except for the first 2 KB. The limit applies until the next call or the end of
  /// the session. If the budget is used up, a POST is answered 413, and a WebSocket ends with code
  /// 1009. Sessions begin without a limit.
  ///
  /// @param budget null for no limit
  void limitInput(@Nullable InputBudget budget);

  /// Ends the session with [EngineCloseReason#FORCED_CLOSE] after sending the queued messages. A
  /// polling session waits for a poll first, for at most 30 s.
  void close();

  /// Ends the session with [EngineCloseReason#FORCED_CLOSE] immediately, without sending queued
  /// messages. A WebSocket ends without a close frame, as if the connection were lost, so that
  /// every client notices immediately and connects again.
  void drop();
}
