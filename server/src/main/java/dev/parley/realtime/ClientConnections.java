package dev.parley.realtime;

import static dev.parley.access.Permission.READ;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.access.Principal;
import dev.parley.api.EventJson;
import dev.parley.api.RequestFields;
import dev.parley.authentication.CallerAddress;
import dev.parley.authentication.Callers;
import dev.parley.authentication.RequestCredentials;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.StreamPosition;
import dev.parley.limits.Cost;
import dev.parley.limits.RateLimits;
import dev.parley.socketio.Handshake;
import dev.parley.socketio.Middleware;
import dev.parley.socketio.ReceivedEvent;
import dev.parley.socketio.Socket;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Accepts clients that have the permission to read, and keeps track of what their connection
/// depends on: the end of their token, and their credential. Everything here runs on event loops.
final class ClientConnections {
  /// The prefix of namespaces that are base addresses with an API key: a client with the address
  /// `https://host/k/<key>` requests the namespace `/k/<key>`.
  static final String WITH_KEY = "/k/";

  // Keys in the data of a socket.
  private static final String CALLER = "parley.caller";

  private static final String UNTIL = "parley.until";

  private final Callers callers;
  private final RateLimits limits;
  private final TokenClock tokens;
  private final Audiences audiences;
  private final Presence presence;
  private final Viewers viewers;
  private final Clock clock;
  private final Supplier<@Nullable StreamPosition> reached;
  private final String version;

  /// @param callers identifies the callers; must not block
  /// @param limits counts the requests of each caller
  /// @param tokens ends the connections of clients whose tokens end
  /// @param audiences says who sees which chat
  /// @param reached the position up to which clients received everything; null if it is not known
  /// @param version the version of Parley
  ClientConnections(
      Callers callers,
      RateLimits limits,
      TokenClock tokens,
      Audiences audiences,
      Presence presence,
      Viewers viewers,
      Clock clock,
      Supplier<@Nullable StreamPosition> reached,
      String version) {
    this.callers = callers;
    this.limits = limits;
    this.tokens = tokens;
    this.audiences = audiences;
    this.presence = presence;
    this.viewers = viewers;
    this.clock = clock;
    this.reached = reached;
    this.version = version;
  }

  /// A connected client receives every change, so it needs the permission to read.
  void admit(Socket socket, Middleware.Next next) {
    RequestCredentials carried = carried(socket.namespace().name(), socket.handshake());
    Principal caller;
    Optional<Instant> until;
    try {
      caller = callers.caller(carried);
      until = callers.until(carried);
      Refusal.unlessMay(caller, READ);
      if (!limits.maySocket(caller, carried.key() != null && carried.key().inAddress())) {
        throw new Refusal(
            ErrorCode.RATE_LIMITED, "The caller has too many connections: close some first");
      }
    } catch (Refusal refusal) {
      next.refuse(
          refusal.code().wire(),
          JsonNodeFactory.instance
              .objectNode()
              .put("code", refusal.code().wire())
              .put("error", refusal.sentence()));
      return;
    }
    audiences.expect(caller.chats());
    socket.data().put(CALLER, caller);
    until.ifPresentOrElse(it -> socket.data().put(UNTIL, it), () -> socket.data().remove(UNTIL));
    next.proceed();
  }

  /// The credentials of a client: the key in the name of its namespace, if there is one; otherwise
  /// those of its connection.
  ///
  /// @param namespace the name of the namespace
  static RequestCredentials carried(String namespace, Handshake handshake) {
    String token = handshake.auth().path("token").textValue();
    RequestCredentials.Key key = token == null ? null : new RequestCredentials.Key(token, false);
    if (namespace.startsWith(WITH_KEY)) {
      key = new RequestCredentials.Key(namespace.substring(WITH_KEY.length()), true);
    }
    return RequestCredentials.of(
        handshake.address(), handshake.oldHttp(), handshake.headers(), key);
  }

  static Principal callerOf(Socket socket) {
    return (Principal)
        Objects.requireNonNull(socket.data().get(CALLER), "admitted without a caller");
  }

  void connected(Socket socket) {
    Principal caller = callerOf(socket);
    leaveRoomsOfAnother(socket, caller);
    socket.join(Rooms.ofCredential(caller.credential()));
    socket.join(Rooms.of(caller.chats().audiences()));
    if (!callers.lets(caller)) { // the credential has ended meanwhile
      socket.disconnect(true);
      return;
    }
    limits.socketBegan(caller);
    if (socket.data().remove(UNTIL) instanceof Instant until) {
      tokens.watch(socket, until);
    }
    socket.onDisconnecting(_ -> gone(socket, caller));
    // Read when the socket is already in its namespace: all later events are sent to it.
    StreamPosition position = reached.get();
    // A client that resumes an earlier session is in its rooms again.
    socket.rooms().stream().flatMap(room -> Rooms.user(room).stream()).forEach(presence::joined);
    socket.rooms().stream()
        .flatMap(room -> Rooms.chat(room).stream())
        .forEach(chat -> viewers.joined(socket, chat, caller.sender()));
    socket.emit(
        "connected",
        new Payload(
            json -> EventJson.connected(json, socket.id(), clock.instant(), position, version)));
  }

  private void gone(Socket socket, Principal caller) {
    limits.socketEnded(caller);
    tokens.forget(socket);
    socket.rooms().stream().flatMap(room -> Rooms.user(room).stream()).forEach(presence::left);
    viewers.gone(socket);
  }

  /// A client that resumes a session is in the rooms of the caller at that time. The caller may be
  /// another one now, if somebody else has signed in since then.
  private static void leaveRoomsOfAnother(Socket socket, Principal caller) {
    Set<String> rooms = socket.rooms();
    if (socket.isRecovered() && !rooms.contains(Rooms.ofCredential(caller.credential()))) {
      rooms.stream().filter(room -> !room.equals(socket.id())).forEach(socket::leave);
    }
  }

  /// Continues with another token of the same caller.
  void refreshToken(Principal before, ReceivedEvent event) {
    RequestFields fields = EventAnswers.fields(event, List.of("token"));
    String token = fields.text("token");
    fields.lacks("token");
    fields.check(null);
    Socket socket = event.socket();
    RequestCredentials carried =
        RequestCredentials.of(
            socket.handshake().address(),
            socket.handshake().oldHttp(),
            List.of(),
            new RequestCredentials.Key(Objects.requireNonNull(token), false));
    Principal caller = callers.caller(carried);
    if (!isSame(caller, before)) {
      throw new Refusal(ErrorCode.FORBIDDEN, "The token must belong to the same caller");
    }
    Refusal.unlessMay(caller, READ);
    socket.data().put(CALLER, caller);
    String room = Rooms.ofCredential(caller.credential());
    if (!socket.rooms().contains(room)) {
      socket.leave(Rooms.ofCredential(before.credential()));
      socket.join(room);
    }
    if (!caller.chats().equals(before.chats()) // otherwise the connection would end a moment later
        || !callers.lets(caller)) { // the credential has ended meanwhile
      socket.disconnect(true);
      return;
    }
    callers
        .until(carried)
        .ifPresentOrElse(until -> tokens.watch(socket, until), () -> tokens.forget(socket));
    EventAnswers.success(event);
  }

  /// Whether two callers are the same person or program.
  private static boolean isSame(Principal one, Principal other) {
    return one.user() == null
        ? Objects.equals(one.credential(), other.credential())
        : one.user().equals(other.user());
  }

  void count(Socket socket, Principal caller, Cost cost) {
    // Looked up each time: events are few, and idle sockets are many.
    CallerAddress address = callers.address(carried(socket.namespace().name(), socket.handshake()));
    limits.take(caller, address.address(), address.shared(), cost).check();
  }
}
