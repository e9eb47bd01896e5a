package dev.parley.socketio;

import java.util.Map;
import java.util.Set;

/// The state of a socket that has ended, for a client that comes back.
///
/// @param pid its private id
/// @param rooms the rooms of the socket, including the room of its own id
/// @param since the number of the last event before it connected
public record SavedSession(
    String id, String pid, Set<String> rooms, Map<String, Object> data, long since) {
  public SavedSession {
    rooms = Set.copyOf(rooms);
    data = Map.copyOf(data);
  }
}
