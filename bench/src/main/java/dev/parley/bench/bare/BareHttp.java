package dev.parley.bench.bare;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/// Vert.x that reads the request and answers a constant: the cost of a server that does nothing. A
/// separate program, so that it runs with the same JVM options as the server with which it is
/// compared.
public final class BareHttp {
  private BareHttp() {}

  /// Listens on the port in the environment's `PORT`, as the real server does.
  public static void main(String... args) {
    Buffer answer = Buffer.buffer("{\"status\":\"OK\"}");
    Vertx.vertx()
        .createHttpServer()
        .requestHandler(request ->
            request
                .body()
                .onSuccess(_ ->
                    request
                        .response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .end(answer)))
        .listen(Integer.parseInt(System.getenv("PORT")), "127.0.0.1")
        .await();
  }
}
