package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serial;
import java.util.List;

/// Thrown if not every client has answered a broadcast in time.
public final class BroadcastTimeoutException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final transient List<JsonNode> responses;

  /// @param responses the answers that arrived in time, in order of arrival
  public BroadcastTimeoutException(List<JsonNode> responses) {
    super("operation has timed out");
    this.responses = List.copyOf(responses);
  }

  /// The answers that arrived in time, in order of arrival.
  public List<JsonNode> responses() {
    return responses;
  }
}
