package dev.parley.socketio.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client says. The nodes hold attachments as binary nodes.
public sealed interface Packet {
  /// The namespace of those who name none.
  String ROOT = "/";

  /// Which namespace it is about; begins with a slash.
  String namespace();

  /// Asks to join a namespace: `0/admin,{"token":"1"}`.
  record Connect(String namespace, @Nullable ObjectNode auth) implements Packet {}

  /// Leaves it: `1/admin,`.
  record Disconnect(String namespace) implements Packet {}

  /// An event: `2["hello",1]`.
  ///
  /// @param id under which an answer is wanted; null when none is
  /// @param args the name first, a text or a number
  record Event(String namespace, @Nullable Long id, List<JsonNode> args) implements Packet {
    public Event {
      args = List.copyOf(args);
    }

    /// The event's name; a number as text.
    public String name() {
      return args.getFirst().asText();
    }
  }

  /// The answer to an event of ours: `313["yes"]`.
  ///
  /// @param id null when it answers nothing
  record Ack(String namespace, @Nullable Long id, List<JsonNode> args) implements Packet {
    public Ack {
      args = List.copyOf(args);
    }
  }
}
