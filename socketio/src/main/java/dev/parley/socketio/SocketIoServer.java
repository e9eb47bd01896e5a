package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.socketio.engine.Engine;
import dev.parley.socketio.engine.EngineCloseReason;
import dev.parley.socketio.engine.EngineListener;
import dev.parley.socketio.engine.EngineOptions;
import dev.parley.socketio.engine.EngineRefusal;
import dev.parley.socketio.engine.EngineSession;
import dev.parley.socketio.engine.EventLoopExecutor;
import dev.parley.socketio.engine.Failures;
import dev.parley.socketio.engine.InputBudget;
import dev.parley.socketio.engine.Sids;
import dev.parley.socketio.engine.Transport;
import dev.parley.socketio.packet.PacketEncoder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A Socket.IO server on any number of Vert.x HTTP servers of one process.
///
/// [#matches] and [#handle] are called on the request's event loop. All other methods may be called
/// from any thread. Set up namespaces, middlewares and listeners before the first request.
public final class SocketIoServer {
  private static final Logger LOG = LoggerFactory.getLogger(SocketIoServer.class);
  private static final int PREFIX = 6;

  private static final long MARGIN_MILLIS = 100;

  /// A polling client may have unhandled events of this many times the maximum size of a request.
  private static final int UNHANDLED_PAYLOADS = 8;

  private final Vertx vertx;
  private final SocketIoOptions options;
  private final Engine engine;
  private final PacketEncoder encoder;
  private final Sids ids = new Sids(new SecureRandom());
  private final String start = ids.next().replaceAll("[^A-Za-z0-9]", "0").substring(0, PREFIX);
  private final EngineOptions engineOptions;
  private final ClientBundle client;
  private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();
  private final List<ParentNamespace> parents = new CopyOnWriteArrayList<>();
  private final List<Consumer<Namespace>> newNamespaceListeners = new CopyOnWriteArrayList<>();
  private final UnjoinedConnections unjoined;
  private final InputBudget unjoinedInput;
  private final Namespace root;
  private volatile boolean closing;

  /// @param vertx runs longer tasks, such as compressing the client for browsers
  public SocketIoServer(Vertx vertx, SocketIoOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.engineOptions = options.engine;
    this.client = new ClientBundle(vertx, engineOptions.path() + "/");
    this.unjoined = new UnjoinedConnections(options.maxUnjoinedOfAnAddress, options.maxUnjoined);
    this.unjoinedInput = new InputBudget(options.maxUnjoinedBytes);
    this.encoder = new PacketEncoder(options.json, options.maxAttachments);
    this.engine = new Engine(engineOptions, this::opened, listener(options.listener));
    this.root = of("/");
  }

  // --- Requests ----------------------------------------------------------------------------------

  /// Whether the request is for this server.
  public boolean matches(HttpServerRequest request) {
    return engine.matches(request);
  }

  /// Answers the request, or upgrades its connection to a WebSocket.
  public void handle(HttpServerRequest request) {
    if (!engine.preflight(request) && !(options.serveClient && client.serve(request))) {
      engine.answer(request);
    }
  }

  // --- Namespaces --------------------------------------------------------------------------------

  /// The namespace with this name; it is created if absent. The slash at the beginning is optional.
  public Namespace of(String name) {
    String full = name.startsWith("/") ? name : "/" + name;
    Namespace there = namespaces.get(full);
    return there != null ? there : added(new Namespace(this, full, Optional.empty()));
  }

  /// Namespaces that are created when a client asks for one whose whole name matches `names`, for
  /// example `/room-\d+`.
  public ParentNamespace of(Pattern names) {
    return of(name -> names.matcher(name).matches());
  }

  /// Namespaces that are created when a client asks for one whose name `allows` accepts.
  public ParentNamespace of(Predicate<String> allows) {
    return of((name, _) -> Future.succeededFuture(allows.test(name)));
  }

  /// Namespaces that are created when a client asks for one that `allows` accepts. `allows`
  /// receives the name and the `auth` data of the client.
  public ParentNamespace of(BiFunction<String, ObjectNode, Future<Boolean>> allows) {
    ParentNamespace parent = new ParentNamespace(allows);
    parents.add(parent);
    return parent;
  }

  /// Calls `listener` for every namespace that is created, before a client joins it, on the thread
  /// that creates it.
  public SocketIoServer onNewNamespace(Consumer<Namespace> listener) {
    newNamespaceListeners.add(listener);
    return this;
  }

  // --- The namespace / ---------------------------------------------------------------------------

  /// See [Namespace#use].
  public SocketIoServer use(Middleware middleware) {
    root.use(middleware);
    return this;
  }

  /// See [Namespace#useForEvents].
  public SocketIoServer useForEvents(EventMiddleware middleware) {
    root.useForEvents(middleware);
    return this;
  }

  /// See [Namespace#onConnection].
  public SocketIoServer onConnection(Consumer<Socket> listener) {
    root.onConnection(listener);
    return this;
  }

  /// See [Namespace#on(String, Listener)].
  public SocketIoServer on(String event, Listener listener) {
    root.on(event, listener);
    return this;
  }

  /// See [Namespace#on(String, Class, TypedListener)].
  public <T> SocketIoServer on(String event, Class<T> type, TypedListener<T> listener) {
    root.on(event, type, listener);
    return this;
  }

  /// See [Namespace#emit].
  public void emit(String event, @Nullable Object... args) {
    root.emit(event, args);
  }

  /// See [Namespace#send].
  public void send(@Nullable Object... args) {
    root.send(args);
  }

  /// See [Namespace#to].
  public BroadcastOperator to(String... rooms) {
    return root.to(rooms);
  }

  /// See [Namespace#in].
  public BroadcastOperator in(String... rooms) {
    return root.in(rooms);
  }

  /// See [Namespace#except].
  public BroadcastOperator except(String... rooms) {
    return root.except(rooms);
  }

  /// See [Namespace#emitWithAck].
  public Future<List<JsonNode>> emitWithAck(
      Duration timeout, String event, @Nullable Object... args) {
    return root.emitWithAck(timeout, event, args);
  }

  /// See [Namespace#fetchSockets].
  public Future<List<RemoteSocket>> fetchSockets() {
    return root.fetchSockets();
  }

  /// See [Namespace#socketsJoin].
  public void socketsJoin(String... rooms) {
    root.socketsJoin(rooms);
  }

  /// See [Namespace#socketsLeave].
  public void socketsLeave(String... rooms) {
    root.socketsLeave(rooms);
  }

  /// See [Namespace#disconnectSockets].
  public void disconnectSockets(boolean close) {
    root.disconnectSockets(close);
  }

  /// The number of connections.
  public int connections() {
    return engine.sessions();
  }

  /// Closes all connections and refuses new ones. Clients reconnect when they find a server again.
  public Future<Void> close() {
    closing = true;
    return engine
        .close()
        .onComplete(_ -> namespaces.values().forEach(namespace -> namespace.adapter().close()));
  }

  /// Ends all connections immediately and forgets all sessions that clients could recover: the
  /// clients connect again and start from scratch. For an application that failed to send an event,
  /// because its clients would otherwise miss the event without noticing.
  public void startOver() {
    forgetSessions();
    var _ = engine.dropAll(); // each event loop does it in one of its next turns
  }

  /// Forgets all events that clients could recover: a client that wants to recover its session
  /// starts from scratch. Connections stay open. For an application that has removed data and must
  /// not send it again.
  public void forgetSessions() {
    namespaces.values().forEach(namespace -> namespace.adapter().forgetSessions());
  }

  /// The time for which the oldest task of each event loop has waited. Any thread may call it.
  public List<Duration> oldestWaiting() {
    return engine.eventLoops().stream().map(EventLoopExecutor::oldestWaiting).toList();
  }

  private Connection opened(EngineSession session) {
    Connection connection = new Connection(this, session);
    Optional<String> address = options.addressOf.apply(Handshake.of(session.handshake(), null));
    for (Connection oldest : unjoined.add(connection, address)) {
      oldest.evict();
    }
    return connection;
  }

  // --- For the connections -----------------------------------------------------------------------

  SocketIoOptions options() {
    return options;
  }

  PacketEncoder encoder() {
    return encoder;
  }

  boolean isClosing() {
    return closing;
  }

  String newId() {
    return ids.next();
  }

  /// The maximum number of bytes of one socket's events that may wait for its listeners, if these
  /// run on an executor and the client polls.
  long maxUnhandled() {
    return UNHANDLED_PAYLOADS * (long) engineOptions.maxPayload();
  }

  /// Limits the bytes that all connections without a namespace send together.
  InputBudget unjoinedInput() {
    return unjoinedInput;
  }

  int maxQueued() {
    return engineOptions.maxQueued();
  }

  /// Whether a client can continue its session later, and so receives offsets.
  boolean mayRecover(String namespace, Handshake handshake) {
    try {
      return options.recovery.isPresent() && options.recoverable.test(namespace, handshake);
    } catch (Throwable failure) {
      Failures.log(LOG, "the check whether a client can recover its session failed", failure);
      return false;
    }
  }

  @Nullable RecoveryLog newRecoveryLog() {
    Duration heartbeat = engineOptions.pingInterval().plus(engineOptions.pingTimeout());
    return options
        .recovery
        .map(limits -> new RecoveryLog(limits, heartbeat, start, System::nanoTime))
        .orElse(null);
  }

  /// A connection has joined a namespace, or ended.
  void settled(Connection connection) {
    unjoined.forget(connection);
  }

  /// Finds the namespace that a client asks for, and keeps it until [#left] is called; empty if
  /// there is no such namespace.
  Future<Optional<Namespace>> enter(String name, ObjectNode auth) {
    Optional<Namespace> there = entered(name);
    Future<Optional<Namespace>> found =
        there.isPresent() ? Future.succeededFuture(there) : ask(name, auth, List.copyOf(parents));
    return found.compose(namespace ->
        namespace.isEmpty()
            ? Future.succeededFuture(namespace)
            : namespace.get().ready().map(_ -> namespace));
  }

  private Optional<Namespace> entered(String name) {
    return Optional.ofNullable(
        namespaces.computeIfPresent(
            name,
            (_, there) -> {
              there.enter();
              return there;
            }));
  }

  private Future<Optional<Namespace>> ask(
      String name, ObjectNode auth, List<ParentNamespace> left) {
    if (left.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    ParentNamespace parent = left.getFirst();
    return Future.succeededFuture()
        .compose(_ -> parent.allows(name, auth)) // an exception fails the future
        .compose(allowed ->
            allowed
                ? Future.succeededFuture(Optional.of(child(name, parent)))
                : ask(name, auth, left.subList(1, left.size())));
  }

  /// Finds or creates a namespace for a client. Many clients may ask at once, and the namespace may
  /// be removed between two of these steps.
  private Namespace child(String name, ParentNamespace parent) {
    Optional<Namespace> there = entered(name);
    while (there.isEmpty()) {
      Namespace child = new Namespace(this, name, Optional.of(parent));
      parent.setUp(child);
      added(child);
      there = entered(name);
    }
    return there.get();
  }

  private Namespace added(Namespace made) {
    Namespace earlier = namespaces.putIfAbsent(made.name(), made);
    if (earlier != null) {
      return earlier;
    }
    made.parent().ifPresent(parent -> parent.adopt(made));
    made.open(newNamespaceListeners);
    return made;
  }

  /// Called when a client that has entered has joined or failed to join.
  void entered(Namespace namespace) {
    namespace.entered();
    left(namespace);
  }

  /// Called when a client has left a namespace or failed to join it: the namespace may be unused
  /// now, or may become unused when its last session expires.
  void left(Namespace namespace) {
    if (!options.cleanUpEmptyNamespaces || namespace.parent().isEmpty()) {
      return;
    }
    removeIfDeserted(namespace);
    options.recovery.ifPresent(limits ->
        vertx.setTimer(
            limits.maxDisconnection().toMillis() + MARGIN_MILLIS,
            _ -> removeIfDeserted(namespace)));
  }

  private void removeIfDeserted(Namespace namespace) {
    AtomicBoolean removed = new AtomicBoolean();
    namespaces.computeIfPresent(
        namespace.name(),
        (_, there) -> {
          removed.set(there == namespace && there.isDeserted());
          return removed.get() ? null : there;
        });
    if (removed.get()) {
      namespace.parent().ifPresent(parent -> parent.forget(namespace));
      namespace.adapter().close();
    }
  }

  private static EngineListener listener(SocketIoListener listener) {
    return new EngineListener() {
      @Override
      public void opened(Transport transport) {
        listener.opened(transport.text());
      }

      @Override
      public void upgraded() {
        listener.upgraded();
      }

      @Override
      public void closed(Transport transport, EngineCloseReason reason) {
        listener.closed(transport.text(), DisconnectReason.of(reason));
      }

      @Override
      public void refused(EngineRefusal refusal) {
        listener.refused(refusal.name().toLowerCase(Locale.ROOT));
      }

      @Override
      public void received(Transport transport, int packets, long bytes) {
        listener.received(transport.text(), packets, bytes);
      }

      @Override
      public void sent(Transport transport, int packets, long bytes) {
        listener.sent(transport.text(), packets, bytes);
      }
    };
  }
}
