package dev.parley.socketio.engine;

/// Whoever uses the engine: told of every session that begins.
@FunctionalInterface
public interface EngineHandler {
  /// A session has begun and may be sent to. Called on the session's event loop; must not block.
  ///
  /// @return who is told what comes in
  EngineReceiver opened(EngineSession session);
}
