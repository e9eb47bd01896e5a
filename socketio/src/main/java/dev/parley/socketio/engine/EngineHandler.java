package dev.parley.socketio.engine;

/// The user of the engine, which is notified of every new session.
@FunctionalInterface
public interface EngineHandler {
  /// A session has begun, and messages can be sent to it. Called on the session's event loop; must
  /// not block.
  ///
  /// @return the receiver of the session's messages
  EngineReceiver opened(EngineSession session);
}
