package dev.parley.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds requests that other programs, for example a proxy, may parse differently. Source: RFC
/// 9112, 3.2 and 6.1.
final class Framing {
  private Framing() {}

  /// The problem of the headers as a sentence; null if there is none.
  static @Nullable String fault(HttpServerRequest request) {
    MultiMap headers = request.headers();
    if (headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
      List<String> encodings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
      if (encodings.size() != 1
          || !encodings.getFirst().equalsIgnoreCase("chunked")
          || request.version() != HttpVersion.HTTP_1_1) {
        return "Transfer-Encoding must be chunked, of HTTP/1.1, or absent";
      }
    }
    int hosts = headers.getAll(HttpHeaders.HOST).size();
    if (hosts > 1 || (hosts == 0 && request.version() != HttpVersion.HTTP_1_0)) {
      return "A request must have one Host header";
    }
    return null;
  }
}
