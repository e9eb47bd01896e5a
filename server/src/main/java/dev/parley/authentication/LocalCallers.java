package dev.parley.authentication;

import dev.parley.config.AllowedHosts;
import dev.parley.config.AllowedOrigins;
import dev.parley.config.Origin;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells who really is on this machine: a program here, or a page that was loaded from here. A
/// proxy on this machine, and a page of somewhere else in a browser on it, are not.
///
/// @param origins whose pages count as loaded from here
record LocalCallers(AllowedOrigins origins) {
  /// Whoever passes a request on adds one of them, or one that begins with `x-forwarded-` or `cf-`.
  private static final Set<String> OF_PROXIES = Set.of("forwarded", "via", "x-real-ip");

  boolean has(Carried carried) {
    String host = carried.header().apply("Host");
    return InetAddress.ofLiteral(carried.peer()).isLoopbackAddress()
        && !carried.hasHeader().test(LocalCallers::isOfProxy)
        && (host == null || AllowedHosts.isSafe(host))
        && isPageFromHere(carried, host);
  }

  /// `CORS_ORIGINS=*` is no word about this machine: of the pages that it lets in, those count that
  /// a server here gave out.
  private boolean isPageFromHere(Carried carried, @Nullable String host) {
    String page = carried.header().apply("Origin");
    return origins.isOwnPage(page, carried.header().apply("Sec-Fetch-Site"), host)
        || (origins.everyone()
            && page != null
            && Origin.parse(page).filter(Origin::isOfThisMachine).isPresent());
  }

  private static boolean isOfProxy(String name) {
    return OF_PROXIES.contains(name) || name.startsWith("x-forwarded-") || name.startsWith("cf-");
  }
}
