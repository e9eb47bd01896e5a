package dev.parley.socketio.engine;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// How the engine is to be. [#DEFAULTS] are those of Node's server, which has no limits where this
/// one has `maxQueued`, `prefetch` and `maxSessions`.
///
/// @param path where it listens, without a slash at the end
/// @param pingInterval how long after an answer the next ping is sent
/// @param pingTimeout how long the answer to a ping may take
/// @param upgradeTimeout how long a WebSocket may take to replace polling
/// @param maxPayload the most bytes of one request, and of one WebSocket message
/// @param maxQueued the most bytes that may wait for one client for longer than ten seconds; one
///   that reads more slowly is cut off, and one for whom 16 times as much waits is at once
/// @param prefetch how many messages of a WebSocket may be at work, waiting for their lane or held
///   by the application, before no more are read from it; see [EngineSession#hold]
/// @param maxSessions beyond them new ones are refused
/// @param transports those enabled
/// @param allowUpgrades whether polling clients are told to upgrade
/// @param perMessageDeflate whether WebSocket messages are compressed when the client can; costs
///   some 300 KB a connection
/// @param compressionThreshold from how many bytes on polls are compressed; 0: all, -1: none
/// @param cors what browsers on other sites may do; empty: nothing is said
/// @param cookie the name of a cookie with the session's id, for load balancers
/// @param allowRequest asked before a session begins; a false refuses it. Origins of WebSockets are
///   checked here or not at all: CORS does not
/// @param headers called with the headers of a session's first answer, which may be added to
public record EngineOptions(
    String path,
    Duration pingInterval,
    Duration pingTimeout,
    Duration upgradeTimeout,
    int maxPayload,
    int maxQueued,
    int prefetch,
    int maxSessions,
    Set<Transport> transports,
    boolean allowUpgrades,
    boolean perMessageDeflate,
    int compressionThreshold,
    Optional<Cors> cors,
    Optional<String> cookie,
    Predicate<HttpServerRequest> allowRequest,
    BiConsumer<HttpServerRequest, MultiMap> headers) {
  /// Node's.
  public static final EngineOptions DEFAULTS =
      new EngineOptions(
          "/engine.io",
          Duration.ofSeconds(25),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          1_000_000,
          4 * 1024 * 1024,
          64,
          100_000,
          Set.of(Transport.POLLING, Transport.WEBSOCKET),
          true,
          false,
          1024,
          Optional.empty(),
          Optional.empty(),
          _ -> true,
          (_, _) -> {});

  public EngineOptions {
    transports = Set.copyOf(transports);
    check(path.startsWith("/") && !path.endsWith("/"), "path must begin, but not end, with /");
    check(pingInterval.isPositive(), "pingInterval must be positive");
    check(pingTimeout.isPositive(), "pingTimeout must be positive");
    check(upgradeTimeout.isPositive(), "upgradeTimeout must be positive");
    check(maxPayload > 0, "maxPayload must be positive");
    check(maxQueued > 0, "maxQueued must be positive");
    check(prefetch > 0, "prefetch must be positive");
    check(maxSessions > 0, "maxSessions must be positive");
    check(!transports.isEmpty(), "at least one transport must be enabled");
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
