package dev.parley.authentication;

import dev.parley.config.AllowedHosts;
import dev.parley.config.AllowedOrigins;
import dev.parley.config.Origin;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides which callers are really on this machine: local programs, and pages that were loaded
/// from this machine. A local proxy, and a foreign page in a local browser, are not.
///
/// A proxy that forwards connections without reading them adds no header, but the `Host` of its
/// clients is not a loopback address. Nginx up to version 1.29.7 in its default configuration adds
/// no header either, and writes this machine into `Host`, but uses HTTP/1.0.
///
/// @param origins the origins whose pages count as loaded from this machine
record LocalCallers(AllowedOrigins origins) {
  /// Headers of proxies: a proxy that forwards a request adds one of these, or one that begins with
  /// one of [#BEGINNINGS].
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

  /// Whether the page that sent the request counts as local, or no page sent it. `CORS_ORIGINS=*`
  /// does not make a page local: among the pages that it allows, only those that a local server
  /// delivered count as local.
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
