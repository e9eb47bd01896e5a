package dev.parley.socketio;

import java.util.Map;
import java.util.Set;

/// The state of a closed socket, kept for a client that reconnects.
///
/// @param id the id of the socket
/// @param pid the private id of the socket
/// @param rooms the rooms of the socket, including the room of its own id
/// @param since the number of the last event before the socket connected
public record SavedSession(
    String id, String pid, Set<String> rooms, Map<String, Object> data, long since) {
  public SavedSession {
    rooms = Set.copyOf(rooms);
    data = Map.copyOf(data);
  }
}
