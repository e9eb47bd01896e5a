package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.engine.Failures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A part of a server that clients join by its name. Set it up before the server is used: listeners
/// and middlewares first. All other methods may be called from any thread.
public final class Namespace {
  private static final Logger LOG = LoggerFactory.getLogger(Namespace.class);

  /// Names of events that a server in Node emits to its own listeners.
  private static final Set<String> OF_SERVERS = Set.of("connect", "connection", "new_namespace");

  private final SocketIoServer server;
  private final String name;
  private final List<Middleware> middlewares = new CopyOnWriteArrayList<>();
  private volatile List<EventMiddleware> eventMiddlewares = List.of();
  private final List<Consumer<Socket>> connectionListeners = new CopyOnWriteArrayList<>();
  private final Listeners listeners = new Listeners();
  private final AtomicLong acks = new AtomicLong();
  private final Adapter adapter;
  private final BroadcastOperator everybody;
  private final Optional<ParentNamespace> parent;
  private final Promise<Void> ready = Promise.promise();

  /// The number of clients that have asked to join and have not joined yet.
  private final AtomicInteger entering = new AtomicInteger();

  /// @param parent the parent that created the namespace when a client asked for it
  Namespace(SocketIoServer server, String name, Optional<ParentNamespace> parent) {
    this.server = server;
    this.name = name;
    this.parent = parent;
    this.adapter = server.options().adapter.apply(this);
    this.everybody = new BroadcastOperator(this, BroadcastTarget.ALL, Reliability.RELIABLE, true);
  }

  /// For example `/` or `/admin`.
  public String name() {
    return name;
  }

  /// The adapter, which delivers events to the sockets of the namespace.
  public Adapter adapter() {
    return adapter;
  }

  // --- Listening ---------------------------------------------------------------------------------

  /// Asks `middleware` whether a socket may join. Middlewares are asked in the order in which they
  /// were added.
  public Namespace use(Middleware middleware) {
    middlewares.add(middleware);
    return this;
  }

  /// Asks `middleware` whether an event of any socket may reach its listeners, on the namespace and
  /// on the socket. Middlewares are asked in the order in which they were added, those of the
  /// socket last, see [Socket#use]. [#onAny] receives the event in any case.
  ///
  /// ```java
  /// namespace.useForEvents((event, next) -> {
  ///   if (event.name().startsWith("admin:") && !isAdmin(event.socket())) {
  ///     next.refuse("not allowed");
  ///   } else {
  ///     next.proceed();
  ///   }
  /// });
  /// ```
  public synchronized Namespace useForEvents(EventMiddleware middleware) {
    eventMiddlewares = SocketListeners.appended(eventMiddlewares, middleware);
    return this;
  }

  /// Calls `listener` for every socket that has joined, before its first event.
  public Namespace onConnection(Consumer<Socket> listener) {
    connectionListeners.add(listener);
    return this;
  }

  /// Calls `listener` for events with this name from every socket. One listener for all sockets
  /// costs less than one for each.
  public Namespace on(String event, Listener listener) {
    listeners.on(event, listener);
    return this;
  }

  /// Calls `listener` for events with this name from every socket, with the first argument read as
  /// a `type`. An event whose argument cannot be read is dropped.
  public <T> Namespace on(String event, Class<T> type, TypedListener<T> listener) {
    listeners.on(event, type, server.options().json, listener);
    return this;
  }

  /// Calls `listener` for every event from every socket, before the listeners for its name.
  public Namespace onAny(Listener listener) {
    listeners.onAny(listener);
    return this;
  }

  // --- Sending -----------------------------------------------------------------------------------

  /// All sockets.
  public BroadcastOperator everybody() {
    return everybody;
  }

  /// All sockets in any of these rooms.
  public BroadcastOperator to(String... rooms) {
    return everybody.to(rooms);
  }

  /// The same as [#to].
  public BroadcastOperator in(String... rooms) {
    return everybody.to(rooms);
  }

  /// All sockets except those in any of these rooms.
  public BroadcastOperator except(String... rooms) {
    return everybody.except(rooms);
  }

  /// All sockets on this server.
  public BroadcastOperator local() {
    return everybody.local();
  }

  /// All sockets that can take the event immediately. See [BroadcastOperator#volatileOnly].
  public BroadcastOperator volatileOnly() {
    return everybody.volatileOnly();
  }

  /// All sockets; see [BroadcastOperator#compress].
  public BroadcastOperator compress(boolean value) {
    return everybody.compress(value);
  }

  /// Sends an event to all sockets. See [BroadcastOperator#emit].
  public void emit(String event, @Nullable Object... args) {
    everybody.emit(event, args);
  }

  /// Sends an event `message` to all sockets.
  public void send(@Nullable Object... args) {
    everybody.emit("message", args);
  }

  /// Sends an event to all sockets and asks for answers. See [BroadcastOperator#emitWithAck].
  public Future<List<JsonNode>> emitWithAck(
      Duration timeout, String event, @Nullable Object... args) {
    return everybody.emitWithAck(timeout, event, args);
  }

  /// All sockets of the namespace.
  public Future<List<RemoteSocket>> fetchSockets() {
    return everybody.fetchSockets();
  }

  /// Lets all sockets join rooms.
  public void socketsJoin(String... rooms) {
    everybody.socketsJoin(rooms);
  }

  /// Lets all sockets leave rooms.
  public void socketsLeave(String... rooms) {
    everybody.socketsLeave(rooms);
  }

  /// Disconnects all sockets. See [RemoteSocket#disconnect].
  public void disconnectSockets(boolean close) {
    everybody.disconnectSockets(close);
  }

  /// Sends an event to the other servers of a cluster, never to this one.
  ///
  /// @return one answer from each of the other servers; empty if there are none
  /// @throws IllegalArgumentException when the name is reserved: `connect`, `connection` or
  ///   `new_namespace`, or a name that no event may have
  public Future<List<JsonNode>> serverSideEmit(String event, @Nullable Object... args) {
    if (OF_SERVERS.contains(event)) {
      throw new IllegalArgumentException("the event name " + event + " is reserved");
    }
    return adapter.serverSideEmit(server.encoder().event(name, null, event, Arrays.asList(args)));
  }

  // --- For the connections -----------------------------------------------------------------------

  SocketIoServer server() {
    return server;
  }

  List<EventMiddleware> eventMiddlewares() {
    return eventMiddlewares;
  }

  Listeners listeners() {
    return listeners;
  }

  long nextAck() {
    return acks.getAndIncrement();
  }

  Optional<ParentNamespace> parent() {
    return parent;
  }

  /// Completes when clients can join.
  Future<Void> ready() {
    return ready.future();
  }

  /// Notifies all these listeners of the namespace, then lets clients join.
  void open(List<Consumer<Namespace>> told) {
    for (Consumer<Namespace> one : told) {
      try {
        one.accept(this);
      } catch (Throwable failure) {
        Failures.log(LOG, "a listener for new namespaces failed", failure);
      }
    }
    ready.complete();
  }

  void enter() {
    entering.incrementAndGet();
  }

  void entered() {
    entering.decrementAndGet();
  }

  /// Whether no client is in the namespace, is joining it, or can continue a session in it.
  boolean isDeserted() {
    return entering.get() == 0 && adapter.isDeserted();
  }

  /// Asks the middlewares, one after the other.
  void admit(ConnectionSocket socket, Middleware.Next last) {
    ask(socket, 0, last);
  }

  private void ask(ConnectionSocket socket, int index, Middleware.Next last) {
    if (index == middlewares.size()) {
      last.proceed();
      return;
    }
    Middleware.Next next =
        new SingleUseNext(
            socket.eventLoop(),
            new Middleware.Next() {
              @Override
              public void proceed() {
                ask(socket, index + 1, last);
              }

              @Override
              public void refuse(String message, @Nullable JsonNode data) {
                last.refuse(message, data);
              }
            });
    socket.handle(() -> {
      try {
        middlewares.get(index).handle(socket, next);
      } catch (Throwable failure) {
        Failures.log(LOG, "a middleware failed", failure);
        next.refuse("Internal error", null);
      }
    });
  }

  void hasConnected(ConnectionSocket socket) {
    socket.handle(() -> callConnectionListeners(socket));
  }

  private void callConnectionListeners(Socket socket) {
    for (Consumer<Socket> listener : connectionListeners) {
      try {
        listener.accept(socket);
      } catch (Throwable failure) {
        Failures.log(LOG, "a connection listener failed", failure);
      }
    }
  }

  void disconnected(ConnectionSocket socket, Set<String> rooms, DisconnectReason reason) {
    adapter.disconnected(socket, rooms, reason);
    server.left(this);
  }
}
