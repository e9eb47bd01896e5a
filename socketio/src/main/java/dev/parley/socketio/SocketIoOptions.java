package dev.parley.socketio;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.socketio.engine.Cors;
import dev.parley.socketio.engine.EngineOptions;
import dev.parley.socketio.engine.Transport;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/// Options of a server, created by [#builder]. Options that are not set have the defaults of Node's
/// server. Immutable, so that several servers can share one value.
///
/// ```java
/// SocketIoOptions.builder()
///     .path("/chat")
///     .corsOrigins(List.of("https://example.org"))
///     .build()
/// ```
///
/// Many threads call the given predicates, listeners and mapper.
public final class SocketIoOptions {
  /// The defaults: those of Node's server.
  public static final SocketIoOptions DEFAULTS = builder().build();

  final EngineOptions engine;
  final Duration connectTimeout;
  final int maxUnjoinedOfAnAddress;
  final int maxUnjoined;
  final long maxUnjoinedBytes;
  final Function<Handshake, Optional<String>> addressOf;
  final Duration attachmentTimeout;
  final int maxAttachments;
  final long maxAttachedBytes;
  final boolean serveClient;
  final boolean cleanUpEmptyNamespaces;
  final Optional<Recovery> recovery;
  final BiPredicate<String, Handshake> recoverable;
  final ObjectMapper json;
  final Function<Namespace, Adapter> adapter;
  final SocketIoListener listener;

  /// Empty if listeners run on event loops.
  final Optional<Executor> executor;

  private SocketIoOptions(Builder builder) {
    this.engine = builder.engine.build();
    this.connectTimeout = builder.connectTimeout;
    this.maxUnjoinedOfAnAddress = builder.maxUnjoinedOfAnAddress;
    this.maxUnjoined = builder.maxUnjoined;
    this.maxUnjoinedBytes = builder.maxUnjoinedBytes;
    this.addressOf = builder.addressOf;
    this.attachmentTimeout = builder.attachmentTimeout;
    this.maxAttachments = builder.maxAttachments;
    this.maxAttachedBytes = builder.maxAttachedBytes;
    this.serveClient = builder.serveClient;
    this.cleanUpEmptyNamespaces = builder.cleanUpEmptyNamespaces;
    this.recovery = builder.recovery;
    this.recoverable = builder.recoverable;
    this.json = builder.json;
    this.adapter = builder.adapter;
    this.listener = builder.listener;
    this.executor = builder.executor;
    EngineOptions.checkPositive("connectTimeout", connectTimeout);
    EngineOptions.checkPositive("attachmentTimeout", attachmentTimeout);
    check(
        maxUnjoinedOfAnAddress > 0 && maxUnjoined > 0,
        "maxUnjoined must allow at least 1 connection of an address and in all",
        maxUnjoinedOfAnAddress + " and " + maxUnjoined);
    check(maxUnjoinedBytes >= 0, "maxUnjoinedBytes must not be negative", maxUnjoinedBytes);
    check(
        maxAttachments >= 0 && maxAttachedBytes >= 0,
        "maxAttachments must not be negative",
        maxAttachments + " and " + maxAttachedBytes + " bytes");
  }

  private static void check(boolean holds, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", was " + value);
    }
  }

  private static void startVirtualThread(Runnable task) {
    var _ = Thread.ofVirtual().name("socketio-handler").start(task);
  }

  /// A builder that has the defaults.
  public static Builder builder() {
    return new Builder();
  }

  /// Collects options. Each method sets the option of its name and returns the builder. Used by one
  /// thread.
  public static final class Builder {
    private final EngineOptions.Builder engine = EngineOptions.builder().path("/socket.io");
    private Duration connectTimeout = Duration.ofSeconds(45);
    private int maxUnjoinedOfAnAddress = 1_000;
    private int maxUnjoined = 20_000;
    private long maxUnjoinedBytes = Math.max(4 << 20, Runtime.getRuntime().maxMemory() / 32);
    private Function<Handshake, Optional<String>> addressOf = first -> Optional.of(first.address());
    private Duration attachmentTimeout = Duration.ofSeconds(60);
    private int maxAttachments = 10;
    private long maxAttachedBytes = 10_000_000;
    private boolean serveClient = true;
    private boolean cleanUpEmptyNamespaces;
    private Optional<Recovery> recovery = Optional.empty();
    private BiPredicate<String, Handshake> recoverable = (_, _) -> true;
    private ObjectMapper json =
        JsonMapper.builder()
            .addModule(new IsoInstants())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private Function<Namespace, Adapter> adapter = MemoryAdapter::new;
    private SocketIoListener listener = SocketIoListener.NONE;
    private Optional<Executor> executor = Optional.of(SocketIoOptions::startVirtualThread);

    private Builder() {}

    /// The path at which the server listens, without a slash at the end. Default `/socket.io`.
    public Builder path(String value) {
      engine.path(value);
      return this;
    }

    /// The time between an answer and the next ping. Default 25 s.
    public Builder pingInterval(Duration value) {
      engine.pingInterval(value);
      return this;
    }

    /// The time that the answer to a ping may take. Default 20 s.
    public Builder pingTimeout(Duration value) {
      engine.pingTimeout(value);
      return this;
    }

    /// The time that a WebSocket may take to replace polling. Default 10 s.
    public Builder upgradeTimeout(Duration value) {
      engine.upgradeTimeout(value);
      return this;
    }

    /// The time that a connection may take to join its first namespace. Default 45 s.
    public Builder connectTimeout(Duration value) {
      connectTimeout = value;
      return this;
    }

    /// The maximum number of connections that have not joined a namespace yet: from one address,
    /// and in total. Above these limits, the server ends the oldest of them to make room for new
    /// ones. Default 1,000 and 20,000.
    public Builder maxUnjoined(int ofAnAddress, int inAll) {
      maxUnjoinedOfAnAddress = ofAnAddress;
      maxUnjoined = inAll;
      return this;
    }

    /// The maximum number of bytes that all connections that have not joined a namespace yet may
    /// have sent together, without the first 2 KB of each. Above it, a request is answered 413, and
    /// a WebSocket ends with code 1009. Default 1/32 of the maximum heap, at least 4 MiB.
    public Builder maxUnjoinedBytes(long value) {
      maxUnjoinedBytes = value;
      return this;
    }

    /// Finds the address to whose limit of [#maxUnjoined] a connection counts; empty if only the
    /// total limit applies, for example for a proxy that many clients share. Default the peer's
    /// address.
    public Builder addressOf(Function<Handshake, Optional<String>> value) {
      addressOf = value;
      return this;
    }

    /// The maximum number of bytes of one request, and of one WebSocket message. Default 1,000,000.
    public Builder maxPayload(int value) {
      engine.maxPayload(value);
      return this;
    }

    /// The maximum number of bytes that may wait for one client; a client that reads too slowly is
    /// disconnected. Default 4 MiB.
    public Builder maxQueued(int value) {
      engine.maxQueued(value);
      return this;
    }

    /// The number of unhandled events of a WebSocket above which the server stops reading from it.
    /// Unhandled events wait for their listeners or are held by one, see [ReceivedEvent#hold]. With
    /// a low number, a client that sends without waiting does not delay others; with a high one,
    /// more of its events are handled in one turn. Default 64.
    public Builder prefetch(int value) {
      engine.prefetch(value);
      return this;
    }

    /// The maximum number of connections; further ones are refused. Default 100,000.
    public Builder maxConnections(int value) {
      engine.maxSessions(value);
      return this;
    }

    /// The maximum number of binary arguments of one event, and their maximum total size in bytes.
    /// The defaults are 10 arguments (also the limit of the JavaScript client) and 10,000,000
    /// bytes.
    public Builder maxAttachments(int count, long bytes) {
      maxAttachments = count;
      maxAttachedBytes = bytes;
      return this;
    }

    /// The time that the attachments of a packet may take to arrive. Default 60 s.
    public Builder attachmentTimeout(Duration value) {
      attachmentTimeout = value;
      return this;
    }

    /// The enabled transports. Default both.
    public Builder transports(boolean polling, boolean webSocket) {
      Set<Transport> enabled = EnumSet.noneOf(Transport.class);
      if (polling) {
        enabled.add(Transport.POLLING);
      }
      if (webSocket) {
        enabled.add(Transport.WEBSOCKET);
      }
      engine.transports(enabled);
      return this;
    }

    /// Whether polling clients are invited to upgrade. Default true.
    public Builder allowUpgrades(boolean value) {
      engine.allowUpgrades(value);
      return this;
    }

    /// Whether WebSocket messages are compressed if the client supports it; costs some 300 KB a
    /// connection. Default false.
    public Builder perMessageDeflate(boolean value) {
      engine.perMessageDeflate(value);
      return this;
    }

    /// The size in bytes from which answers to polls are compressed; -1: never. Default 1024.
    public Builder compressionThreshold(int bytes) {
      engine.compressionThreshold(bytes);
      return this;
    }

    /// The origins whose pages may connect by polling, with credentials; `*`: all origins, without
    /// credentials. By default the server sends no CORS headers, and browsers allow no other
    /// origin. CORS does not restrict WebSockets: see [#allowRequest].
    public Builder corsOrigins(List<String> origins) {
      engine.cors(Cors.of(origins));
      return this;
    }

    /// The origins whose pages may connect by polling, if a list cannot describe them, such as all
    /// subdomains of a domain. The predicate receives the header `Origin` as sent; it is called on
    /// event loops and must not block.
    public Builder corsOrigins(Predicate<String> origins) {
      engine.cors(Cors.of(origins));
      return this;
    }

    /// The name of a cookie with the connection's id, for load balancers. By default there is none.
    public Builder cookie(String name) {
      engine.cookie(name);
      return this;
    }

    /// Decides whether a connection may begin. By default all may.
    public Builder allowRequest(Predicate<HttpServerRequest> value) {
      engine.allowRequest(value);
      return this;
    }

    /// Receives the headers of a connection's first answer, and may add more.
    public Builder initialHeaders(BiConsumer<HttpServerRequest, MultiMap> value) {
      engine.headers(value);
      return this;
    }

    /// Whether the client for browsers is served. Default true.
    public Builder serveClient(boolean value) {
      serveClient = value;
      return this;
    }

    /// Whether a namespace that a predicate allowed is removed when its last socket ends. Default
    /// false.
    public Builder cleanUpEmptyNamespaces(boolean value) {
      cleanUpEmptyNamespaces = value;
      return this;
    }

    /// Lets clients continue interrupted sessions. By default they cannot.
    public Builder recovery(Recovery value) {
      recovery = Optional.of(value);
      return this;
    }

    /// Decides which clients receive the offsets that recovery needs: an additional text at the end
    /// of every event, which breaks listeners with a fixed number of arguments. By default all
    /// clients, as in Node's server. Called with the name of the namespace when a client joins it.
    /// A client that is not recoverable cannot continue an earlier session.
    public Builder recoverable(BiPredicate<String, Handshake> value) {
      recoverable = value;
      return this;
    }

    /// The mapper that reads and writes the arguments of events. The default mapper writes dates
    /// and [java.time.Instant]s as JavaScript does: `2026-11-23T12:00:00.000Z`.
    public Builder json(ObjectMapper value) {
      json = value;
      return this;
    }

    /// The executor of listeners and middlewares, which may block. Those of one socket run one
    /// after another, in the order of its events; those of different sockets run at the same time.
    /// By default each socket with events has a virtual thread. If the executor rejects a task, the
    /// socket loses its connection.
    ///
    /// At most [#prefetch] events of one WebSocket are unhandled at a time; further events wait in
    /// the network. A polling client loses its connection if more than eight times [#maxPayload]
    /// bytes of its events wait.
    public Builder executor(Executor value) {
      executor = Optional.of(value);
      return this;
    }

    /// Runs listeners and middlewares directly on the event loop of their socket. They must not
    /// block, because all other sockets of the event loop would wait. Everything that one listener
    /// sends leaves in one write.
    public Builder handlersOnEventLoop() {
      executor = Optional.empty();
      return this;
    }

    /// Creates the adapter of a namespace. The default adapter knows this server only; for several
    /// servers see [ForwardingAdapter].
    public Builder adapter(Function<Namespace, Adapter> value) {
      adapter = value;
      return this;
    }

    /// A listener for measurements.
    public Builder listener(SocketIoListener value) {
      listener = value;
      return this;
    }

    /// The options.
    ///
    /// @throws IllegalArgumentException for a value outside of its range; the message says which
    ///   values are allowed
    public SocketIoOptions build() {
      return new SocketIoOptions(this);
    }
  }
}
