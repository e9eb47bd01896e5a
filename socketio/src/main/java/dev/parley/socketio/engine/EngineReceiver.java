package dev.parley.socketio.engine;

/// What a session brings in, in order. All methods are called on the session's event loop and must
/// not block. What one throws ends the session with [EngineCloseReason#TRANSPORT_ERROR] and is
/// logged.
public interface EngineReceiver {
  /// A text message.
  void text(String data);

  /// A binary message; the array is the receiver's to keep.
  void binary(byte[] data);

  /// The session has ended; called once, and nothing after it.
  void closed(EngineCloseReason reason);
}
