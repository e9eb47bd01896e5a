package dev.parley.socketio.engine;

/// What travels in a session. Source: Engine.IO protocol 4, "Packet types".
sealed interface EnginePacket {
  /// The type of a message, as a character.
  byte MESSAGE = '4';

  /// Opens a session: server to client, once.
  record Open(String data) implements EnginePacket {}

  /// Ends the session.
  record Close() implements EnginePacket {}

  /// A heartbeat of the server's, or with `probe` a question on a new transport.
  record Ping(String data) implements EnginePacket {}

  /// The answer to it.
  record Pong(String data) implements EnginePacket {}

  /// What the application sends.
  record Text(String data) implements EnginePacket {}

  /// The same in bytes.
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way through; packets are not compared
  record Binary(byte[] data) implements EnginePacket {}

  /// Ends the old transport: from here on all comes on this one.
  record Upgrade() implements EnginePacket {}

  /// Nothing; it lets a poll go.
  record Noop() implements EnginePacket {}
}
