package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.parley.socketio.engine.Lane;
import dev.parley.socketio.engine.Outgoing;
import dev.parley.socketio.packet.EncodedEvent;
import dev.parley.socketio.packet.Packet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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

  private final Namespace namespace;
  private final Connection connection;
  private final Handshake handshake;
  private final Map<String, Object> data;
  private final String id;
  private final boolean recovered;
  private volatile Set<String> rooms;
  private volatile boolean connected;

  /// Under the monitor, as changes of the rooms are.
  private boolean gone;

  // The lane's.
  private @Nullable Listeners listeners;
  private @Nullable List<BiConsumer<Incoming, Runnable>> middlewares;
  private @Nullable List<Consumer<DisconnectReason>> disconnecting;
  private @Nullable List<Consumer<DisconnectReason>> disconnected;
  private @Nullable Map<Long, Expected> acks;
  private @Nullable String pid;
  private long since;
  private long skipThrough;

  /// An answer that is to come, or not.
  private record Expected(Consumer<JsonNode> answered, Runnable gone) {}

  Socket(
      Namespace namespace,
      Connection connection,
      Handshake handshake,
      Optional<SavedSession> recovered) {
    this.namespace = namespace;
    this.connection = connection;
    this.handshake = handshake;
    this.recovered = recovered.isPresent();
    this.id = recovered.map(SavedSession::id).orElseGet(namespace.server()::newId);
    this.rooms = recovered.map(SavedSession::rooms).orElseGet(() -> Set.of(id));
    this.data = new ConcurrentHashMap<>(recovered.map(SavedSession::data).orElse(Map.of()));
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
    return connected;
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
    listeners().on(event, listener);
    return this;
  }

  /// Takes events of this name, and reads the first argument. One that cannot be read is dropped.
  public <T> Socket on(String event, Class<T> type, TypedListener<T> listener) {
    listeners().on(event, type, namespace.server().options().json, listener);
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
    listeners().off(event, listener);
    return this;
  }

  /// Takes no more events of this name.
  public Socket off(String event) {
    listeners().off(event);
    return this;
  }

  /// Takes every event, before those who take it by its name.
  public Socket onAny(Listener listener) {
    listeners().onAny(listener);
    return this;
  }

  /// Sees every event before its listeners, which get it when the second argument is run.
  public Socket use(BiConsumer<Incoming, Runnable> middleware) {
    if (middlewares == null) {
      middlewares = new ArrayList<>(1);
    }
    middlewares.add(middleware);
    return this;
  }

  /// Hears that the socket is about to be gone, while it is still in its rooms.
  public Socket onDisconnecting(Consumer<DisconnectReason> listener) {
    if (disconnecting == null) {
      disconnecting = new ArrayList<>(1);
    }
    disconnecting.add(listener);
    return this;
  }

  /// Hears that the socket is gone.
  public Socket onDisconnect(Consumer<DisconnectReason> listener) {
    if (disconnected == null) {
      disconnected = new ArrayList<>(1);
    }
    disconnected.add(listener);
    return this;
  }

  private Listeners listeners() {
    if (listeners == null) {
      listeners = new Listeners();
    }
    return listeners;
  }

  // --- Sending -----------------------------------------------------------------------------------

  @Override
  public void emit(String event, @Nullable Object... args) {
    emit(event, false, true, args);
  }

  void emit(String event, boolean volatileOnly, boolean compress, @Nullable Object... args) {
    EncodedEvent encoded =
        namespace.server().encoder().event(namespace.name(), null, event, Arrays.asList(args));
    namespace.adapter().send(this, encoded, volatileOnly, compress);
  }

  /// Sends an event `message`.
  public void send(@Nullable Object... args) {
    emit("message", args);
  }

  /// Sends an event that is dropped when the client cannot take it at once.
  public void emitVolatile(String event, @Nullable Object... args) {
    emit(event, true, true, args);
  }

  /// Sends an event that wants an answer.
  ///
  /// @return the answer's first argument; fails when none has come within `timeout`, or the socket
  ///   is gone
  public Future<JsonNode> emitWithAck(Duration timeout, String event, @Nullable Object... args) {
    long number = namespace.nextAck();
    EncodedEvent encoded =
        namespace.server().encoder().event(namespace.name(), number, event, Arrays.asList(args));
    Outgoing packet = new Outgoing(encoded.text(), encoded.attachments(), true);
    Promise<JsonNode> answer = Promise.promise();
    lane()
        .execute(() -> {
          if (!connected) {
            answer.fail(new AckException("the socket is disconnected"));
            return;
          }
          Runnable timer =
              lane()
                  .after(
                      timeout,
                      () -> {
                        forgetAck(number);
                        answer.tryFail(new AckException("operation has timed out"));
                      });
          expectAck(
              number,
              value -> {
                timer.run();
                answer.tryComplete(value);
              },
              () -> {
                timer.run();
                answer.tryFail(new AckException("the socket was disconnected"));
              });
          deliver(packet, 0, false);
        });
    return answer.future();
  }

  /// Everybody in any of these rooms but this socket.
  public BroadcastOperator to(String... inRooms) {
    return broadcast().to(inRooms);
  }

  /// Everybody but this socket and those in any of these rooms.
  public BroadcastOperator except(String... inRooms) {
    return broadcast().except(inRooms);
  }

  /// Everybody in the namespace but this socket.
  public BroadcastOperator broadcast() {
    return namespace.everybody().except(id);
  }

  // Told to the adapter under the same monitor, so that both see one order.
  @Override
  public synchronized void join(String... joined) {
    Set<String> added = Set.of(joined);
    Set<String> all = new HashSet<>(rooms);
    if (!gone && all.addAll(added)) {
      rooms = Set.copyOf(all);
      namespace.adapter().join(this, added);
    }
  }

  @Override
  public synchronized void leave(String room) {
    Set<String> all = new HashSet<>(rooms);
    if (all.remove(room)) {
      rooms = Set.copyOf(all);
      namespace.adapter().leave(this, room);
    }
  }

  @Override
  public void disconnect(boolean close) {
    lane()
        .execute(() -> {
          if (close) {
            connection.disconnect();
          } else if (connected) {
            connection.leaveNamespace(this);
          }
        });
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

  /// @param number of the event, where it has one
  void deliver(Outgoing packet, long number, boolean volatileOnly) {
    boolean isMissed = number > 0 && number <= skipThrough; // it was sent at the recovery
    if (connected && !isMissed && (!volatileOnly || connection.session().writable())) {
      connection.session().send(packet);
    }
  }

  void expectAck(long number, Consumer<JsonNode> answer, Runnable gone) {
    if (acks == null) {
      acks = new HashMap<>(4);
    }
    acks.put(number, new Expected(answer, gone));
  }

  void forgetAck(long number) {
    if (acks != null) {
      acks.remove(number);
    }
  }

  void answered(Packet.Ack packet) {
    Expected expected = acks == null ? null : acks.remove(packet.id());
    if (expected != null) {
      expected.answered.accept(
          packet.args().isEmpty() ? NullNode.getInstance() : packet.args().getFirst());
    }
  }

  void received(Packet.Event packet) {
    Optional<Ack> ack = Optional.ofNullable(packet.id()).map(number -> new OneAck(this, number));
    List<JsonNode> args = packet.args().subList(1, packet.args().size());
    Incoming event = new Incoming(this, packet.name(), args, ack);
    namespace.listeners().any(event);
    if (listeners != null) {
      listeners.any(event);
    }
    pass(event, 0);
  }

  private void pass(Incoming event, int next) {
    if (middlewares != null && next < middlewares.size()) {
      middlewares.get(next).accept(event, () -> lane().execute(() -> pass(event, next + 1)));
    } else if (connected) {
      namespace.listeners().named(event);
      if (listeners != null) {
        listeners.named(event);
      }
    }
  }

  void sendAck(long number, List<? extends @Nullable Object> args) {
    EncodedEvent encoded = namespace.server().encoder().ack(namespace.name(), number, args);
    Outgoing packet = new Outgoing(encoded.text(), encoded.attachments(), true);
    lane().execute(() -> deliver(packet, 0, false));
  }

  void connectionIsReplaced() {
    connection.replaced();
  }

  /// It is gone.
  void ended(DisconnectReason reason) {
    if (!connected) {
      return;
    }
    tell(disconnecting, reason);
    connected = false;
    Set<String> last;
    synchronized (this) {
      gone = true;
      last = rooms;
      rooms = Set.of();
    }
    namespace.disconnected(this, last, reason);
    if (acks != null) {
      Map<Long, Expected> lost = acks;
      acks = null;
      lost.values().forEach(expected -> expected.gone.run());
    }
    tell(disconnected, reason);
  }

  private static void tell(
      @Nullable List<Consumer<DisconnectReason>> told, DisconnectReason reason) {
    if (told == null) {
      return;
    }
    for (Consumer<DisconnectReason> one : List.copyOf(told)) {
      try {
        one.accept(reason);
      } catch (RuntimeException failure) {
        LOG.atError().setCause(failure).log("a disconnect listener failed");
      }
    }
  }
}
