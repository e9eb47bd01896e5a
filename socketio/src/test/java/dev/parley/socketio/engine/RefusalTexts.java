package dev.parley.socketio.engine;

/// The bodies of the engine's refusals, as Node's server has them.
final class RefusalTexts {
  static final String UNKNOWN_TRANSPORT = "{\"code\":0,\"message\":\"Transport unknown\"}";
  static final String UNKNOWN_SID = "{\"code\":1,\"message\":\"Session ID unknown\"}";
  static final String BAD_METHOD = "{\"code\":2,\"message\":\"Bad handshake method\"}";
  static final String BAD_REQUEST = "{\"code\":3,\"message\":\"Bad request\"}";
  static final String FORBIDDEN = "{\"code\":4,\"message\":\"Forbidden\"}";
  static final String BAD_PROTOCOL = "{\"code\":5,\"message\":\"Unsupported protocol version\"}";

  private RefusalTexts() {}
}
