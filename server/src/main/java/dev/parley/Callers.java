package dev.parley;

import dev.parley.access.Principal;
import dev.parley.socketio.Handshake;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/// Finds who asks. Both are called on event loops and must not block.
///
/// @param requests who makes a request
/// @param sockets who connects over Socket.IO
record Callers(
    Function<HttpServerRequest, Principal> requests, Function<Handshake, Principal> sockets) {
  /// Everybody is anonymous, and may do everything.
  static final Callers ANONYMOUS = new Callers(_ -> Principal.ANONYMOUS, _ -> Principal.ANONYMOUS);
}
