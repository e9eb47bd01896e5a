package dev.parley.socketio.engine;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// Options of an engine, created by [#builder]. Immutable. The defaults are those of Node's server,
/// except `maxQueued`, `prefetch` and `maxSessions`, for which Node's server has no limits.
///
/// @param path the path at which the server listens, without a slash at the end
/// @param pingInterval the time between an answer and the next ping
/// @param pingTimeout the time that the answer to a ping may take
/// @param upgradeTimeout the time that a WebSocket may take to replace polling
/// @param maxPayload the maximum size in bytes of one request, and of one WebSocket message
/// @param maxQueued the maximum number of bytes that may wait for one client for longer than ten
///   seconds; a client that reads more slowly is disconnected. A client for which 16 times as many
///   bytes wait is disconnected immediately
/// @param prefetch the number of unfinished messages of a WebSocket above which the server stops
///   reading from it: messages that wait for their event loop, or that the application holds, see
///   [EngineSession#hold]
/// @param maxSessions the maximum number of sessions; further ones are refused
/// @param transports the enabled transports
/// @param allowUpgrades whether polling clients are invited to upgrade
/// @param perMessageDeflate whether WebSocket messages are compressed if the client supports it;
///   costs some 300 KB a connection
/// @param compressionThreshold the size in bytes from which answers to polls are compressed; 0:
///   all, -1: none
/// @param cors the rules for pages of other sites; empty: the server sends no CORS headers
/// @param cookie the name of a cookie with the session's id, for load balancers
/// @param allowRequest decides whether a session may begin; false refuses it. This is the only
///   check of the origin of WebSockets, which CORS does not cover
/// @param headers receives the headers of a session's first answer, and may add more
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
  /// The defaults of Node's server.
  public static final EngineOptions DEFAULTS = builder().build();

  /// @throws IllegalArgumentException for a value outside of its range; the message says which
  ///   values are allowed
  public EngineOptions {
    transports = Set.copyOf(transports);
    check(
        path.startsWith("/") && !path.endsWith("/"),
        "path must begin with / and must not end with it",
        "'" + path + "'");
    checkPositive("pingInterval", pingInterval);
    checkPositive("pingTimeout", pingTimeout);
    checkPositive("upgradeTimeout", upgradeTimeout);
    check(maxPayload > 0, "maxPayload must be at least 1 byte", maxPayload);
    check(maxQueued > 0, "maxQueued must be at least 1 byte", maxQueued);
    check(prefetch > 0, "prefetch must be at least 1", prefetch);
    check(maxSessions > 0, "the limit of connections must be at least 1", maxSessions);
    check(!transports.isEmpty(), "transports must enable polling, WebSocket or both", "none");
    check(
        compressionThreshold >= -1,
        "compressionThreshold must be -1 (never) or a number of bytes",
        compressionThreshold);
  }

  /// A builder that has the defaults of Node's server.
  public static Builder builder() {
    return new Builder();
  }

  /// Checks that `value` is longer than zero.
  ///
  /// @param option the name of the option, for the message
  /// @throws IllegalArgumentException if it is not
  public static void checkPositive(String option, Duration value) {
    check(value.isPositive(), option + " must be longer than zero", value);
  }

  private static void check(boolean holds, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", was " + value);
    }
  }

  /// Collects options. Each method sets the option of its name and returns the builder. Used by one
  /// thread.
  public static final class Builder {
    private String path = "/engine.io";
    private Duration pingInterval = Duration.ofSeconds(25);
    private Duration pingTimeout = Duration.ofSeconds(20);
    private Duration upgradeTimeout = Duration.ofSeconds(10);
    private int maxPayload = 1_000_000;
    private int maxQueued = 4 * 1024 * 1024;
    private int prefetch = 64;
    private int maxSessions = 100_000;
    private Set<Transport> transports = Set.of(Transport.POLLING, Transport.WEBSOCKET);
    private boolean allowUpgrades = true;
    private boolean perMessageDeflate;
    private int compressionThreshold = 1024;
    private Optional<Cors> cors = Optional.empty();
    private Optional<String> cookie = Optional.empty();
    private Predicate<HttpServerRequest> allowRequest = _ -> true;
    private BiConsumer<HttpServerRequest, MultiMap> headers = (_, _) -> {};

    private Builder() {}

    /// See [EngineOptions#path]. Default `/engine.io`.
    public Builder path(String value) {
      path = value;
      return this;
    }

    /// See [EngineOptions#pingInterval]. Default 25 s.
    public Builder pingInterval(Duration value) {
      pingInterval = value;
      return this;
    }

    /// See [EngineOptions#pingTimeout]. Default 20 s.
    public Builder pingTimeout(Duration value) {
      pingTimeout = value;
      return this;
    }

    /// See [EngineOptions#upgradeTimeout]. Default 10 s.
    public Builder upgradeTimeout(Duration value) {
      upgradeTimeout = value;
      return this;
    }

    /// See [EngineOptions#maxPayload]. Default 1,000,000.
    public Builder maxPayload(int value) {
      maxPayload = value;
      return this;
    }

    /// See [EngineOptions#maxQueued]. Default 4 MiB.
    public Builder maxQueued(int value) {
      maxQueued = value;
      return this;
    }

    /// See [EngineOptions#prefetch]. Default 64.
    public Builder prefetch(int value) {
      prefetch = value;
      return this;
    }

    /// See [EngineOptions#maxSessions]. Default 100,000.
    public Builder maxSessions(int value) {
      maxSessions = value;
      return this;
    }

    /// See [EngineOptions#transports]. Default all.
    public Builder transports(Set<Transport> value) {
      transports = value;
      return this;
    }

    /// See [EngineOptions#allowUpgrades]. Default true.
    public Builder allowUpgrades(boolean value) {
      allowUpgrades = value;
      return this;
    }

    /// See [EngineOptions#perMessageDeflate]. Default false.
    public Builder perMessageDeflate(boolean value) {
      perMessageDeflate = value;
      return this;
    }

    /// See [EngineOptions#compressionThreshold]. Default 1024.
    public Builder compressionThreshold(int value) {
      compressionThreshold = value;
      return this;
    }

    /// See [EngineOptions#cors]. By default absent.
    public Builder cors(Cors value) {
      cors = Optional.of(value);
      return this;
    }

    /// See [EngineOptions#cookie]. By default absent.
    public Builder cookie(String value) {
      cookie = Optional.of(value);
      return this;
    }

    /// See [EngineOptions#allowRequest]. By default all requests are allowed.
    public Builder allowRequest(Predicate<HttpServerRequest> value) {
      allowRequest = value;
      return this;
    }

    /// See [EngineOptions#headers]. By default none are added.
    public Builder headers(BiConsumer<HttpServerRequest, MultiMap> value) {
      headers = value;
      return this;
    }

    /// The options.
    ///
    /// @throws IllegalArgumentException for a value outside of its range; the message says which
    ///   values are allowed
    public EngineOptions build() {
      return new EngineOptions(
          path,
          pingInterval,
          pingTimeout,
          upgradeTimeout,
          maxPayload,
          maxQueued,
          prefetch,
          maxSessions,
          transports,
          allowUpgrades,
          perMessageDeflate,
          compressionThreshold,
          cors,
          cookie,
          allowRequest,
          headers);
    }
  }
}
