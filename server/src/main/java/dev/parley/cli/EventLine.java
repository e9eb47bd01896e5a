package dev.parley.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.text.Text;

/// The content of an event, as a line for people.
final class EventLine {
  private static final int SHOWN = 60;

  private EventLine() {}

  /// For example `> ✓ You to 1234567890: Hello`. Whatever a server sent, it is safe to print.
  static String of(String event, JsonNode payload) {
    return switch (event) {
      case "connected" -> "socket " + text(payload, "socketId");
      case "newMessage", "messageUpdated" -> message(payload);
      case "chatListUpdate" -> "chat " + text(payload, "wa_id") + " moves to the top";
      case "messageStatusUpdate" -> status(payload);
      case "userTyping" ->
          writer(payload)
              + (payload.path("isTyping").asBoolean() ? " is typing..." : " stopped typing");
      case "userOnlineStatus" ->
          text(payload, "wa_id")
              + (payload.path("is_online").asBoolean() ? " is online" : " is offline");
      case "contactUpdated" -> writer(payload) + " (" + text(payload, "wa_id") + ")";
      case "chatUpdated" -> "chat " + text(payload, "wa_id") + " is " + text(payload, "state");
      case "noteUpdated" -> writer(payload) + " notes: " + text(payload, "text");
      case "removed" ->
          "removed from chat %s: %d of kind %s"
              .formatted(text(payload, "wa_id"), payload.path("ids").size(), text(payload, "kind"));
      case "chatHidden" -> "chat " + text(payload, "wa_id") + " is hidden now";
      default -> shown(payload.toString());
    };
  }

  private static String message(JsonNode message) {
    boolean ours = message.path("type").asText().equals("outgoing");
    return "%s %-2s %s %s %s: %s"
        .formatted(
            ours ? ">" : "<",
            ours ? ticks(message.path("status").asText()) : "",
            writer(message),
            ours ? "to" : "from",
            text(message, "wa_id"),
            text(message, "text"));
  }

  private static String status(JsonNode update) {
    String status = update.path("status").asText();
    String which =
        update.path("ids").isArray()
            ? update.path("ids").size() + " messages of " + text(update, "wa_id")
            : text(update, "id");
    return "%-2s %s %s".formatted(ticks(status), Console.plain(status), which);
  }

  /// The mark that WhatsApp shows next to a message of the business.
  private static String ticks(String status) {
    return switch (status) {
      case "pending", "held" -> "..";
      case "sent" -> "✓";
      case "delivered" -> "✓✓";
      case "read", "played" -> Console.seen("✓✓");
      case "failed" -> Console.bad("!");
      default -> "?";
    };
  }

  private static String writer(JsonNode payload) {
    return payload.path("name").isTextual() ? text(payload, "name") : text(payload, "wa_id");
  }

  private static String text(JsonNode payload, String field) {
    return shown(payload.path(field).asText());
  }

  private static String shown(String text) {
    String line = Console.plain(text);
    return Text.isLongerThan(line, SHOWN) ? Text.cut(line, SHOWN) + "..." : line;
  }
}
