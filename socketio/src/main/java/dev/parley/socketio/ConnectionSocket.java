package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.socketio.engine.EventLoopExecutor;
import dev.parley.socketio.engine.OutgoingMessage;
import dev.parley.socketio.engine.Transport;
import dev.parley.socketio.packet.EncodedEvent;
import dev.parley.socketio.packet.Packet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The socket of a client in a namespace, which sends over the client's connection.
final class ConnectionSocket implements LocalSocket, EventSource {
  /// The maximum number of bytes that may wait for a client when a [Reliability#DROPPABLE] event is
  /// sent; above this it is dropped.
  private static final int MOST_BEFORE_DROPPABLE = 16 * 1024;

  /// The number of values for which a socket has room from the start. It is low, because there are
  /// many idle sockets, and most sockets hold at most this many values.
  private static final int FEW_DATA = 2;

  private final Namespace namespace;
  private final Connection connection;
  private final Handshake handshake;
  private final Map<String, Object> data;
  private final String id;
  private final boolean recoverable;
  private final boolean recovered;
  private volatile Set<String> rooms;
  private volatile boolean connected;

  /// Whether the socket has ended. Guarded by the monitor, like changes of the rooms.
  private boolean gone;

  /// The server has told the client to disconnect: further packets are ignored.
  private volatile boolean leaving;

  /// Runs listeners and middlewares; null if they run on the event loop.
  private final @Nullable SerialExecutor handlers;

  private volatile @Nullable SocketListeners listeners;

  // Used only by the event loop.
  private final AwaitedAcks acks = new AwaitedAcks();
  private @Nullable String pid;
  private long since;
  private long skipThrough;

  ConnectionSocket(
      Namespace namespace,
      Connection connection,
      Handshake handshake,
      boolean recoverable,
      Optional<SavedSession> recovered) {
    this.namespace = namespace;
    this.connection = connection;
    this.handshake = handshake;
    this.recoverable = recoverable;
    this.recovered = recovered.isPresent();
    this.id = recovered.map(SavedSession::id).orElseGet(namespace.server()::newId);
    this.rooms = recovered.map(SavedSession::rooms).orElseGet(() -> Set.of(id));
    this.data = new ConcurrentHashMap<>(FEW_DATA);
    recovered.map(SavedSession::data).ifPresent(data::putAll);
    this.handlers =
        namespace
            .server()
            .options()
            .executor
            .map(executor -> new SerialExecutor(executor, () -> eventLoop().execute(this::drop)))
            .orElse(null);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Handshake handshake() {
    return handshake;
  }

  @Override
  public Map<String, Object> data() {
    return data;
  }

  @Override
  public Set<String> rooms() {
    return rooms;
  }

  @Override
  public Namespace namespace() {
    return namespace;
  }

  @Override
  public boolean isConnected() {
    return connected && !leaving;
  }

  @Override
  public boolean isRecoverable() {
    return recoverable;
  }

  @Override
  public boolean isRecovered() {
    return recovered;
  }

  @Override
  public String transport() {
    return connection.session().transport().text();
  }

  // --- Listening ---------------------------------------------------------------------------------

  @Override
  public Socket on(String event, Listener listener) {
    listeners().events.on(event, listener);
    return this;
  }

  @Override
  public <T> Socket on(String event, Class<T> type, TypedListener<T> listener) {
    listeners().events.on(event, type, json(), listener);
    return this;
  }

  @Override
  public Socket once(String event, Listener listener) {
    Listener[] self = new Listener[1];
    self[0] =
        taken -> {
          off(event, self[0]);
          listener.handle(taken);
        };
    return on(event, self[0]);
  }

  @Override
  public Socket off(String event, Listener listener) {
    listeners().events.off(event, listener);
    return this;
  }

  @Override
  public Socket off(String event) {
    listeners().events.off(event);
    return this;
  }

  @Override
  public Socket onAny(Listener listener) {
    listeners().events.onAny(listener);
    return this;
  }

  @Override
  public Socket offAny(Listener listener) {
    listeners().events.offAny(listener);
    return this;
  }

  @Override
  public Socket onAnyOutgoing(BiConsumer<String, List<JsonNode>> listener) {
    listeners().onAnyOutgoing(listener);
    return this;
  }

  @Override
  public Socket use(EventMiddleware middleware) {
    listeners().use(middleware);
    return this;
  }

  @Override
  public Socket onError(Consumer<String> listener) {
    listeners().onError(listener);
    return this;
  }

  @Override
  public Socket onDisconnecting(Consumer<DisconnectReason> listener) {
    listeners().onDisconnecting(listener);
    return this;
  }

  @Override
  public Socket onDisconnect(Consumer<DisconnectReason> listener) {
    listeners().onDisconnect(listener);
    return this;
  }

  private SocketListeners listeners() {
    SocketListeners present = listeners;
    return present != null ? present : addedListeners();
  }

  private synchronized SocketListeners addedListeners() {
    SocketListeners added = listeners;
    if (added == null) {
      added = new SocketListeners();
      listeners = added;
    }
    return added;
  }

  // --- Sending -----------------------------------------------------------------------------------

  @Override
  public void emit(String event, @Nullable Object... args) {
    namespace.adapter().send(this, encoded(null, event, args), Reliability.RELIABLE, true);
  }

  @Override
  public void send(@Nullable Object... args) {
    emit("message", args);
  }

  @Override
  public void emitVolatile(String event, @Nullable Object... args) {
    namespace.adapter().send(this, encoded(null, event, args), Reliability.VOLATILE, true);
  }

  private EncodedEvent encoded(@Nullable Long ack, String event, @Nullable Object... args) {
    return namespace.server().encoder().event(namespace.name(), ack, event, Arrays.asList(args));
  }

  @Override
  public Future<JsonNode> emitWithAck(Duration timeout, String event, @Nullable Object... args) {
    long number = namespace.nextAck();
    OutgoingEvent outgoingEvent =
        OutgoingEvent.of(encoded(number, event, args), Reliability.RELIABLE, true);
    Promise<JsonNode> answer = Promise.promise();
    eventLoop()
        .execute(() -> {
          if (connected) {
            acks.expect(number, answer, eventLoop(), timeout);
            deliver(outgoingEvent);
          } else {
            answer.fail(new AckException("the socket is disconnected"));
          }
        });
    return answer.future();
  }

  @Override
  public <T> Future<T> emitWithAck(
      Duration timeout, Class<T> type, String event, @Nullable Object... args) {
    return emitWithAck(timeout, event, args).map(answer -> Listeners.read(answer, type, json()));
  }

  @Override
  public BroadcastOperator to(String... inRooms) {
    return broadcast().to(inRooms);
  }

  @Override
  public BroadcastOperator in(String... inRooms) {
    return to(inRooms);
  }

  @Override
  public BroadcastOperator except(String... inRooms) {
    return broadcast().except(inRooms);
  }

  @Override
  public BroadcastOperator broadcast() {
    return namespace.everybody().except(id);
  }

  // --- Rooms, and the end ------------------------------------------------------------------------

  // Callers see a change immediately; it affects packets to rooms when the event loop processes it,
  // after earlier packets. The adapter is called while the monitor is held, so that both use the
  // same order.

  @Override
  public synchronized void join(String... wanted) {
    Set<String> added = Set.copyOf(Arrays.asList(wanted));
    if (addRooms(added)) {
      namespace.adapter().join(this, added);
    }
  }

  @Override
  public synchronized void leave(String room) {
    removeRooms(Set.of(room));
    namespace.adapter().leave(this, room);
  }

  @Override
  public synchronized boolean addRooms(Set<String> added) {
    if (!gone && !rooms.containsAll(added)) {
      Set<String> all = new HashSet<>(rooms);
      all.addAll(added);
      rooms = Set.copyOf(all);
    }
    return !gone;
  }

  @Override
  public synchronized void removeRooms(Set<String> removed) {
    Set<String> all = new HashSet<>(rooms);
    if (all.removeIf(room -> removed.contains(room) && !room.equals(id))) {
      rooms = Set.copyOf(all);
    }
  }

  @Override
  public void disconnect(boolean close) {
    leaving = true;
    eventLoop().execute(() -> disconnectNow(close));
  }

  @Override
  public void disconnectNow(boolean close) {
    leaving = true;
    if (close) {
      connection.disconnect();
    } else if (connected) {
      connection.leaveNamespace(this);
    }
  }

  // --- On the event loop -------------------------------------------------------------------------

  @Override
  public EventLoopExecutor eventLoop() {
    return connection.session().eventLoop();
  }

  @Override
  public void recoverableAs(String privateId, long lastBefore) {
    pid = privateId;
    since = lastBefore;
  }

  @Override
  public void skipThrough(long position) {
    skipThrough = position;
  }

  @Override
  public Optional<SavedSession> session(Set<String> lastRooms) {
    return Optional.ofNullable(pid)
        .map(privateId -> new SavedSession(id, privateId, lastRooms, data, since));
  }

  void nowConnected() {
    connected = true;
  }

  @Override
  public void deliver(OutgoingEvent it) {
    // The client received all events up to that position when it continued its session.
    boolean isMissed = it.position() > 0 && it.position() <= skipThrough;
    if (connected && !isMissed && canTake(it.reliability())) {
      connection.session().send(it.packet(recoverable));
      SocketListeners own = listeners;
      if (own != null && own.hearsOutgoing()) {
        handle(() -> own.sent(it));
      }
    }
  }

  private boolean canTake(Reliability reliability) {
    return switch (reliability) {
      case RELIABLE -> true;
      case DROPPABLE -> connection.session().waiting() <= MOST_BEFORE_DROPPABLE;
      case VOLATILE -> connection.session().writable();
    };
  }

  @Override
  public void drop() {
    connection.session().drop();
  }

  @Override
  public Runnable hold() {
    return connection.session().hold();
  }

  @Override
  public void expectAck(long number, Consumer<JsonNode> answer, Runnable lost) {
    acks.expect(number, answer, lost);
  }

  @Override
  public void forgetAck(long number) {
    acks.forget(number);
  }

  void answered(Packet.Ack packet) {
    acks.answered(packet);
  }

  /// Runs a listener or a middleware: here, on the event loop, or on the executor after earlier
  /// ones.
  void handle(Runnable handler) {
    if (handlers == null) {
      handler.run();
    } else {
      handlers.execute(handler);
    }
  }

  /// @param bytes about the size of the packet
  void received(Packet.Event packet, long bytes) {
    if (leaving) {
      return;
    }
    Optional<Ack> ack =
        Optional.ofNullable(packet.id()).map(number -> new SingleUseAck(this, number));
    List<JsonNode> args = packet.args().subList(1, packet.args().size());
    SerialExecutor executor = handlers;
    if (executor == null) {
      dispatch(new ReceivedEvent(this, packet.name(), args, ack, this));
      return;
    }
    if (executor.addBytes(bytes) > namespace.server().maxUnhandled() && isPolling()) {
      connection.violated("a client that polls must not send faster than its events are handled");
      return;
    }
    Runnable release = hold();
    HeldEvent source =
        new HeldEvent(
            this,
            () -> {
              executor.addBytes(-bytes);
              release.run();
            });
    ReceivedEvent event = new ReceivedEvent(this, packet.name(), args, ack, source);
    executor.execute(() -> {
      try {
        dispatch(event);
      } finally {
        source.handled();
      }
    });
  }

  /// Whether the client polls. Over a WebSocket, the server stops reading while
  /// [SocketIoOptions.Builder#prefetch] events are being handled.
  private boolean isPolling() {
    return connection.session().transport() == Transport.POLLING;
  }

  private void dispatch(ReceivedEvent event) {
    namespace.listeners().any(event);
    SocketListeners own = listeners;
    if (own != null) {
      own.events.any(event);
    }
    Executor executor = handlers == null ? eventLoop() : handlers;
    EventMiddlewares.ask(
        namespace.eventMiddlewares(),
        event,
        executor,
        () ->
            EventMiddlewares.ask(
                own == null ? List.of() : own.middlewares(), event, executor, () -> pass(event)));
  }

  /// Events that arrived before the client left reach their listeners, even if these are called
  /// later.
  private void pass(ReceivedEvent event) {
    boolean isHeard = handlers == null ? isConnected() : !leaving;
    if (isHeard) {
      namespace.listeners().named(event);
      SocketListeners own = listeners;
      if (own != null) {
        own.events.named(event);
      }
    }
  }

  @Override
  public ObjectMapper json() {
    return namespace.server().options().json;
  }

  @Override
  public void failed(String reason) {
    if (listeners != null) {
      handle(() -> callErrorListeners(reason));
    }
  }

  /// Called on the threads of the listeners.
  void callErrorListeners(String reason) {
    SocketListeners own = listeners;
    if (own != null) {
      own.failed(reason);
    }
  }

  void sendAck(long number, List<? extends @Nullable Object> args) {
    EncodedEvent encoded = namespace.server().encoder().ack(namespace.name(), number, args);
    OutgoingMessage packet = new OutgoingMessage(encoded.text(), encoded.attachments(), true);
    eventLoop()
        .execute(() -> {
          if (connected) {
            connection.session().send(packet);
          }
        });
  }

  @Override
  public void replaced() {
    connection.replaced();
  }

  /// Ends a socket that was refused, or whose client disconnected before it was admitted.
  synchronized void notAdmitted() {
    gone = true;
    rooms = Set.of();
  }

  /// Ends the socket. Listeners that run on an executor still find it in its rooms until they have
  /// been notified that it is disconnecting.
  void ended(DisconnectReason reason) {
    if (!connected) {
      return;
    }
    if (handlers == null) {
      disconnecting(reason);
    }
    connected = false;
    Set<String> last;
    synchronized (this) {
      gone = true;
      last = rooms;
      rooms = handlers == null ? Set.of() : rooms;
    }
    namespace.disconnected(this, last, reason);
    acks.lost();
    if (handlers == null) {
      disconnected(reason);
    } else {
      handlers.execute(() -> {
        disconnecting(reason);
        synchronized (this) {
          rooms = Set.of();
        }
        disconnected(reason);
      });
    }
  }

  private void disconnecting(DisconnectReason reason) {
    SocketListeners own = listeners;
    if (own != null) {
      own.disconnecting(reason);
    }
  }

  private void disconnected(DisconnectReason reason) {
    SocketListeners own = listeners;
    if (own != null) {
      own.disconnected(reason);
    }
  }
}
