package dev.parley.realtime;

import dev.parley.chat.ChatFeed;
import dev.parley.chat.Conversations;
import dev.parley.config.ParleyConfig;
import dev.parley.offload.Offload;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.Recovery;
import dev.parley.socketio.SocketIoOptions;
import dev.parley.socketio.SocketIoServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Conversations over Socket.IO, in the namespace `/`. Opened before the store, which tells it what
/// changed; serves clients once there are conversations.
///
/// Safe for use by many threads; requests are handled on their event loops.
public final class Realtime implements AutoCloseable {
  private static final long CLOSING_SECONDS = 5;

  private final SocketIoServer server;
  private final Namespace namespace;
  private final Announcer announcer;
  private final RealtimeListener listener;

  private Realtime(SocketIoServer server, RealtimeListener listener) {
    this.server = server;
    this.namespace = server.of("/");
    this.listener = listener;
    this.announcer =
        new Announcer(
            new Announcer.Clients() {
              @Override
              public void send(String event, Payload payload) {
                namespace.emit(event, payload);
              }

              @Override
              public void startOver() {
                server.startOver();
              }
            });
  }

  /// Makes it. Nobody can connect yet.
  public static Realtime open(Vertx vertx, ParleyConfig config, RealtimeListener listener) {
    SocketIoOptions options =
        new SocketIoOptions()
            .corsOrigins(List.copyOf(config.http().corsOrigins()))
            .allowRequest(new Origins(config.http().corsOrigins()))
            .recovery(Recovery.DEFAULTS)
            .recoverable(new Recoverable())
            .addressOf(new ClientAddress())
            .listener(listener);
    return new Realtime(new SocketIoServer(vertx, options), listener);
  }

  /// What a store is to tell its changes to.
  public ChatFeed feed() {
    return announcer;
  }

  /// How many commits wait to be told to clients.
  public int waiting() {
    return announcer.waiting();
  }

  /// Work that waits to be done for clients.
  ///
  /// @param worker `announcer`, or an event loop's, for example `lane-1`
  /// @param alive whether its thread runs
  /// @param age how long the oldest item has waited, or the item that is being worked on has taken;
  ///   zero when there is none
  public record Backlog(String worker, boolean alive, Duration age) {}

  /// The backlog of the announcer, and of each event loop that has had clients; for a health check,
  /// which should ask every second or so: an event loop that hangs is noticed by the second call.
  /// Any thread may call it; it does not wait.
  public List<Backlog> oldestWaiting() {
    List<Backlog> all = new ArrayList<>();
    all.add(new Backlog("announcer", announcer.isAlive(), announcer.oldestWaiting()));
    List<Duration> lanes = server.oldestWaiting();
    for (int i = 0; i < lanes.size(); i++) {
      all.add(new Backlog("lane-" + (i + 1), true, lanes.get(i)));
    }
    return all;
  }

  /// How many connections there are.
  public int connections() {
    return server.connections();
  }

  /// Lets clients in from now on, until what it returns is closed: that ends all connections, and
  /// writes down that nobody is online any more.
  ///
  /// @param silence after how long the store takes a contact for gone
  public Sessions serve(
      Conversations conversations, Offload offload, Clock clock, Duration silence) {
    Presence presence = new Presence(conversations, clock, silence, namespace::emit);
    new ClientEvents(conversations, offload, presence, clock, listener).install(namespace);
    return new Sessions(presence);
  }

  /// The connections of clients.
  public final class Sessions implements AutoCloseable {
    private final Presence presence;

    private Sessions(Presence presence) {
      this.presence = presence;
    }

    /// Whether a request is for it. On the request's event loop.
    public boolean takes(HttpServerRequest request) {
      return server.matches(request);
    }

    /// Answers the request, or makes a WebSocket of its connection. On the request's event loop.
    public void handle(HttpServerRequest request) {
      server.handle(request);
    }

    @Override
    public void close() {
      try {
        server.close().await(CLOSING_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException late) {
        // What is left ends with the event loops.
      }
      presence.close();
    }
  }

  /// Tells what is left to tell; the store is closed by then.
  @Override
  public void close() {
    announcer.close();
  }
}
