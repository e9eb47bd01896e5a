package dev.parley.http;

import io.vertx.core.http.HttpServerRequest;

/// Another protocol on the same port, which answers what it takes in its own way. Its methods are
/// called on the request's event loop and must not block.
public interface Neighbour {
  /// Whether the request is for it.
  boolean takes(HttpServerRequest request);

  /// Answers the request, or makes something else of its connection.
  void handle(HttpServerRequest request);
}
