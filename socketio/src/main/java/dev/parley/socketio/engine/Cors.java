package dev.parley.socketio.engine;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Says which pages of other sites may read the server's answers. It refuses no request itself:
/// browsers and [EngineOptions#allowRequest] do. Source: Fetch standard, "CORS protocol".
///
/// @param everyone whether any page may read answers; requests then carry no credentials
/// @param origins whether pages of an origin, for example `https://chat.example.org`, may read
///   answers; not used if everyone may
/// @param credentials whether requests may carry cookies and passwords
/// @param maxAge the time for which a browser may cache the answer to a preflight
public record Cors(
    boolean everyone, Predicate<String> origins, boolean credentials, Optional<Duration> maxAge) {
  private static final String ANY = "*";
  private static final CharSequence VARIES = HttpHeaders.createOptimized("Origin");
  private static final CharSequence METHODS =
      HttpHeaders.createOptimized("GET,HEAD,PUT,PATCH,POST,DELETE");
  private static final CharSequence REQUESTED =
      HttpHeaders.createOptimized("Access-Control-Request-Headers");

  /// Allows the pages of these origins, with credentials; `*` allows all pages, without
  /// credentials.
  public static Cors of(List<String> origins) {
    Set<String> named = Set.copyOf(origins);
    return new Cors(named.contains(ANY), named::contains, true, Optional.empty());
  }

  /// Allows the pages whose origin the predicate accepts, with credentials.
  public static Cors of(Predicate<String> origins) {
    return new Cors(false, origins, true, Optional.empty());
  }

  /// Adds the headers to `answer` that say what the page that sent the request may do.
  void addTo(MultiMap answer, HttpServerRequest request) {
    if (everyone) {
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
      return;
    }
    answer.add(HttpHeaders.VARY, VARIES);
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && origins.test(origin)) {
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      if (credentials) {
        answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
      }
    }
  }

  void addPreflightTo(MultiMap answer, HttpServerRequest request) {
    answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    @Nullable String headers = request.getHeader(REQUESTED);
    if (headers != null) {
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
      answer.add(HttpHeaders.VARY, REQUESTED);
    }
    maxAge.ifPresent(
        age -> answer.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, Long.toString(age.toSeconds())));
  }
}
