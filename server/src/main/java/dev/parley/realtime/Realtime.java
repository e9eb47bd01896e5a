package dev.parley.realtime;

import dev.parley.access.Audience;
import dev.parley.access.Principal;
import dev.parley.api.EventJson;
import dev.parley.api.FileLinks;
import dev.parley.authentication.Callers;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.Conversations;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.Teamwork;
import dev.parley.chat.WaId;
import dev.parley.config.AllowedOrigins;
import dev.parley.limits.RateLimits;
import dev.parley.offload.Offload;
import dev.parley.outgoing.FileBook;
import dev.parley.outgoing.TemplateBook;
import dev.parley.socketio.BroadcastOperator;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.ParentNamespace;
import dev.parley.socketio.Recovery;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketIoOptions;
import dev.parley.socketio.SocketIoServer;
import dev.parley.stream.ChangeStream;
import dev.parley.stream.Subscription;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

/// Conversations over Socket.IO, in the namespace `/`, and in those whose names hold an API key.
/// Follows the stream of changes; serves clients once the conversations are available.
///
/// Safe for use by many threads; requests are handled on their event loops.
public final class Realtime {
  private static final long CLOSING_SECONDS = 5;
  private static final String TYPING = "userTyping";

  /// A client that resumes a session authenticates again: its permissions may have changed. Missed
  /// events are kept in half of the usual memory: a client that missed more uses `GET /api/sync`.
  private static final Recovery RECOVERY =
      new Recovery(
          Recovery.DEFAULTS.maxDisconnection(),
          false,
          Recovery.DEFAULTS.maxPackets(),
          Recovery.DEFAULTS.maxBytes() / 2,
          Recovery.DEFAULTS.maxSessions());

  /// The maximum number of events of one client that are handled at once. If the client sends more
  /// without waiting for answers, the others wait in the network.
  private static final int EVENTS_AT_WORK = 8;

  private final SocketIoServer server;
  private final Callers callers;
  private final RateLimits limits;
  private final Namespace namespace;
  private final ParentNamespace withKeys;
  private final Subscription subscription;
  private final RealtimeListener listener;
  private final FileLinks links;
  private final Audiences audiences;
  private final Viewers viewers = new Viewers(this::tellViewers);

  private Realtime(
      SocketIoServer server,
      Callers callers,
      RateLimits limits,
      ChangeStream stream,
      ChatHistory history,
      FileLinks links,
      RealtimeListener listener) {
    this.server = server;
    this.callers = callers;
    this.limits = limits;
    this.namespace = server.of("/");
    this.withKeys =
        server.of(name ->
            name.startsWith(ClientConnections.WITH_KEY)
                && callers.opens(name.substring(ClientConnections.WITH_KEY.length())));
    this.listener = listener;
    this.links = links;
    this.audiences = new Audiences(history);
    Announcer announcer =
        new Announcer(
            new Announcer.Clients() {
              @Override
              public void send(Set<Audience> to, String event, Payload payload) {
                emit(to, event, payload);
              }

              @Override
              public void hide(WaId chat, Set<Audience> from, Set<Audience> to, Payload payload) {
                namespaces().forEach(it -> Realtime.this.hide(it, chat, from, to, payload));
              }

              @Override
              public void forgetSent() {
                server.forgetSessions();
              }

              @Override
              public void startOver() {
                server.startOver();
              }
            },
            history,
            audiences,
            links);
    this.subscription = stream.subscribe("realtime", history, announcer);
  }

  /// The names of the events that clients may send.
  public static List<String> clientEvents() {
    return ClientEvents.names();
  }

  /// Creates it. Clients cannot connect yet.
  ///
  /// @param stream the changes that clients receive
  /// @param history the store whose changes the stream reports
  /// @param mayConnect whether the page behind a handshake may connect
  /// @param callers identifies the callers
  /// @param limits counts the requests of each caller
  /// @param links the links to files in messages
  public static Realtime open(
      Vertx vertx,
      ChangeStream stream,
      ChatHistory history,
      AllowedOrigins origins,
      Predicate<HttpServerRequest> mayConnect,
      Callers callers,
      RateLimits limits,
      FileLinks links,
      RealtimeListener listener) {
    SocketIoOptions.Builder options =
        SocketIoOptions.builder()
            .handlersOnEventLoop() // tasks that block run on virtual threads, see Offload
            .allowRequest(mayConnect)
            .recovery(RECOVERY)
            .prefetch(EVENTS_AT_WORK)
            .recoverable(new Recoverable(callers))
            .addressOf(new ClientAddress())
            .listener(listener);
    if (origins.everyone()) {
      options.corsOrigins(List.of("*"));
    } else {
      options.corsOrigins(origins::allows);
    }
    return new Realtime(
        new SocketIoServer(vertx, options.build()),
        callers,
        limits,
        stream,
        history,
        links,
        listener);
  }

  /// Whether all changes up to this one were sent to the clients.
  ///
  /// @param change the number of the change
  public boolean hasAnnounced(long change) {
    StreamPosition reached = subscription.reached();
    return reached != null && reached.number() >= change;
  }

  /// All namespaces that have clients.
  private List<Namespace> namespaces() {
    List<Namespace> all = new ArrayList<>(withKeys.children());
    all.addFirst(namespace);
    return all;
  }

  private void emit(Set<Audience> to, String event, Payload payload) {
    String[] rooms = Rooms.of(to);
    namespaces().forEach(it -> it.to(rooms).emit(event, payload));
  }

  /// Everybody receives the presence of a user with an account. Any other name may be that of a
  /// chat, so only clients that see every chat receive its presence.
  private void tellPresence(String user, Payload payload) {
    if (callers.isUser(user)) {
      namespaces().forEach(it -> it.emit("userOnlineStatus", payload));
    } else {
      emit(Audiences.EVERYONE, "userOnlineStatus", payload);
    }
  }

  private void hide(
      Namespace in, WaId chat, Set<Audience> from, Set<Audience> to, Payload payload) {
    BroadcastOperator gone = in.to(Rooms.of(from)).except(Rooms.of(to));
    List<String> names = List.of(chat.value(), "+" + chat.value());
    names.forEach(name -> gone.socketsLeave(Rooms.ofChat(name)));
    gone.emit("chatHidden", payload); // no event of the chat's room follows it
    for (String name : names) {
      gone.fetchSockets()
          .onSuccess(sockets -> sockets.forEach(socket -> viewers.left(socket.id(), name)));
    }
  }

  private void tellViewers(String chat, Payload payload) {
    String room = Rooms.ofChat(chat);
    namespace.to(room).droppable().emit("chatViewers", payload);
    withKeys.children().forEach(it -> it.to(room).droppable().emit("chatViewers", payload));
  }

  private void tellTyping(Socket from, String room, Payload payload) {
    from.to(room).droppable().emit(TYPING, payload);
    List<Namespace> all = new ArrayList<>(withKeys.children());
    all.add(namespace);
    all.stream()
        .filter(other -> !other.name().equals(from.namespace().name()))
        .forEach(other -> other.to(room).droppable().emit(TYPING, payload));
  }

  /// Ends the connections of callers with one of these credentials, as
  /// [dev.parley.access.Principal#credential] gives them, and tells them why. Does not block.
  public void end(Set<String> credentials, AccessEnd why) {
    if (!credentials.isEmpty()) {
      end(why, credentials.stream().map(Rooms::ofCredential).toArray(String[]::new));
    }
  }

  /// Ends the connections of callers without a credential.
  public void endAnonymous() {
    end(AccessEnd.SET_UP, Rooms.ofCredential(null));
  }

  /// Ends the connections in these rooms. Does not wait for clients that are behind, and does not
  /// keep the event for clients that reconnect.
  private void end(AccessEnd why, String... rooms) {
    Payload payload =
        new Payload(json -> EventJson.connectionEnd(json, why.word(), why.sentence()));
    for (Namespace each : namespaces()) {
      each.to(rooms).droppable().emit("auth:ended", payload);
      each.in(rooms).disconnectSockets(true);
    }
  }

  /// The number of changes that wait to be sent to clients.
  public long waiting() {
    return subscription.lag();
  }

  /// Waiting work for clients.
  ///
  /// @param worker `announcer`, or an event loop's, for example `lane-1`
  /// @param alive whether its thread runs
  /// @param age the time for which the oldest item has waited or the current item has been
  ///   processed; zero if there is none
  public record Backlog(String worker, boolean alive, Duration age) {}

  /// The backlog of the announcer, and of each event loop that has had clients. A health check
  /// should call this about every second, because only the second call notices an event loop that
  /// hangs. Any thread may call it; it does not wait.
  public List<Backlog> oldestWaiting() {
    List<Backlog> all = new ArrayList<>();
    all.add(new Backlog("announcer", subscription.isAlive(), subscription.stuckFor()));
    List<Duration> lanes = server.oldestWaiting();
    for (int i = 0; i < lanes.size(); i++) {
      all.add(new Backlog("lane-" + (i + 1), true, lanes.get(i)));
    }
    return all;
  }

  /// The number of connections.
  public int connections() {
    return server.connections();
  }

  /// Accepts clients from now on, until the returned object is closed: that ends all connections,
  /// and stores that nobody is online any more.
  ///
  /// @param files the files that a caller may send
  /// @param silence the time after which the store treats a contact as offline
  /// @param version Parley's version, which clients receive
  public Sessions serve(
      Conversations conversations,
      Teamwork teamwork,
      TemplateBook templates,
      Function<Principal, FileBook> files,
      Offload offload,
      Clock clock,
      Duration silence,
      String version) {
    Presence presence = new Presence(conversations, clock, silence, this::tellPresence);
    TokenClock tokens = new TokenClock(clock);
    EventAnswers answers = new EventAnswers(offload, listener);
    ClientEvents events =
        new ClientEvents(
            new ClientConnections(
                callers,
                limits,
                tokens,
                audiences,
                presence,
                viewers,
                clock,
                subscription::reached,
                version),
            new ClientRooms(answers, presence, viewers, audiences, this::tellTyping),
            new StoredEvents(answers, callers, conversations, teamwork, templates, files, links),
            answers);
    events.install(namespace);
    events.install(withKeys);
    return new Sessions(presence, tokens);
  }

  /// The connections of clients.
  public final class Sessions implements AutoCloseable {
    private final Presence presence;
    private final TokenClock tokens;

    private Sessions(Presence presence, TokenClock tokens) {
      this.presence = presence;
      this.tokens = tokens;
    }

    /// Whether a request is for Socket.IO. Called on the request's event loop.
    public boolean takes(HttpServerRequest request) {
      return server.matches(request);
    }

    /// Answers the request, or upgrades its connection to a WebSocket. Called on the request's
    /// event loop.
    public void handle(HttpServerRequest request) {
      server.handle(request);
    }

    @Override
    public void close() {
      try {
        server.close().await(CLOSING_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException late) {
        // Anything that remains ends with the event loops.
      }
      tokens.close();
      presence.close();
    }
  }
}
