package dev.parley.http;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.authentication.CallerAddress;
import dev.parley.authentication.Callers;
import dev.parley.authentication.RequestCredentials;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.config.AllowedHosts;
import dev.parley.config.AllowedOrigins;
import dev.parley.config.Origin;
import dev.parley.config.ParleyConfig;
import dev.parley.limits.Cost;
import dev.parley.limits.RateLimits;
import dev.parley.limits.Usage;
import dev.parley.log.RareLog;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Identifies callers and refuses foreign web pages, both for REST and Socket.IO. The host name of
/// every request must be Parley's, because a page can make its own host name resolve to Parley's
/// address. A request that changes something, or a connection over Socket.IO, must not come from a
/// page of another origin, unless `CORS_ORIGINS` contains that origin. Programs pass, because they
/// do not send the headers that browsers add.
///
/// Safe for use by many threads; called on event loops.
public final class RequestGuard {
  private static final Logger LOG = LoggerFactory.getLogger(RequestGuard.class);
  private static final CharSequence FETCH_SITE = HttpHeaders.createOptimized("Sec-Fetch-Site");

  private final AllowedHosts hosts;
  private final AllowedOrigins origins;
  private final Callers callers;
  private final RateLimits limits;
  private final RareLog hostRefused =
      new RareLog(
          LOG,
          "a request was refused for its host name; if it is Parley's, add it to ALLOWED_HOSTS, or"
              + " set PUBLIC_URL");
  private final RareLog originRefused =
      new RareLog(
          LOG,
          "a page of another origin was refused; if it should call Parley, add its origin to"
              + " CORS_ORIGINS");

  /// The last header `Host` that passed; nearly all requests have the same.
  private volatile String lastHost = "localhost";

  /// The caller of a request, and where it comes from.
  ///
  /// @param requestId the id of the request in the log
  record IdentifiedCaller(Principal caller, CallerAddress address, String requestId) {}

  /// @param callers finds who makes a request
  /// @param limits counts the requests of each caller
  public RequestGuard(ParleyConfig.Http config, Callers callers, RateLimits limits) {
    this.callers = callers;
    this.limits = limits;
    this.hosts = config.hosts();
    this.origins = config.origins();
  }

  /// Whether a Socket.IO client may connect: by polling, or by WebSocket, which browsers let every
  /// page open to every server. The host has been checked. Source: RFC 6455, 10.2.
  public boolean mayConnect(HttpServerRequest request) {
    boolean may = mayChange(request);
    if (!may) {
      originRefused.warn("origin", shown(request.getHeader(HttpHeaders.ORIGIN)));
    }
    return may;
  }

  /// Whether [#check] lets the request pass.
  boolean lets(HttpServerRequest request) {
    return foreignHost(request).isEmpty() && (!changes(request) || mayChange(request));
  }

  /// Finds the caller of a request.
  ///
  /// @param key the key in the address; null if there is none
  /// @throws Refusal `unauthorized` if the credential is not valid
  IdentifiedCaller identify(HttpServerRequest request, @Nullable String key, String requestId) {
    RequestCredentials carried =
        RequestCredentials.of(
            request.remoteAddress().hostAddress(),
            request.version() == HttpVersion.HTTP_1_0,
            request.headers(),
            key == null ? null : new RequestCredentials.Key(key, true));
    return new IdentifiedCaller(callers.caller(carried), callers.address(carried), requestId);
  }

  /// Counts a request of the caller.
  Usage count(IdentifiedCaller identified, Cost cost) {
    return limits.take(
        identified.caller, identified.address.address(), identified.address.shared(), cost);
  }

  /// Checks that the caller has a permission.
  ///
  /// @throws Refusal `unauthorized` or `forbidden`
  void admit(Principal caller, Permission needed) {
    if (caller.equals(Principal.STRANGER) && !caller.may(needed)) {
      throw new Refusal(ErrorCode.UNAUTHORIZED, callers.advice());
    }
    Refusal.unlessMay(caller, needed);
  }

  /// Refuses requests for foreign hosts and from foreign pages.
  ///
  /// @throws Refusal `forbidden`
  void check(HttpServerRequest request) {
    Optional<String> host = foreignHost(request);
    if (host.isPresent()) {
      String name = AllowedHosts.nameOf(host.get()).orElse("not a host name");
      hostRefused.warn("host", name);
      throw new Refusal(
          ErrorCode.FORBIDDEN,
          "Parley does not answer under the host name of this request (%s): add it to ALLOWED_HOSTS, or set PUBLIC_URL"
              .formatted(name));
    }
    if (changes(request) && !mayChange(request)) {
      String page = shown(request.getHeader(HttpHeaders.ORIGIN));
      originRefused.warn("origin", page);
      throw new Refusal(
          ErrorCode.FORBIDDEN,
          "Pages of this origin (%s) may change nothing: add it to CORS_ORIGINS".formatted(page));
    }
  }

  /// The host in a request, if it is not Parley's. Requests of HTTP/1.0 may have none; browsers
  /// always send it. Source: RFC 9112, 3.2.
  private Optional<String> foreignHost(HttpServerRequest request) {
    List<String> named = request.headers().getAll(HttpHeaders.HOST);
    for (String host : named) {
      if (!isOurs(host)) {
        return Optional.of(host);
      }
    }
    String target = request.uri();
    return target == null || target.startsWith("/")
        ? Optional.empty()
        : authority(target).filter(host -> !isOurs(host));
  }

  private boolean isOurs(String host) {
    if (host.equals(lastHost)) {
      return true;
    }
    boolean ours = hosts.allows(host);
    if (ours) {
      lastHost = host;
    }
    return ours;
  }

  /// The host of a request target that is a whole URL, as clients send it to proxies.
  private static Optional<String> authority(String target) {
    int begin = target.indexOf("://");
    if (begin < 0) {
      return Optional.empty();
    }
    int end = begin + 3;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return Optional.of(target.substring(begin + 3, end));
  }

  private static boolean changes(HttpServerRequest request) {
    return switch (request.method().name()) {
      case "GET", "HEAD", "OPTIONS" -> false;
      default -> true;
    };
  }

  private boolean mayChange(HttpServerRequest request) {
    return origins.mayChange(
        request.getHeader(HttpHeaders.ORIGIN),
        request.getHeader(FETCH_SITE),
        request.getHeader(HttpHeaders.HOST));
  }

  /// The untrusted text for the log, only if it is a valid origin.
  private static String shown(@Nullable String origin) {
    return origin == null
        ? "not named"
        : Origin.parse(origin).map(Origin::toString).orElse("not an origin");
  }
}
