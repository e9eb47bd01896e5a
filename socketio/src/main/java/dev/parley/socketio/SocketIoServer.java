package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.socketio.engine.Engine;
import dev.parley.socketio.engine.EngineCloseReason;
import dev.parley.socketio.engine.EngineListener;
import dev.parley.socketio.engine.EngineOptions;
import dev.parley.socketio.engine.EngineRefusal;
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
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A Socket.IO server on any number of Vert.x HTTP servers of one process.
///
/// [#matches] and [#handle] are called on the request's event loop. The rest may be used from any
/// thread; what is set up (namespaces, middlewares, listeners) is set up before the first request.
public final class SocketIoServer {
  private static final int PREFIX = 6;

  private final SocketIoOptions options;
  private final Engine engine;
  private final PacketEncoder encoder;
  private final Sids ids = new Sids(new SecureRandom());
  private final String start = ids.next().replaceAll("[^A-Za-z0-9]", "0").substring(0, PREFIX);
  private final EngineOptions engineOptions;
  private final ClientBundle client;
  private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();
  private final List<ParentNamespace> parents = new CopyOnWriteArrayList<>();
  private final Namespace root;
  private volatile boolean closing;

  /// @param vertx runs what takes a while, such as compressing the client once
  public SocketIoServer(Vertx vertx, SocketIoOptions options) {
    this.options = options;
    this.engineOptions = options.engine();
    this.client = new ClientBundle(vertx, engineOptions.path() + "/");
    this.encoder = new PacketEncoder(options.json, options.maxAttachments);
    this.engine =
        new Engine(
            engineOptions, session -> new Connection(this, session), listener(options.listener));
    this.root = of("/");
  }

  // --- Requests ----------------------------------------------------------------------------------

  /// Whether the request is for this server.
  public boolean matches(HttpServerRequest request) {
    return engine.matches(request);
  }

  /// Answers the request, or makes a WebSocket of its connection.
  public void handle(HttpServerRequest request) {
    if (!engine.preflight(request) && !(options.serveClient && client.serve(request))) {
      engine.answer(request);
    }
  }

  // --- Namespaces --------------------------------------------------------------------------------

  /// The namespace of this name, which is made if absent.
  public Namespace of(String name) {
    String full = name.startsWith("/") ? name : "/" + name;
    return namespaces.computeIfAbsent(full, it -> new Namespace(this, it, _ -> {}));
  }

  /// Namespaces that are made when a client asks for one whose name `allows` accepts.
  public ParentNamespace of(Predicate<String> allows) {
    return of((name, _) -> Future.succeededFuture(allows.test(name)));
  }

  /// Namespaces that are made when a client asks for one that `allows` accepts, by its name and by
  /// what the client gives.
  public ParentNamespace of(BiFunction<String, ObjectNode, Future<Boolean>> allows) {
    ParentNamespace parent = new ParentNamespace(allows);
    parents.add(parent);
    return parent;
  }

  // --- The namespace / ---------------------------------------------------------------------------

  /// See [Namespace#use].
  public SocketIoServer use(Middleware middleware) {
    root.use(middleware);
    return this;
  }

  /// See [Namespace#onConnection].
  public SocketIoServer onConnection(Consumer<Socket> listener) {
    root.onConnection(listener);
    return this;
  }

  /// See [Namespace#emit].
  public void emit(String event, @Nullable Object... args) {
    root.emit(event, args);
  }

  /// See [Namespace#to].
  public BroadcastOperator to(String... rooms) {
    return root.to(rooms);
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

  /// See [Namespace#disconnectSockets].
  public void disconnectSockets(boolean close) {
    root.disconnectSockets(close);
  }

  /// How many connections there are.
  public int connections() {
    return engine.sessions();
  }

  /// Closes all connections, whose clients come back when they find a server again, and refuses new
  /// ones.
  public Future<Void> close() {
    closing = true;
    return engine
        .close()
        .onComplete(_ -> namespaces.values().forEach(namespace -> namespace.adapter().close()));
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

  @Nullable RecoveryLog newRecoveryLog() {
    Duration heartbeat = engineOptions.pingInterval().plus(engineOptions.pingTimeout());
    return options.recovery.map(limits -> new RecoveryLog(limits, heartbeat, start)).orElse(null);
  }

  /// The namespace that a client asks for; empty when there is none.
  Future<Optional<Namespace>> find(String name, ObjectNode auth) {
    Namespace there = namespaces.get(name);
    return there != null
        ? Future.succeededFuture(Optional.of(there))
        : ask(name, auth, List.copyOf(parents));
  }

  private Future<Optional<Namespace>> ask(
      String name, ObjectNode auth, List<ParentNamespace> left) {
    if (left.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    ParentNamespace parent = left.getFirst();
    return parent
        .allows(name, auth)
        .compose(allowed ->
            allowed
                ? Future.succeededFuture(Optional.of(child(name, parent)))
                : ask(name, auth, left.subList(1, left.size())));
  }

  private Namespace child(String name, ParentNamespace parent) {
    return namespaces.computeIfAbsent(
        name,
        it -> {
          Namespace child = new Namespace(this, it, this::refused);
          parent.adopt(child);
          return child;
        });
  }

  /// Somebody has left a namespace, or was not let in: it may be of no more use.
  void refused(Namespace namespace) {
    if (!options.cleanUpEmptyNamespaces || !namespace.adapter().isDeserted()) {
      return;
    }
    for (ParentNamespace parent : parents) {
      if (parent.children().contains(namespace) && namespaces.remove(namespace.name(), namespace)) {
        parent.forget(namespace);
        namespace.adapter().close();
      }
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
