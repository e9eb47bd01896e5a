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
final class ClientPacketCodec {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ClientPacketCodec() {}

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

  static ServerPacket decode(String text) throws MalformedPacketException {
    if (text.isEmpty()) {
      throw new MalformedPacketException("a packet has a type");
    }
    int digits = 1;
    while (digits < text.length() && Character.digit(text.charAt(digits), 10) >= 0) {
      digits++;
    }
    JsonNode payload = json(text.substring(digits));
    String id = text.substring(1, digits);
    return switch (text.charAt(0)) {
      case '0' -> admitted(payload);
      case '1' -> new ServerPacket.Left();
      case '2' -> event(payload, id.isEmpty() ? null : number(id));
      case '3' -> new ServerPacket.Acknowledged(number(id), items(payload, 0));
      case '4' -> new ServerPacket.Refused(payload.path("message").asText(), payload.path("data"));
      default -> throw new MalformedPacketException("this client does not support binary packets");
    };
  }

  private static ServerPacket admitted(JsonNode payload) throws MalformedPacketException {
    if (!payload.path("sid").isTextual()) {
      throw new MalformedPacketException("an admission must have a sid");
    }
    JsonNode key = payload.path("pid");
    return new ServerPacket.Admitted(
        payload.path("sid").asText(), key.isTextual() ? key.asText() : null);
  }

  private static ServerPacket event(JsonNode payload, @Nullable Long id)
      throws MalformedPacketException {
    if (!payload.path(0).isTextual()) {
      throw new MalformedPacketException("an event must have a name");
    }
    return new ServerPacket.Event(payload.path(0).asText(), items(payload, 1), id);
  }

  private static List<JsonNode> items(JsonNode payload, int from) throws MalformedPacketException {
    if (!payload.isArray()) {
      throw new MalformedPacketException("the arguments must be an array");
    }
    List<JsonNode> items = new ArrayList<>();
    payload.forEach(items::add);
    return List.copyOf(items.subList(from, items.size()));
  }

  private static long number(String digits) throws MalformedPacketException {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException tooLong) {
      throw new MalformedPacketException("an id must be a number");
    }
  }

  private static JsonNode json(String text) throws MalformedPacketException {
    try {
      return text.isEmpty() ? JSON.missingNode() : JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      throw new MalformedPacketException("a payload is JSON");
    }
  }
}
