package dev.parley.socketio;

import java.util.Map;
import java.util.Set;

/// What a socket was, for the client that comes back.
///
/// @param pid its private id
/// @param rooms the one of its own id among them
/// @param since the number of the last event before it connected
public record SavedSession(
    String id, String pid, Set<String> rooms, Map<String, Object> data, long since) {
  public SavedSession {
    rooms = Set.copyOf(rooms);
    data = Map.copyOf(data);
  }
}
