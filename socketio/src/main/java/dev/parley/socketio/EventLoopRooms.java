package dev.parley.socketio;

import dev.parley.socketio.engine.EventLoopExecutor;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets of one namespace that live on one event loop, and their rooms. Everything here runs
/// on the event loop.
final class EventLoopRooms {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoopRooms.class);

  final EventLoopExecutor eventLoop;
  final Backlog backlog;

  private final RoomNotifier roomNotifier;
  private final Map<String, LocalSocket> sockets = new LinkedHashMap<>();
  private final Map<String, Set<LocalSocket>> rooms = new HashMap<>();

  EventLoopRooms(EventLoopExecutor eventLoop, RoomNotifier roomNotifier) {
    this.eventLoop = eventLoop;
    this.backlog = new Backlog(eventLoop);
    this.roomNotifier = roomNotifier;
  }

  /// Ends the connections of all sockets on this event loop, because they have missed an event.
  /// Clients that can recover their session receive the event when they reconnect; the others load
  /// everything again.
  void cutOff() {
    backlog.recovered();
    LOG.atError()
        .addKeyValue("sockets", sockets.size())
        .log("an event loop was too far behind; its clients must connect again");
    List.copyOf(sockets.values()).forEach(LocalSocket::drop);
  }

  void add(LocalSocket socket, Set<String> memberOf) {
    sockets.put(socket.id(), socket);
    roomNotifier.joined(socket.id(), socket.id());
    memberOf.forEach(room -> join(socket, room));
  }

  void remove(LocalSocket socket, Set<String> memberOf) {
    memberOf.forEach(room -> leave(socket, room));
    if (sockets.remove(socket.id(), socket)) {
      roomNotifier.left(socket.id(), socket.id());
    }
  }

  /// Adds a socket to a room. The room of the socket's own id has no list, because it has no other
  /// member.
  void join(LocalSocket socket, String room) {
    if (!room.equals(socket.id())
        && socket.equals(sockets.get(socket.id()))
        && rooms.computeIfAbsent(room, _ -> new LinkedHashSet<>()).add(socket)) {
      roomNotifier.joined(room, socket.id());
    }
  }

  void leave(LocalSocket socket, String room) {
    Set<LocalSocket> members = rooms.get(room);
    if (members != null && members.remove(socket)) {
      if (members.isEmpty()) {
        rooms.remove(room);
      }
      roomNotifier.left(room, socket.id());
    }
  }

  Set<String> names() {
    Set<String> names = new HashSet<>(sockets.keySet());
    names.addAll(rooms.keySet());
    return names;
  }

  /// Calls `action` once for each socket of the target, which it may disconnect.
  void forEach(BroadcastTarget target, Consumer<LocalSocket> action) {
    Collection<LocalSocket> members = members(target.rooms());
    if (target.except().isEmpty()) {
      members.forEach(action);
      return;
    }
    for (LocalSocket socket : members) {
      if (target.except().stream().noneMatch(room -> isIn(socket, room))) {
        action.accept(socket);
      }
    }
  }

  private Collection<LocalSocket> members(Set<String> wanted) {
    if (wanted.isEmpty()) {
      return sockets.values();
    }
    if (wanted.size() == 1) {
      String room = wanted.iterator().next();
      LocalSocket own = sockets.get(room);
      Set<LocalSocket> members = rooms.getOrDefault(room, Set.of());
      if (own == null) {
        return members;
      }
      if (members.isEmpty()) {
        return Set.of(own);
      }
    }
    Set<LocalSocket> union = new LinkedHashSet<>();
    for (String room : wanted) {
      @Nullable LocalSocket own = sockets.get(room);
      if (own != null) {
        union.add(own);
      }
      union.addAll(rooms.getOrDefault(room, Set.of()));
    }
    return union;
  }

  private boolean isIn(LocalSocket socket, String room) {
    return room.equals(socket.id()) || rooms.getOrDefault(room, Set.of()).contains(socket);
  }
}
