package dev.parley.realtime;

import static dev.parley.access.Permission.READ;
import static dev.parley.access.Permission.SEND;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.chat.Refusal;
import dev.parley.limits.Cost;
import dev.parley.socketio.Listener;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.ParentNamespace;
import dev.parley.socketio.ReceivedEvent;
import java.util.List;

/// Handles the events of clients. If the client asks for an answer, it gets the requested data,
/// `{"success":true}` or the error; an invalid event changes nothing and reaches nobody else.
///
/// Events about rooms are handled on the event loop. Events that store something are handled on
/// virtual threads, one event of a socket after another.
final class ClientEvents {
  /// The events that clients may send.
  private static final List<Row> ROWS =
      List.of(
          new Row("join-user", READ, (it, caller, event) -> it.rooms.joinUser(caller, event)),
          new Row("join-chat", READ, (it, caller, event) -> it.rooms.joinChat(caller, event)),
          new Row("leave-chat", READ, (it, _, event) -> it.rooms.leaveChat(event)),
          new Row("typing", SEND, (it, caller, event) -> it.rooms.typing(caller, event, true)),
          new Row(
              "stop-typing", SEND, (it, caller, event) -> it.rooms.typing(caller, event, false)),
          new Row("userTyping", SEND, (it, caller, event) -> it.rooms.userTyping(caller, event)),
          new Row("send", SEND, (it, caller, event) -> it.stored.send(caller, event)),
          new Row("mark-read", SEND, (it, caller, event) -> it.stored.markRead(caller, event)),
          new Row("update-chat", SEND, (it, caller, event) -> it.stored.updateChat(caller, event)),
          new Row(
              "auth:refresh",
              READ,
              (it, caller, event) -> it.connections.refreshToken(caller, event)));

  /// One row.
  ///
  /// @param needs the permission that a caller needs
  private record Row(String event, Permission needs, EventHandler taker) {}

  /// Handles an event of a caller that has the permission of its row.
  private interface EventHandler {
    void take(ClientEvents events, Principal caller, ReceivedEvent event);
  }

  private final ClientConnections connections;
  private final ClientRooms rooms;
  private final StoredEvents stored;
  private final EventAnswers answers;

  ClientEvents(
      ClientConnections connections, ClientRooms rooms, StoredEvents stored, EventAnswers answers) {
    this.connections = connections;
    this.rooms = rooms;
    this.stored = stored;
    this.answers = answers;
  }

  /// The names of the events that clients may send.
  static List<String> names() {
    return ROWS.stream().map(Row::event).toList();
  }

  void install(Namespace namespace) {
    namespace.use(connections::admit).onConnection(connections::connected);
    for (Row row : ROWS) {
      namespace.on(row.event, guarded(row));
    }
  }

  /// Handles the events in namespaces whose names are base addresses with a key.
  void install(ParentNamespace namespaces) {
    namespaces.use(connections::admit).onConnection(connections::connected);
    for (Row row : ROWS) {
      namespaces.on(row.event, guarded(row));
    }
  }

  private Listener guarded(Row row) {
    return event -> {
      try {
        Principal caller = ClientConnections.callerOf(event.socket());
        connections.count(
            event.socket(), caller, row.event.equals("send") ? Cost.MESSAGE : Cost.REQUEST);
        Refusal.unlessMay(caller, row.needs);
        row.taker.take(this, caller, event);
      } catch (Throwable failure) {
        answers.failed(event, failure);
      }
    };
  }
}
