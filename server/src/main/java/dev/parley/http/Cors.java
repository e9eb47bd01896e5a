package dev.parley.http;

import dev.parley.config.AllowedOrigins;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/// Decides which pages of other origins may read answers. Source: the Fetch standard, "CORS
/// protocol".
///
/// @param origins the allowed origins; if every origin is allowed, pages of other origins cannot
///   send credentials
record Cors(AllowedOrigins origins) {
  private static final String EXPOSED =
      "Link, X-Request-Id, Retry-After, RateLimit, RateLimit-Policy";
  private static final String PREFLIGHT_SECONDS = "600";

  /// Adds the headers for an answer to a request from `origin`.
  void addTo(MultiMap answer, @Nullable String origin) {
    boolean everyone = origins.everyone();
    if (!everyone) {
      answer.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    }
    if (origin != null && (everyone || origins.allows(origin))) {
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, everyone ? "*" : origin);
      answer.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
      if (!everyone) {
        answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
      }
    }
  }

  /// Adds the headers that only the answer to a preflight has. To be called if `addTo` allowed the
  /// origin.
  ///
  /// @param wanted the headers that the page wants to send
  static void addPreflightTo(MultiMap answer, String methods, @Nullable String wanted) {
    if (!answer.contains(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)) {
      return;
    }
    answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods);
    answer.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    if (wanted != null) {
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, wanted);
      answer.add(HttpHeaders.VARY, HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
    }
  }
}
