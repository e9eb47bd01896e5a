package dev.parley.socketio.engine;

/// Receives the messages of a session, in order. All methods are called on the session's event loop
/// and must not block. An exception is logged and ends the session with
/// [EngineCloseReason#TRANSPORT_ERROR].
public interface EngineReceiver {
  /// A text message.
  void text(String data);

  /// A binary message. The receiver may keep the array.
  void binary(byte[] data);

  /// The session has ended; called once, and nothing after it.
  void closed(EngineCloseReason reason);
}
