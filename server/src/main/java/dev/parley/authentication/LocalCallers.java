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
/// A proxy that passes connections on unread adds no header, but its clients name another address
/// than that of this machine for itself. Nginx, as it is set up until version 1.29.7, adds none
/// either, and names this machine, but speaks HTTP/1.0.
///
/// @param origins whose pages count as loaded from here
record LocalCallers(AllowedOrigins origins) {
  /// Whoever passes a request on adds one of them, or one that begins with one of [#BEGINNINGS].
  private static final Set<String> OF_PROXIES =
      Set.of(
          "forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "x-cluster-client-ip");

  private static final Set<String> BEGINNINGS =
      Set.of("x-forwarded-", "x-original-", "x-envoy-", "cf-", "fly-", "tailscale-");

  boolean has(RequestCredentials carried) {
    String host = carried.header().apply("Host");
    return InetAddress.ofLiteral(carried.peer()).isLoopbackAddress()
        && !carried.oldHttp()
        && !carried.hasHeader().test(LocalCallers::isOfProxy)
        && (host == null || AllowedHosts.isThisMachine(host))
        && isPageFromHere(carried, host);
  }

  /// `CORS_ORIGINS=*` is no word about this machine: of the pages that it lets in, those count that
  /// a server here gave out.
  private boolean isPageFromHere(RequestCredentials carried, @Nullable String host) {
    String page = carried.header().apply("Origin");
    return origins.isOwnPage(page, carried.header().apply("Sec-Fetch-Site"), host)
        || (origins.everyone()
            && page != null
            && Origin.parse(page).filter(Origin::isOfThisMachine).isPresent());
  }

  private static boolean isOfProxy(String name) {
    return OF_PROXIES.contains(name) || BEGINNINGS.stream().anyMatch(name::startsWith);
  }
}
