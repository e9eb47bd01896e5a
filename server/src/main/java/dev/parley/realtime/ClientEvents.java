package dev.parley.realtime;

import static dev.parley.access.Permission.READ;
import static dev.parley.access.Permission.SEND;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.access.Sender;
import dev.parley.api.ChatJson;
import dev.parley.api.ChatUpdateBody;
import dev.parley.api.ErrorBody;
import dev.parley.api.EventJson;
import dev.parley.api.Fields;
import dev.parley.api.FileLinks;
import dev.parley.api.Json;
import dev.parley.api.SendBody;
import dev.parley.authentication.CallerAddress;
import dev.parley.authentication.Callers;
import dev.parley.authentication.Carried;
import dev.parley.chat.ChatHead;
import dev.parley.chat.ChatUpdate;
import dev.parley.chat.Conversations;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Message;
import dev.parley.chat.Quotes;
import dev.parley.chat.Refusal;
import dev.parley.chat.SendOutcome;
import dev.parley.chat.SendOutcome.AlreadyStored;
import dev.parley.chat.SendOutcome.IdTaken;
import dev.parley.chat.SendOutcome.NoTarget;
import dev.parley.chat.SendOutcome.Stored;
import dev.parley.chat.SendOutcome.WindowClosed;
import dev.parley.chat.SendRequest;
import dev.parley.chat.ServiceWindow;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.Teamwork;
import dev.parley.chat.VisibleHistory;
import dev.parley.chat.WaId;
import dev.parley.limits.Cost;
import dev.parley.limits.RateLimits;
import dev.parley.offload.Offload;
import dev.parley.outgoing.FileBook;
import dev.parley.outgoing.TemplateBook;
import dev.parley.socketio.Handshake;
import dev.parley.socketio.Incoming;
import dev.parley.socketio.Listener;
import dev.parley.socketio.Middleware;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.ParentNamespace;
import dev.parley.socketio.Socket;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what clients ask for. Each event is answered, where the client wants it, with what it
/// asked for, `{"success":true}` or the error; a bad one changes nothing and reaches nobody else.
///
/// What only concerns rooms is done on the event loop; what is stored goes to virtual threads, one
/// event of a socket after another.
final class ClientEvents {
  private static final Logger LOG = LoggerFactory.getLogger(ClientEvents.class);
  private static final int MOST_ROOMS = 1000;
  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_ROOM = 128;
  private static final int RADIX = 36;

  /// What the names of namespaces begin with that are base addresses with an API key: a client that
  /// is given `https://host/k/<key>` asks for `/k/<key>`.
  static final String WITH_KEY = "/k/";

  // Names of what a socket's data hold for it.
  private static final String SEQUENCE = "parley.sequence";

  private static final String CALLER = "parley.caller";
  private static final String UNTIL = "parley.until";
  private static final String TYPING_LIMIT = "parley.typing";

  private final Callers callers;
  private final RateLimits limits;
  private final TokenClock tokens;
  private final Conversations conversations;
  private final Teamwork teamwork;
  private final TemplateBook templates;
  private final Function<Principal, FileBook> files;
  private final FileLinks links;
  private final Offload offload;
  private final Presence presence;
  private final Viewers viewers;
  private final Audiences audiences;
  private final Typists typists;
  private final Clock clock;
  private final RealtimeListener listener;
  private final Supplier<@Nullable StreamPosition> reached;
  private final String version;
  private final RandomGenerator random = RandomGenerator.getDefault();

  /// Where it is told that somebody types.
  interface Typists {
    /// Sends `userTyping` to everybody in a room but the socket that types, in every namespace.
    void tell(Socket socket, String room, Payload payload);
  }

  /// @param callers finds who connects; must not block
  /// @param limits how much they may ask for
  /// @param tokens ends the connections of those whose tokens end
  /// @param files those that a caller may send
  /// @param audiences says who sees which chat
  /// @param reached the place up to which clients were told everything; null when it is not known
  /// @param version of Parley
  ClientEvents(
      Callers callers,
      RateLimits limits,
      TokenClock tokens,
      Conversations conversations,
      Teamwork teamwork,
      TemplateBook templates,
      Function<Principal, FileBook> files,
      FileLinks links,
      Offload offload,
      Presence presence,
      Viewers viewers,
      Audiences audiences,
      Typists typists,
      Clock clock,
      RealtimeListener listener,
      Supplier<@Nullable StreamPosition> reached,
      String version) {
    this.callers = callers;
    this.limits = limits;
    this.tokens = tokens;
    this.conversations = conversations;
    this.teamwork = teamwork;
    this.templates = templates;
    this.files = files;
    this.links = links;
    this.offload = offload;
    this.presence = presence;
    this.viewers = viewers;
    this.audiences = audiences;
    this.typists = typists;
    this.clock = clock;
    this.listener = listener;
    this.reached = reached;
    this.version = version;
  }

  /// What clients may send.
  private static final List<Row> ROWS =
      List.of(
          new Row("join-user", READ, ClientEvents::joinUser),
          new Row("join-chat", READ, ClientEvents::joinChat),
          new Row("leave-chat", READ, (it, _, event) -> it.leaveChat(event)),
          new Row("typing", SEND, (it, caller, event) -> it.typing(caller, event, true)),
          new Row("stop-typing", SEND, (it, caller, event) -> it.typing(caller, event, false)),
          new Row("userTyping", SEND, ClientEvents::userTyping),
          new Row("send", SEND, ClientEvents::send),
          new Row("mark-read", SEND, ClientEvents::markRead),
          new Row("update-chat", SEND, ClientEvents::updateChat),
          new Row("auth:refresh", READ, ClientEvents::refreshToken));

  /// One row.
  ///
  /// @param needs what a caller must be permitted
  private record Row(String event, Permission needs, Taker taker) {}

  /// Takes an event of a caller who has the permission that its row needs.
  private interface Taker {
    void take(ClientEvents events, Principal caller, Incoming event);
  }

  /// The names of the events that clients may send.
  static List<String> names() {
    return ROWS.stream().map(Row::event).toList();
  }

  void install(Namespace namespace) {
    namespace.use(this::admit).onConnection(this::connected);
    for (Row row : ROWS) {
      namespace.on(row.event, guarded(row));
    }
  }

  /// The same for namespaces whose names are base addresses with a key.
  void install(ParentNamespace namespaces) {
    namespaces.use(this::admit).onConnection(this::connected);
    for (Row row : ROWS) {
      namespaces.on(row.event, guarded(row));
    }
  }

  // --- Coming and going --------------------------------------------------------------------------

  /// Whoever is connected hears of every change, so they must be permitted to read.
  private void admit(Socket socket, Middleware.Next next) {
    Carried carried = carried(socket.namespace().name(), socket.handshake());
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

  /// What came with the namespace wins over what came with the connection.
  ///
  /// @param namespace its name
  static Carried carried(String namespace, Handshake handshake) {
    String token = handshake.auth().path("token").textValue();
    Carried.Key key = token == null ? null : new Carried.Key(token, false);
    if (namespace.startsWith(WITH_KEY)) {
      key = new Carried.Key(namespace.substring(WITH_KEY.length()), true);
    }
    return Carried.of(handshake.address(), handshake.oldHttp(), handshake.headers(), key);
  }

  private static Principal callerOf(Socket socket) {
    return (Principal)
        Objects.requireNonNull(socket.data().get(CALLER), "admitted without a caller");
  }

  private void connected(Socket socket) {
    Principal caller = callerOf(socket);
    leaveRoomsOfAnother(socket, caller);
    socket.join(Rooms.ofCredential(caller.credential()));
    socket.join(Rooms.of(caller.chats().audiences()));
    if (!callers.lets(caller)) { // it ended since it was looked at
      socket.disconnect(true);
      return;
    }
    limits.socketBegan(caller);
    if (socket.data().remove(UNTIL) instanceof Instant until) {
      tokens.watch(socket, until);
    }
    socket.onDisconnecting(_ -> gone(socket, caller));
    // Read while the socket is in its namespace already: whatever comes after this is sent to it.
    StreamPosition position = reached.get();
    // Whoever takes up an earlier session is in its rooms again.
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

  /// A client that takes up a session brings the rooms of whoever had it: another one, where
  /// somebody else has signed in meanwhile.
  private static void leaveRoomsOfAnother(Socket socket, Principal caller) {
    Set<String> rooms = socket.rooms();
    if (socket.isRecovered() && !rooms.contains(Rooms.ofCredential(caller.credential()))) {
      rooms.stream().filter(room -> !room.equals(socket.id())).forEach(socket::leave);
    }
  }

  private void joinUser(Principal caller, Incoming event) {
    String user = room(event, "userId");
    Socket socket = event.socket();
    String own = caller.user();
    if (own != null && !own.equals(user)) {
      throw new Refusal(ErrorCode.FORBIDDEN, "userId must be your own id: " + own);
    }
    makeRoom(socket);
    Runnable join =
        () -> {
          if (!socket.rooms().contains(Rooms.ofUser(user))) {
            socket.join(Rooms.ofUser(user), Rooms.ofChat(user));
            presence.joined(user);
          }
        };
    if (own != null) {
      join.run();
      success(event);
    } else {
      inVisible(caller, event, user, join);
    }
  }

  private void joinChat(Principal caller, Incoming event) {
    String chat = room(event, "chatId");
    Socket socket = event.socket();
    makeRoom(socket);
    inVisible(
        caller,
        event,
        chat,
        () -> {
          socket.join(Rooms.ofChat(chat));
          viewers.joined(socket, chat, caller.sender());
        });
  }

  /// Does something in the room of a chat, if the caller sees the chat. For callers that see every
  /// chat it is done at once.
  ///
  /// @param chat what the client calls it
  private void inVisible(Principal caller, Incoming event, String chat, Runnable step) {
    if (caller.chats().areAll()) {
      step.run();
      success(event);
      return;
    }
    store(
        event,
        () -> {
          checkVisible(caller, chat);
          step.run();
          if (!audiences.includes(caller.chats(), chat)) { // it was given to others meanwhile
            leave(event.socket(), chat);
            throw VisibleHistory.noChat();
          }
          return ClientEvents::writeSuccess;
        });
  }

  private void checkVisible(Principal caller, String chat) {
    if (!audiences.includes(caller.chats(), chat)) {
      throw VisibleHistory.noChat();
    }
  }

  private void leaveChat(Incoming event) {
    leave(event.socket(), room(event, "chatId"));
    success(event);
  }

  private void leave(Socket socket, String chat) {
    viewers.left(socket.id(), chat);
    socket.leave(Rooms.ofChat(chat));
  }

  private static void makeRoom(Socket socket) {
    if (socket.rooms().size() >= MOST_ROOMS) {
      throw new Refusal(
          ErrorCode.INVALID_REQUEST, "A connection can be in at most 1000 rooms: leave some first");
    }
  }

  private static String room(Incoming event, String field) {
    Fields fields = fields(event, List.of(field));
    String name = fields.text(field);
    fields.lacks(field);
    checkRoom(fields, field, name);
    fields.check(null);
    return Objects.requireNonNull(name);
  }

  private static void checkRoom(Fields fields, String field, @Nullable String name) {
    if (name != null
        && (name.length() > LONGEST_ROOM || name.chars().anyMatch(Character::isISOControl))) {
      fields.wrong(field, "must be at most 128 characters, without control characters");
    }
  }

  // --- Tokens ------------------------------------------------------------------------------------

  /// Goes on with another token of the same caller.
  private void refreshToken(Principal before, Incoming event) {
    Fields fields = fields(event, List.of("token"));
    String token = fields.text("token");
    fields.lacks("token");
    fields.check(null);
    Socket socket = event.socket();
    Carried carried =
        Carried.of(
            socket.handshake().address(),
            socket.handshake().oldHttp(),
            List.of(),
            new Carried.Key(Objects.requireNonNull(token), false));
    Principal caller = callers.caller(carried);
    if (!isSame(caller, before)) {
      throw new Refusal(ErrorCode.FORBIDDEN, "The token must be one of the same caller");
    }
    Refusal.unlessMay(caller, READ);
    socket.data().put(CALLER, caller);
    String room = Rooms.ofCredential(caller.credential());
    if (!socket.rooms().contains(room)) {
      socket.leave(Rooms.ofCredential(before.credential()));
      socket.join(room);
    }
    if (!caller.chats().equals(before.chats()) // else it would have ended a moment later
        || !callers.lets(caller)) { // it ended since it was looked at
      socket.disconnect(true);
      return;
    }
    callers
        .until(carried)
        .ifPresentOrElse(until -> tokens.watch(socket, until), () -> tokens.forget(socket));
    success(event);
  }

  /// The same person, or the same program.
  private static boolean isSame(Principal one, Principal other) {
    return one.user() == null
        ? Objects.equals(one.credential(), other.credential())
        : one.user().equals(other.user());
  }

  // --- Typing ------------------------------------------------------------------------------------

  private void typing(Principal caller, Incoming event, boolean typing) {
    limitOf(event.socket()).count();
    Fields fields = fields(event, List.of("chatId", "wa_id", "name"));
    fields.lacks("chatId");
    relay(caller, event, fields, typing);
  }

  private void userTyping(Principal caller, Incoming event) {
    limitOf(event.socket()).count();
    Fields fields = fields(event, List.of("chatId", "wa_id", "name", "isTyping"));
    fields.lacks("isTyping");
    Boolean typing = fields.truth("isTyping");
    relay(caller, event, fields, Boolean.TRUE.equals(typing));
  }

  private static TypingLimit limitOf(Socket socket) {
    return (TypingLimit) socket.data().computeIfAbsent(TYPING_LIMIT, _ -> new TypingLimit());
  }

  /// That somebody types is of no use later: it is neither kept for clients that come back, nor for
  /// those that are behind.
  private void relay(Principal caller, Incoming event, Fields fields, boolean typing) {
    WaId who = fields.waId("wa_id");
    String chat = fields.text("chatId");
    String name = fields.text("name");
    fields.lacks("wa_id");
    checkRoom(fields, "chatId", chat);
    if (name != null && name.length() > LONGEST_NAME) {
      fields.wrong("name", "must be at most 256 characters");
    }
    fields.check(null);
    WaId typist = Objects.requireNonNull(who);
    Sender by = caller.sender();
    String room = chat == null ? typist.value() : chat;
    inVisible(
        caller,
        event,
        room,
        () ->
            typists.tell(
                event.socket(),
                Rooms.ofChat(room),
                new Payload(json -> EventJson.typing(json, typist, name, typing, by))));
  }

  // --- What is stored ----------------------------------------------------------------------------

  private void send(Principal caller, Incoming event) {
    Fields fields = fields(event, SendBody.FIELDS);
    store(
        event,
        () -> {
          SendRequest request =
              SendBody.parse(fields, null, templates, files.apply(caller), conversations::knows);
          Message message =
              switch (conversations.send(caller, request)) {
                case Stored(var stored) -> stored;
                case AlreadyStored(var stored) -> stored;
                case IdTaken taken -> throw SendBody.taken(taken);
                case WindowClosed(var since) -> throw ServiceWindow.refusal(since);
                case NoTarget none -> throw SendBody.noTarget(none);
                case SendOutcome.Overtaken _ -> throw SendBody.overtaken();
              };
          Quotes quotes = conversations.quotesOf(message);
          return json -> SendBody.writeAnswer(json, message, quotes, links);
        });
  }

  private void markRead(Principal caller, Incoming event) {
    Fields fields = fields(event, List.of("wa_id"));
    WaId chat = fields.waId("wa_id");
    fields.lacks("wa_id");
    fields.check(null);
    store(
        event,
        () -> {
          int updated = conversations.markRead(caller, Objects.requireNonNull(chat)).size();
          return json -> {
            json.writeStartObject();
            json.writeBooleanField("success", true);
            json.writeNumberField("updated", updated);
            json.writeEndObject();
          };
        });
  }

  private void updateChat(Principal caller, Incoming event) {
    List<String> names = new ArrayList<>(ChatUpdateBody.FIELDS);
    names.add("wa_id");
    Fields fields = fields(event, names);
    WaId chat = fields.waId("wa_id");
    fields.lacks("wa_id");
    ChatUpdate update =
        ChatUpdateBody.parse(fields, caller.user(), callers::isUser, callers::isTeam);
    store(
        event,
        () -> {
          ChatHead head = teamwork.update(caller, Objects.requireNonNull(chat), update);
          Quotes quotes = teamwork.quotesOf(head);
          return json -> {
            json.writeStartObject();
            json.writeBooleanField("success", true);
            json.writeFieldName("chat");
            ChatJson.write(json, head, quotes, links);
            json.writeEndObject();
          };
        });
  }

  /// Does something that blocks.
  private interface Step {
    /// @return the answer
    Json.Writer run();
  }

  private void store(Incoming event, Step step) {
    Runnable done = event.hold();
    try {
      sequence(event.socket())
          .run(() -> {
            try {
              event.ack(new Payload(step.run()));
            } catch (Throwable failure) {
              failed(event, failure);
            } finally {
              done.run();
            }
          });
    } catch (Throwable refused) {
      done.run();
      throw refused;
    }
  }

  /// A socket's data outlive its connection: a client that recovers its session goes on with the
  /// same sequence, behind what it asked for before.
  private Offload.Sequence sequence(Socket socket) {
    return (Offload.Sequence) socket.data().computeIfAbsent(SEQUENCE, _ -> offload.sequence());
  }

  // --- Answering ---------------------------------------------------------------------------------

  private static Fields fields(Incoming event, List<String> names) {
    return Fields.of(event.arg(0).isMissingNode() ? null : event.arg(0), names);
  }

  private static void success(Incoming event) {
    event.ack(new Payload(ClientEvents::writeSuccess));
  }

  private static void writeSuccess(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("success", true);
    json.writeEndObject();
  }

  private Listener guarded(Row row) {
    return event -> {
      try {
        Principal caller = callerOf(event.socket());
        count(event.socket(), caller, row.event.equals("send") ? Cost.MESSAGE : Cost.REQUEST);
        Refusal.unlessMay(caller, row.needs);
        row.taker.take(this, caller, event);
      } catch (Throwable failure) {
        failed(event, failure);
      }
    };
  }

  private void count(Socket socket, Principal caller, Cost cost) {
    // Found anew each time: events are few, and idle sockets many.
    CallerAddress address = callers.address(carried(socket.namespace().name(), socket.handshake()));
    limits.take(caller, address.address(), address.shared(), cost).check();
  }

  private void failed(Incoming event, Throwable failure) {
    String id = Long.toUnsignedString(random.nextLong(), RADIX);
    ErrorBody body;
    if (failure instanceof Refusal refusal) {
      body = ErrorBody.of(refusal, id);
      listener.dropped(event.name(), refusal.code().wire());
    } else {
      body = ErrorBody.internal(id);
      listener.dropped(event.name(), ErrorCode.INTERNAL.wire());
      LOG.atError()
          .addKeyValue("requestId", id)
          .addKeyValue("event", event.name())
          .setCause(failure)
          .log("an event failed");
    }
    event.ack(new Payload(body::writeTo));
  }
}
