package dev.parley.socketio.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A packet from a client. Attachments are binary nodes.
public sealed interface Packet {
  /// The namespace of packets that do not name a namespace.
  String ROOT = "/";

  /// The namespace of the packet; begins with a slash.
  String namespace();

  /// Asks to join a namespace: `0/admin,{"token":"1"}`.
  record Connect(String namespace, @Nullable ObjectNode auth) implements Packet {}

  /// Leaves a namespace: `1/admin,`.
  record Disconnect(String namespace) implements Packet {}

  /// An event: `2["hello",1]`.
  ///
  /// @param id the id of the answer; null if no answer is wanted
  /// @param args the arguments; the first is the name, a text or a number
  record Event(String namespace, @Nullable Long id, List<JsonNode> args) implements Packet {
    public Event {
      args = List.copyOf(args);
    }

    /// The event's name; a number as text.
    public String name() {
      return args.getFirst().asText();
    }
  }

  /// The answer to an event of the server: `313["yes"]`.
  ///
  /// @param id the id of the event; null if the packet has none
  record Ack(String namespace, @Nullable Long id, List<JsonNode> args) implements Packet {
    public Ack {
      args = List.copyOf(args);
    }
  }
}
