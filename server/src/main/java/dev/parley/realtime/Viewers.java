package dev.parley.realtime;

import dev.parley.access.Sender;
import dev.parley.api.EventJson;
import dev.parley.socketio.Socket;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tracks who views which chat on this server: known callers whose sockets have joined the chat's
/// room by `join-chat`. Notifies the room when that changes. These events are of no use later, so
/// they are kept neither for clients that reconnect nor for clients that are behind.
///
/// Safe for use by many threads; does not block.
final class Viewers {
  /// The maximum number of viewers in one event.
  private static final int MOST = 50;

  private final Room room;

  /// The viewers of each chat, by the id of the socket.
  private final Map<String, Map<String, Sender>> viewers = new HashMap<>();

  /// The chats that each socket views, by the id of the socket.
  private final Map<String, Set<String>> chats = new HashMap<>();

  /// The recipient of the events.
  interface Room {
    /// Sends `chatViewers` to the room of a chat.
    void send(String chat, Payload payload);
  }

  Viewers(Room room) {
    this.room = room;
  }

  /// A socket has joined the room of a chat.
  ///
  /// @param who null if the caller is unknown: they are not shown
  void joined(Socket socket, String chat, @Nullable Sender who) {
    if (who == null) {
      return;
    }
    change(
        chat,
        there -> {
          there.put(socket.id(), who);
          chats.computeIfAbsent(socket.id(), _ -> new HashSet<>()).add(chat);
        });
  }

  /// A socket has left the room of a chat.
  ///
  /// @param socket the id of the socket
  void left(String socket, String chat) {
    change(
        chat,
        there -> {
          there.remove(socket);
          Set<String> joined = chats.get(socket);
          if (joined != null && joined.remove(chat) && joined.isEmpty()) {
            chats.remove(socket);
          }
        });
  }

  /// A socket has disconnected.
  void gone(Socket socket) {
    Set<String> joined;
    synchronized (this) {
      joined = Set.copyOf(chats.getOrDefault(socket.id(), Set.of()));
    }
    joined.forEach(chat -> left(socket.id(), chat));
  }

  private interface Step {
    void run(Map<String, Sender> there);
  }

  private synchronized void change(String chat, Step step) {
    Map<String, Sender> there = viewers.computeIfAbsent(chat, _ -> new HashMap<>());
    Set<Sender> before = Set.copyOf(there.values());
    step.run(there);
    if (there.isEmpty()) {
      viewers.remove(chat);
    }
    Set<Sender> after = Set.copyOf(there.values());
    if (!after.equals(before)) {
      List<Sender> shown =
          after.stream().sorted(Comparator.comparing(Sender::name)).limit(MOST).toList();
      room.send(chat, new Payload(json -> EventJson.viewers(json, chat, shown)));
    }
  }
}
