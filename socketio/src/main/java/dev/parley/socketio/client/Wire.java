package dev.parley.socketio.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Packets of the namespace `/` and their text, for example `42["newMessage",{}]` without the `4`
/// of Engine.IO.
final class Wire {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Wire() {}

  static String connect(ObjectNode auth) {
    return auth.isEmpty() ? "0" : "0" + auth;
  }

  static String disconnect() {
    return "1";
  }

  static String event(String name, List<Object> arguments, @Nullable Long ackId) {
    ArrayNode array = JSON.createArrayNode().add(name);
    arguments.forEach(argument -> array.add(JSON.valueToTree(argument)));
    return "2" + (ackId == null ? "" : ackId.toString()) + array;
  }

  static String ack(long id, List<Object> arguments) {
    return "3" + id + JSON.valueToTree(arguments);
  }

  static Incoming decode(String text) throws WireException {
    if (text.isEmpty()) {
      throw new WireException("a packet has a type");
    }
    int digits = 1;
    while (digits < text.length() && Character.digit(text.charAt(digits), 10) >= 0) {
      digits++;
    }
    JsonNode payload = json(text.substring(digits));
    String id = text.substring(1, digits);
    return switch (text.charAt(0)) {
      case '0' -> admitted(payload);
      case '1' -> new Incoming.Left();
      case '2' -> event(payload, id.isEmpty() ? null : number(id));
      case '3' -> new Incoming.Acknowledged(number(id), items(payload, 0));
      case '4' -> new Incoming.Refused(payload.path("message").asText(), payload.path("data"));
      default -> throw new WireException("binary packets are not for this client");
    };
  }

  private static Incoming admitted(JsonNode payload) throws WireException {
    if (!payload.path("sid").isTextual()) {
      throw new WireException("an admission has a sid");
    }
    JsonNode key = payload.path("pid");
    return new Incoming.Admitted(
        payload.path("sid").asText(), key.isTextual() ? key.asText() : null);
  }

  private static Incoming event(JsonNode payload, @Nullable Long id) throws WireException {
    if (!payload.path(0).isTextual()) {
      throw new WireException("an event has a name");
    }
    return new Incoming.Event(payload.path(0).asText(), items(payload, 1), id);
  }

  private static List<JsonNode> items(JsonNode payload, int from) throws WireException {
    if (!payload.isArray()) {
      throw new WireException("arguments are an array");
    }
    List<JsonNode> items = new ArrayList<>();
    payload.forEach(items::add);
    return List.copyOf(items.subList(from, items.size()));
  }

  private static long number(String digits) throws WireException {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException tooLong) {
      throw new WireException("an id is a number");
    }
  }

  private static JsonNode json(String text) throws WireException {
    try {
      return text.isEmpty() ? JSON.missingNode() : JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      throw new WireException("a payload is JSON");
    }
  }
}
