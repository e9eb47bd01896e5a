package dev.parley.socketio;

import java.util.Set;

/// Selects sockets of a namespace: those in any of `rooms` (all sockets, if `rooms` is empty) that
/// are in none of `except`. A socket is always in the room of its own id.
///
/// @param local whether only sockets of this server are selected
public record BroadcastTarget(Set<String> rooms, Set<String> except, boolean local) {
  /// All sockets.
  public static final BroadcastTarget ALL = new BroadcastTarget(Set.of(), Set.of(), false);

  public BroadcastTarget {
    rooms = Set.copyOf(rooms);
    except = Set.copyOf(except);
  }

  /// Whether a socket in these rooms is selected.
  public boolean includes(Set<String> memberOf) {
    return (rooms.isEmpty() || rooms.stream().anyMatch(memberOf::contains))
        && except.stream().noneMatch(memberOf::contains);
  }
}
