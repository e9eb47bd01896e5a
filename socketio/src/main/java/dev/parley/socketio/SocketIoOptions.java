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
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/// How a server is to be; what is not set is as in Node's server. Set it up in one thread, then
/// make the server with it.
///
/// ```java
/// new SocketIoOptions().path("/chat").corsOrigins(List.of("https://example.org"))
/// ```
public final class SocketIoOptions {
  private final EngineOptions engine = EngineOptions.DEFAULTS;

  private String path = "/socket.io";
  private Duration pingInterval = engine.pingInterval();
  private Duration pingTimeout = engine.pingTimeout();
  private Duration upgradeTimeout = engine.upgradeTimeout();
  private int maxPayload = engine.maxPayload();
  private int maxQueued = engine.maxQueued();
  private int prefetch = engine.prefetch();
  private int maxConnections = engine.maxSessions();
  private Set<Transport> transports = engine.transports();
  private boolean allowUpgrades = true;
  private boolean perMessageDeflate;
  private int compressionThreshold = engine.compressionThreshold();
  private Optional<Cors> cors = Optional.empty();
  private Optional<String> cookie = Optional.empty();
  private Predicate<HttpServerRequest> allowRequest = engine.allowRequest();
  private BiConsumer<HttpServerRequest, MultiMap> headers = engine.headers();

  Duration connectTimeout = Duration.ofSeconds(45);
  int maxUnjoinedOfAnAddress = 1_000;
  int maxUnjoined = 20_000;
  Function<Handshake, Optional<String>> addressOf = first -> Optional.of(first.address());
  Duration attachmentTimeout = Duration.ofSeconds(60);
  int maxAttachments = 10;
  long maxAttachedBytes = 10_000_000;
  boolean serveClient = true;
  boolean cleanUpEmptyNamespaces;
  Optional<Recovery> recovery = Optional.empty();
  BiPredicate<String, Handshake> recoverable = (_, _) -> true;
  ObjectMapper json =
      JsonMapper.builder()
          .addModule(new IsoInstants())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();
  Function<Namespace, Adapter> adapter = MemoryAdapter::new;
  SocketIoListener listener = SocketIoListener.NONE;

  /// Where it listens, without a slash at the end. Default `/socket.io`.
  public SocketIoOptions path(String value) {
    path = value;
    return this;
  }

  /// How long after an answer the next ping is sent. Default 25 s.
  public SocketIoOptions pingInterval(Duration value) {
    pingInterval = value;
    return this;
  }

  /// How long the answer to a ping may take. Default 20 s.
  public SocketIoOptions pingTimeout(Duration value) {
    pingTimeout = value;
    return this;
  }

  /// How long a WebSocket may take to replace polling. Default 10 s.
  public SocketIoOptions upgradeTimeout(Duration value) {
    upgradeTimeout = value;
    return this;
  }

  /// How long a connection may take to join its first namespace. Default 45 s.
  public SocketIoOptions connectTimeout(Duration value) {
    connectTimeout = value;
    return this;
  }

  /// How many connections may not have joined a namespace yet: of one address, and in all. Beyond
  /// that the oldest of them end, and make room for new ones. Default 1,000 and 20,000.
  public SocketIoOptions maxUnjoined(int ofAnAddress, int inAll) {
    maxUnjoinedOfAnAddress = ofAnAddress;
    maxUnjoined = inAll;
    return this;
  }

  /// Whose connection it is, for the limit of an address. Empty where only the limit for all
  /// counts, as for a proxy that many clients share. Default the peer's address.
  public SocketIoOptions addressOf(Function<Handshake, Optional<String>> value) {
    addressOf = value;
    return this;
  }

  /// The most bytes of one request, and of one WebSocket message. Default 1,000,000.
  public SocketIoOptions maxPayload(int value) {
    maxPayload = value;
    return this;
  }

  /// The most bytes that may wait for one client; one that reads more slowly is cut off. Default 4
  /// MiB.
  public SocketIoOptions maxQueued(int value) {
    maxQueued = value;
    return this;
  }

  /// How many events of a WebSocket may be at work before no more are read from it: those that wait
  /// for their listeners, and those that a listener holds, see [Incoming#hold]. A low number keeps
  /// a client that sends without waiting from delaying others; with a high one more of its events
  /// are handled in one turn. Default 64.
  public SocketIoOptions prefetch(int value) {
    prefetch = value;
    return this;
  }

  /// Beyond them new connections are refused. Default 100,000.
  public SocketIoOptions maxConnections(int value) {
    maxConnections = value;
    return this;
  }

  /// The most binary arguments of one event, and how many bytes they may have together. Default 10,
  /// which is also the client's limit, and 10,000,000.
  public SocketIoOptions maxAttachments(int count, long bytes) {
    maxAttachments = count;
    maxAttachedBytes = bytes;
    return this;
  }

  /// How long the attachments of a packet may take to come. Default 60 s.
  public SocketIoOptions attachmentTimeout(Duration value) {
    attachmentTimeout = value;
    return this;
  }

  /// Which transports are enabled. Default both.
  public SocketIoOptions transports(boolean polling, boolean webSocket) {
    Set<Transport> enabled = EnumSet.noneOf(Transport.class);
    if (polling) {
      enabled.add(Transport.POLLING);
    }
    if (webSocket) {
      enabled.add(Transport.WEBSOCKET);
    }
    transports = enabled;
    return this;
  }

  /// Whether polling clients are told to upgrade. Default true.
  public SocketIoOptions allowUpgrades(boolean value) {
    allowUpgrades = value;
    return this;
  }

  /// Whether WebSocket messages are compressed when the client can; costs some 300 KB a connection.
  /// Default false.
  public SocketIoOptions perMessageDeflate(boolean value) {
    perMessageDeflate = value;
    return this;
  }

  /// From how many bytes on answers to polls are compressed; -1 for never. Default 1024.
  public SocketIoOptions compressionThreshold(int bytes) {
    compressionThreshold = bytes;
    return this;
  }

  /// Pages of these sites may connect by polling, with credentials; `*` for all, without. By
  /// default nothing is said, and browsers allow none. A WebSocket is not bound by it: see
  /// [#allowRequest].
  public SocketIoOptions corsOrigins(List<String> origins) {
    cors = Optional.of(Cors.of(origins));
    return this;
  }

  /// The same for origins that are not a list, such as everything below a domain. The predicate
  /// gets the header `Origin` as sent; it is called on event loops and must not block.
  public SocketIoOptions corsOrigins(Predicate<String> origins) {
    cors = Optional.of(Cors.of(origins));
    return this;
  }

  /// The name of a cookie with the connection's id, for load balancers. By default there is none.
  public SocketIoOptions cookie(String name) {
    cookie = Optional.of(name);
    return this;
  }

  /// Asked before a connection begins. By default all may.
  public SocketIoOptions allowRequest(Predicate<HttpServerRequest> value) {
    allowRequest = value;
    return this;
  }

  /// Called with the headers of a connection's first answer, which may be added to.
  public SocketIoOptions initialHeaders(BiConsumer<HttpServerRequest, MultiMap> value) {
    headers = value;
    return this;
  }

  /// Whether the browser's client is served. Default true.
  public SocketIoOptions serveClient(boolean value) {
    serveClient = value;
    return this;
  }

  /// Whether a namespace that a predicate allowed goes when its last socket has. Default false.
  public SocketIoOptions cleanUpEmptyNamespaces(boolean value) {
    cleanUpEmptyNamespaces = value;
    return this;
  }

  /// Lets clients take up sessions that were interrupted. By default they cannot.
  public SocketIoOptions recovery(Recovery value) {
    recovery = Optional.of(value);
    return this;
  }

  /// Which clients get the offsets that recovery needs: one more text at the end of every event,
  /// which a listener with a fixed number of arguments cannot take. By default all, as with Node's
  /// server. Asked, with the name of the namespace, when a client joins one; a client for which the
  /// answer is no does not take up a session that it had.
  public SocketIoOptions recoverable(BiPredicate<String, Handshake> value) {
    recoverable = value;
    return this;
  }

  /// What reads and writes the arguments of events. By default one that writes dates and
  /// [java.time.Instant]s as JavaScript does: `2026-11-23T12:00:00.000Z`.
  public SocketIoOptions json(ObjectMapper value) {
    json = value;
    return this;
  }

  /// What makes a namespace's adapter. By default it knows this server only; for others see
  /// [ForwardingAdapter].
  public SocketIoOptions adapter(Function<Namespace, Adapter> value) {
    adapter = value;
    return this;
  }

  /// Who hears of everything, for measurements.
  public SocketIoOptions listener(SocketIoListener value) {
    listener = value;
    return this;
  }

  EngineOptions engine() {
    return new EngineOptions(
        path,
        pingInterval,
        pingTimeout,
        upgradeTimeout,
        maxPayload,
        maxQueued,
        prefetch,
        maxConnections,
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
