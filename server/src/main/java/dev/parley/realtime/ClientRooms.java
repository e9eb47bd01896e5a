package dev.parley.realtime;

import dev.parley.access.Principal;
import dev.parley.access.Sender;
import dev.parley.api.EventJson;
import dev.parley.api.RequestFields;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.VisibleHistory;
import dev.parley.chat.WaId;
import dev.parley.socketio.ReceivedEvent;
import dev.parley.socketio.Socket;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Handles the rooms that clients join and leave, and typing in them. For callers that see every
/// chat, it does so on the event loop.
final class ClientRooms {
  private static final int MOST_ROOMS = 1000;
  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_ROOM = 128;

  /// The key in the data of a socket.
  private static final String TYPING_LIMIT = "parley.typing";

  private final EventAnswers answers;
  private final Presence presence;
  private final Viewers viewers;
  private final Audiences audiences;
  private final Typists typists;

  /// @param audiences says who sees which chat
  ClientRooms(
      EventAnswers answers,
      Presence presence,
      Viewers viewers,
      Audiences audiences,
      Typists typists) {
    this.answers = answers;
    this.presence = presence;
    this.viewers = viewers;
    this.audiences = audiences;
    this.typists = typists;
  }

  /// The recipient of typing events.
  interface Typists {
    /// Sends `userTyping` to everybody in a room but the socket that types, in every namespace.
    void tell(Socket socket, String room, Payload payload);
  }

  void joinUser(Principal caller, ReceivedEvent event) {
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
      EventAnswers.success(event);
    } else {
      inVisible(caller, event, user, join);
    }
  }

  void joinChat(Principal caller, ReceivedEvent event) {
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

  void leaveChat(ReceivedEvent event) {
    leave(event.socket(), room(event, "chatId"));
    EventAnswers.success(event);
  }

  void typing(Principal caller, ReceivedEvent event, boolean typing) {
    limitOf(event.socket()).count();
    RequestFields fields = EventAnswers.fields(event, List.of("chatId", "wa_id", "name"));
    fields.lacks("chatId");
    relay(caller, event, fields, typing);
  }

  void userTyping(Principal caller, ReceivedEvent event) {
    limitOf(event.socket()).count();
    RequestFields fields =
        EventAnswers.fields(event, List.of("chatId", "wa_id", "name", "isTyping"));
    fields.lacks("isTyping");
    Boolean typing = fields.truth("isTyping");
    relay(caller, event, fields, Boolean.TRUE.equals(typing));
  }

  private static TypingLimit limitOf(Socket socket) {
    return (TypingLimit) socket.data().computeIfAbsent(TYPING_LIMIT, _ -> new TypingLimit());
  }

  /// Passes a typing event on. Typing events are of no use later, so they are kept neither for
  /// clients that reconnect nor for clients that are behind.
  private void relay(Principal caller, ReceivedEvent event, RequestFields fields, boolean typing) {
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

  /// Runs a task in the room of a chat, if the caller sees the chat; immediately for callers that
  /// see every chat.
  ///
  /// @param chat the name that the client gives it
  private void inVisible(Principal caller, ReceivedEvent event, String chat, Runnable step) {
    if (caller.chats().areAll()) {
      step.run();
      EventAnswers.success(event);
      return;
    }
    answers.store(
        event,
        () -> {
          checkVisible(caller, chat);
          step.run();
          if (!audiences.includes(caller.chats(), chat)) { // meanwhile it was assigned to others
            leave(event.socket(), chat);
            throw VisibleHistory.noChat();
          }
          return EventAnswers::writeSuccess;
        });
  }

  private void checkVisible(Principal caller, String chat) {
    if (!audiences.includes(caller.chats(), chat)) {
      throw VisibleHistory.noChat();
    }
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

  private static String room(ReceivedEvent event, String field) {
    RequestFields fields = EventAnswers.fields(event, List.of(field));
    String name = fields.text(field);
    fields.lacks(field);
    checkRoom(fields, field, name);
    fields.check(null);
    return Objects.requireNonNull(name);
  }

  private static void checkRoom(RequestFields fields, String field, @Nullable String name) {
    if (name != null
        && (name.length() > LONGEST_ROOM || name.chars().anyMatch(Character::isISOControl))) {
      fields.wrong(field, "must be at most 128 characters, without control characters");
    }
  }
}
