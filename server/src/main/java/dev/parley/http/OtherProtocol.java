package dev.parley.http;

import io.vertx.core.http.HttpServerRequest;

/// Another protocol on the same port, which answers its requests in its own way. Its methods are
/// called on the request's event loop and must not block.
public interface OtherProtocol {
  /// Whether the request is for this protocol.
  boolean takes(HttpServerRequest request);

  /// Answers the request, or upgrades its connection.
  void handle(HttpServerRequest request);
}
