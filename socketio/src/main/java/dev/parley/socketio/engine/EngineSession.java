package dev.parley.socketio.engine;

/// One client's session, whatever transport carries it. All its state belongs to its [#eventLoop];
/// only [#id], [#eventLoop] and [#handshake] may be used from other threads.
public interface EngineSession {
  /// 20 URL-safe characters; a secret that only this client knows.
  String id();

  /// The event loop that the session lives on, from its beginning to its end.
  EventLoopExecutor eventLoop();

  /// What the first request said.
  EngineHandshake handshake();

  /// What carries the session now.
  Transport transport();

  /// Queues `message`, all its frames together; they leave when the event loop's turn ends. After
  /// the end of the session nothing happens.
  void send(OutgoingMessage message);

  /// Whether a message sent now would leave at once: a poll is waiting, or the WebSocket has taken
  /// all that was sent before and nothing was sent in this turn.
  boolean writable();

  /// About how many bytes wait for the client: those queued, and those that the kernel has not
  /// taken yet.
  long waiting();

  /// Holds the message that has just come: it is not dealt with until what is returned is run,
  /// once, from any thread. Once [EngineOptions#prefetch] messages of a WebSocket are held or wait
  /// for the event loop, no more are read from it until a quarter is left and its client has read
  /// most of what it was sent; what it sends meanwhile waits in the network. Over polling nothing
  /// is put off.
  Runnable hold();

  /// Ends the session with [EngineCloseReason#FORCED_CLOSE] after what is queued was sent. Over
  /// polling it waits for a poll, for at most 30 s.
  void close();

  /// Ends the session with [EngineCloseReason#FORCED_CLOSE] at once, without what is queued. A
  /// WebSocket ends without a close frame, as if the connection were lost, so that every client
  /// notices immediately and connects again.
  void drop();
}
