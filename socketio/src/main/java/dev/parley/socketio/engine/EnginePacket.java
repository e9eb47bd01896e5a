package dev.parley.socketio.engine;

/// A packet of a session. Source: Engine.IO protocol 4, "Packet types".
sealed interface EnginePacket {
  /// The type of a message, as a character.
  byte MESSAGE = '4';

  /// Opens a session: server to client, once.
  record Open(String data) implements EnginePacket {}

  /// Ends the session.
  record Close() implements EnginePacket {}

  /// A heartbeat of the server; with `probe`, the test of a new transport.
  record Ping(String data) implements EnginePacket {}

  /// The answer to a ping.
  record Pong(String data) implements EnginePacket {}

  /// A text message of the application.
  record Text(String data) implements EnginePacket {}

  /// A binary message of the application.
  @SuppressWarnings("ArrayRecordComponent") // packets are never compared
  record Binary(byte[] data) implements EnginePacket {}

  /// Ends the old transport: all further packets use the transport of this one.
  record Upgrade() implements EnginePacket {}

  /// An empty packet, which ends a poll.
  record Noop() implements EnginePacket {}
}
