package dev.parley.socketio.engine;

/// Why a request was refused. The client receives the code and the message; only this enum
/// distinguishes the variants of code 3.
public enum EngineRefusal {
  /// `transport` is absent, unknown, or not enabled.
  UNKNOWN_TRANSPORT(0, "Transport unknown"),

  /// No session has this id, or it has ended.
  UNKNOWN_SID(1, "Session ID unknown"),

  /// A session begins with a GET.
  BAD_HANDSHAKE_METHOD(2, "Bad handshake method"),

  /// The session uses another transport, or a polling session cannot begin with an upgrade.
  TRANSPORT_MISMATCH(3, "Bad request"),

  /// `EIO` differs from the first request of the session.
  PROTOCOL_MISMATCH(3, "Bad request"),

  /// A WebSocket session must begin with an upgrade that has all required headers.
  TRANSPORT_HANDSHAKE_ERROR(3, "Bad request"),

  /// The application does not allow it. Status 403, but 400 for a WebSocket.
  FORBIDDEN(4, "Forbidden"),

  /// `EIO` is not 4.
  UNSUPPORTED_PROTOCOL(5, "Unsupported protocol version"),

  /// The server has reached its limit of sessions, or is closing. Status 503; Node's server does
  /// not have this reason.
  OVERLOADED(3, "Bad request");

  private final int code;
  private final String message;

  EngineRefusal(int code, String message) {
    this.code = code;
    this.message = message;
  }

  /// 0 to 5.
  public int code() {
    return code;
  }

  /// For example `Session ID unknown`.
  public String message() {
    return message;
  }

  /// The status of a refused upgrade. Node's server always uses 400.
  int upgradeStatus() {
    return this == OVERLOADED ? status() : 400;
  }

  int status() {
    return switch (this) {
      case FORBIDDEN -> 403;
      case OVERLOADED -> 503;
      case UNKNOWN_TRANSPORT,
          UNKNOWN_SID,
          BAD_HANDSHAKE_METHOD,
          TRANSPORT_MISMATCH,
          PROTOCOL_MISMATCH,
          TRANSPORT_HANDSHAKE_ERROR,
          UNSUPPORTED_PROTOCOL ->
          400;
    };
  }

  /// For example `{"code":1,"message":"Session ID unknown"}`.
  String json() {
    return "{\"code\":%d,\"message\":\"%s\"}".formatted(code, message);
  }
}
