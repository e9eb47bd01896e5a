package dev.parley.socketio;

import java.util.Set;

/// Which sockets of a namespace something is for: those in any of `rooms`, or all when there are
/// none, but nobody who is in any of `except`. A socket is always in the room of its own id.
///
/// @param local whether it is for this server's sockets only
public record BroadcastTarget(Set<String> rooms, Set<String> except, boolean local) {
  /// Everybody.
  public static final BroadcastTarget ALL = new BroadcastTarget(Set.of(), Set.of(), false);

  public BroadcastTarget {
    rooms = Set.copyOf(rooms);
    except = Set.copyOf(except);
  }

  /// Whether it is for a socket that is in these rooms.
  public boolean includes(Set<String> memberOf) {
    return (rooms.isEmpty() || rooms.stream().anyMatch(memberOf::contains))
        && except.stream().noneMatch(memberOf::contains);
  }
}
