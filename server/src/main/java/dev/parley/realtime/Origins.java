package dev.parley.realtime;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/// Whether a page may connect. Browsers let every page open a WebSocket to every server and only
/// say whose page it is: without this check any page that an agent visits could read along. Pages
/// that Parley itself serves may, and those of `CORS_ORIGINS`; so may whatever is no page, and
/// names no origin. Source: RFC 6455, 10.2.
///
/// @param allowed in lower case, for example `http://localhost:3000`; `*` alone for every page
record Origins(Set<String> allowed) implements Predicate<HttpServerRequest> {
  private static final String EVERY_PAGE = "*";

  Origins {
    allowed = Set.copyOf(allowed);
  }

  @Override
  public boolean test(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null || allowed.contains(EVERY_PAGE)) {
      return true;
    }
    String page = origin.toLowerCase(Locale.ROOT);
    String host = request.getHeader(HttpHeaders.HOST);
    return allowed.contains(page) || (host != null && isServedBy(page, host));
  }

  /// A proxy that speaks TLS may stand between, so the scheme says nothing.
  private static boolean isServedBy(String page, String host) {
    int authority = page.indexOf("://");
    return authority > 0 && page.substring(authority + 3).equals(host.toLowerCase(Locale.ROOT));
  }
}
