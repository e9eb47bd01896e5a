package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.engine.Failures;
import dev.parley.socketio.engine.Lane;
import dev.parley.socketio.engine.Outgoing;
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
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client in a namespace. Sending, joining and leaving may be done from any thread; listeners are
/// added on its event loop, as in a connection listener, and called there.
public final class Socket implements RemoteSocket {
  private static final Logger LOG = LoggerFactory.getLogger(Socket.class);

  /// Bytes that may wait for a client which is sent a [Reliability#DROPPABLE] event all the same.
  private static final int MOST_BEFORE_DROPPABLE = 16 * 1024;

  /// Most sockets hold no more than that, and idle ones are many.
  private static final int FEW_DATA = 2;

  private final Namespace namespace;
  private final Connection connection;
  private final Handshake handshake;
  private final Map<String, Object> data;
  private final String id;
  private final boolean recovers;
  private final boolean recovered;
  private volatile Set<String> rooms;
  private volatile boolean connected;

  /// Under the monitor, as changes of the rooms are.
  private boolean gone;

  /// Told to go: what comes from now on is not heard.
  private volatile boolean leaving;

  // The lane's.
  private final AwaitedAcks acks = new AwaitedAcks();
  private @Nullable SocketListeners listeners;
  private @Nullable String pid;
  private long since;
  private long skipThrough;

  Socket(
      Namespace namespace,
      Connection connection,
      Handshake handshake,
      boolean recovers,
      Optional<SavedSession> recovered) {
    this.namespace = namespace;
    this.connection = connection;
    this.handshake = handshake;
    this.recovers = recovers;
    this.recovered = recovered.isPresent();
    this.id = recovered.map(SavedSession::id).orElseGet(namespace.server()::newId);
    this.rooms = recovered.map(SavedSession::rooms).orElseGet(() -> Set.of(id));
    this.data = new ConcurrentHashMap<>(FEW_DATA);
    recovered.map(SavedSession::data).ifPresent(data::putAll);
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

  /// The namespace it is in.
  public Namespace namespace() {
    return namespace;
  }

  /// Whether it is connected: not yet in a middleware, no longer after a disconnection.
  public boolean isConnected() {
    return connected && !leaving;
  }

  /// Whether its client may come back and take up this session. Only then do its events carry an
  /// offset.
  boolean recovers() {
    return recovers;
  }

  /// Whether it took up an earlier session, with its id, rooms and data.
  public boolean isRecovered() {
    return recovered;
  }

  /// What carries its connection now: `polling` or `websocket`.
  public String transport() {
    return connection.session().transport().text();
  }

  // --- Listening ---------------------------------------------------------------------------------

  /// Takes events of this name. For all sockets of a namespace see [Namespace#on].
  public Socket on(String event, Listener listener) {
    listeners().events.on(event, listener);
    return this;
  }

  /// Takes events of this name, and reads the first argument. One that cannot be read is dropped.
  public <T> Socket on(String event, Class<T> type, TypedListener<T> listener) {
    listeners().events.on(event, type, namespace.server().options().json, listener);
    return this;
  }

  /// Takes the next event of this name.
  public Socket once(String event, Listener listener) {
    Listener[] self = new Listener[1];
    self[0] =
        taken -> {
          off(event, self[0]);
          listener.handle(taken);
        };
    return on(event, self[0]);
  }

  /// Takes no more events of this name with `listener`.
  public Socket off(String event, Listener listener) {
    listeners().events.off(event, listener);
    return this;
  }

  /// Takes no more events of this name.
  public Socket off(String event) {
    listeners().events.off(event);
    return this;
  }

  /// Takes every event, before those who take it by its name.
  public Socket onAny(Listener listener) {
    listeners().events.onAny(listener);
    return this;
  }

  /// Takes no more of every event with `listener`.
  public Socket offAny(Listener listener) {
    listeners().events.offAny(listener);
    return this;
  }

  /// Sees every event that is sent to the client, broadcasts as well: its name and its arguments.
  /// Made for looking into things: each event is read again for it.
  public Socket onAnyOutgoing(BiConsumer<String, List<JsonNode>> listener) {
    listeners().outgoing.add(listener);
    return this;
  }

  /// Asks `middleware` whether an event may get to its listeners, on the socket and on the
  /// namespace; those that were added before are asked before. [#onAny] sees it in any case.
  public Socket use(EventMiddleware middleware) {
    listeners().middlewares.add(middleware);
    return this;
  }

  /// Hears what was wrong with what the client sent: an event that a middleware refused, an
  /// argument that cannot be read, or a broken rule of the protocol, after which the connection
  /// ends.
  public Socket onError(Consumer<String> listener) {
    listeners().errors.add(listener);
    return this;
  }

  /// Hears that the socket is about to be gone, while it is still in its rooms.
  public Socket onDisconnecting(Consumer<DisconnectReason> listener) {
    listeners().disconnecting.add(listener);
    return this;
  }

  /// Hears that the socket is gone.
  public Socket onDisconnect(Consumer<DisconnectReason> listener) {
    listeners().disconnected.add(listener);
    return this;
  }

  private SocketListeners listeners() {
    if (listeners == null) {
      listeners = new SocketListeners();
    }
    return listeners;
  }

  // --- Sending -----------------------------------------------------------------------------------

  /// Sends an event. A thread that is no event loop may wait here while the socket's event loop is
  /// behind.
  @Override
  public void emit(String event, @Nullable Object... args) {
    namespace.adapter().send(this, encoded(null, event, args), Reliability.RELIABLE, true);
  }

  /// Sends an event `message`.
  public void send(@Nullable Object... args) {
    emit("message", args);
  }

  /// Sends an event that is dropped when the client cannot take it at once.
  public void emitVolatile(String event, @Nullable Object... args) {
    namespace.adapter().send(this, encoded(null, event, args), Reliability.VOLATILE, true);
  }

  private EncodedEvent encoded(@Nullable Long ack, String event, @Nullable Object... args) {
    return namespace.server().encoder().event(namespace.name(), ack, event, Arrays.asList(args));
  }

  @Override
  public Future<JsonNode> emitWithAck(Duration timeout, String event, @Nullable Object... args) {
    long number = namespace.nextAck();
    Delivery delivery =
        Delivery.unnumbered(encoded(number, event, args), Reliability.RELIABLE, true);
    Promise<JsonNode> answer = Promise.promise();
    lane()
        .execute(() -> {
          if (connected) {
            acks.expect(number, answer, lane(), timeout);
            deliver(delivery);
          } else {
            answer.fail(new AckException("the socket is disconnected"));
          }
        });
    return answer.future();
  }

  /// The same with an answer that is read as a `type`; fails with [IllegalArgumentException] when
  /// it is none.
  public <T> Future<T> emitWithAck(
      Duration timeout, Class<T> type, String event, @Nullable Object... args) {
    return emitWithAck(timeout, event, args)
        .map(answer -> Listeners.read(answer, type, namespace.server().options().json));
  }

  /// Everybody in any of these rooms but this socket.
  public BroadcastOperator to(String... inRooms) {
    return broadcast().to(inRooms);
  }

  /// The same as [#to].
  public BroadcastOperator in(String... inRooms) {
    return to(inRooms);
  }

  /// Everybody but this socket and those in any of these rooms.
  public BroadcastOperator except(String... inRooms) {
    return broadcast().except(inRooms);
  }

  /// Everybody in the namespace but this socket.
  public BroadcastOperator broadcast() {
    return namespace.everybody().except(id);
  }

  // --- Rooms, and the end ------------------------------------------------------------------------

  // What callers see changes at once; what is sent to rooms changes when the lane gets to it, after
  // what was sent before. The adapter is told under the monitor, so that both see one order.

  @Override
  public synchronized void join(String... wanted) {
    Set<String> added = Set.copyOf(Arrays.asList(wanted));
    if (joined(added)) {
      namespace.adapter().join(this, added);
    }
  }

  @Override
  public synchronized void leave(String room) {
    left(Set.of(room));
    namespace.adapter().leave(this, room);
  }

  /// It is in these rooms as well.
  ///
  /// @return whether it can be: not when it is gone
  synchronized boolean joined(Set<String> added) {
    if (!gone && !rooms.containsAll(added)) {
      Set<String> all = new HashSet<>(rooms);
      all.addAll(added);
      rooms = Set.copyOf(all);
    }
    return !gone;
  }

  /// It is no longer in these rooms. It stays in its own.
  synchronized void left(Set<String> removed) {
    Set<String> all = new HashSet<>(rooms);
    if (all.removeIf(room -> removed.contains(room) && !room.equals(id))) {
      rooms = Set.copyOf(all);
    }
  }

  @Override
  public void disconnect(boolean close) {
    leaving = true;
    lane().execute(() -> disconnectNow(close));
  }

  /// On the lane.
  void disconnectNow(boolean close) {
    leaving = true;
    if (close) {
      connection.disconnect();
    } else if (connected) {
      connection.leaveNamespace(this);
    }
  }

  // --- On the lane -------------------------------------------------------------------------------

  Lane lane() {
    return connection.session().lane();
  }

  @Nullable String pid() {
    return pid;
  }

  /// By what it may come back, and from where on it then has missed something.
  void remember(String privateId, long lastBefore) {
    pid = privateId;
    since = lastBefore;
  }

  void skipThrough(long number) {
    skipThrough = number;
  }

  SavedSession saved(String privateId, Set<String> lastRooms) {
    return new SavedSession(id, privateId, lastRooms, data, since);
  }

  void nowConnected() {
    connected = true;
  }

  void deliver(Delivery it) {
    boolean isMissed = it.number() > 0 && it.number() <= skipThrough; // it was sent at the recovery
    if (connected && !isMissed && canTake(it.reliability())) {
      connection.session().send(it.packet(recovers));
      if (listeners != null) {
        listeners.sent(it);
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

  /// The same; where it fails, this socket alone loses its connection, and comes back for what it
  /// missed.
  void deliverOrDrop(Delivery it) {
    try {
      deliver(it);
    } catch (Throwable failure) {
      Failures.log(LOG, "an event could not be delivered", failure);
      lane().execute(this::drop); // not while others are being sent to
    }
  }

  /// Its connection ends at once, and its client comes back.
  void drop() {
    connection.session().drop();
  }

  Runnable hold() {
    return connection.session().hold();
  }

  void expectAck(long number, Consumer<JsonNode> answer, Runnable lost) {
    acks.expect(number, answer, lost);
  }

  void forgetAck(long number) {
    acks.forget(number);
  }

  void answered(Packet.Ack packet) {
    acks.answered(packet);
  }

  void received(Packet.Event packet) {
    if (leaving) {
      return;
    }
    Optional<Ack> ack = Optional.ofNullable(packet.id()).map(number -> new OneAck(this, number));
    List<JsonNode> args = packet.args().subList(1, packet.args().size());
    Incoming event = new Incoming(this, packet.name(), args, ack);
    namespace.listeners().any(event);
    if (listeners == null) {
      pass(event);
    } else {
      listeners.events.any(event);
      listeners.pass(event, lane(), () -> pass(event));
    }
  }

  private void pass(Incoming event) {
    if (isConnected()) {
      namespace.listeners().named(event);
      if (listeners != null) {
        listeners.events.named(event);
      }
    }
  }

  /// The client did what is wrong.
  void failed(String reason) {
    if (listeners != null) {
      SocketListeners.tell(listeners.errors, reason);
    }
  }

  void sendAck(long number, List<? extends @Nullable Object> args) {
    EncodedEvent encoded = namespace.server().encoder().ack(namespace.name(), number, args);
    Outgoing packet = new Outgoing(encoded.text(), encoded.attachments(), true);
    lane()
        .execute(() -> {
          if (connected) {
            connection.session().send(packet);
          }
        });
  }

  void connectionIsReplaced() {
    connection.replaced();
  }

  /// It was refused, or its client is gone before it was let in.
  synchronized void notAdmitted() {
    gone = true;
    rooms = Set.of();
  }

  /// It is gone.
  void ended(DisconnectReason reason) {
    if (!connected) {
      return;
    }
    if (listeners != null) {
      SocketListeners.tell(listeners.disconnecting, reason);
    }
    connected = false;
    Set<String> last;
    synchronized (this) {
      gone = true;
      last = rooms;
      rooms = Set.of();
    }
    namespace.disconnected(this, last, reason);
    acks.lost();
    if (listeners != null) {
      SocketListeners.tell(listeners.disconnected, reason);
    }
  }
}
