package dev.parley.socketio.packet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one client's packets. Throws [PacketException] if a packet breaks a rule, and no other
/// exception. After an exception it must not be used any more. Used by one thread.
public final class PacketDecoder {
  /// Names of events that Socket.IO libraries use themselves.
  public static final Set<String> RESERVED =
      Set.of(
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener");

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  // Names come from clients, so they are not interned.
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final int LONGEST_NAMESPACE = 1024;

  private final int maxAttachments;
  private final long maxAttachedBytes;
  private final List<byte[]> attachments = new ArrayList<>();
  private @Nullable Waiting waiting;
  private long attachedBytes;

  /// A packet whose attachments have not all arrived.
  private record Waiting(Header header, ArrayNode payload) {}

  /// The part of a packet before the JSON.
  private record Header(
      char type, int attachments, String namespace, @Nullable Long id, String json) {}

  /// @param maxAttachments the maximum number of attachments of one packet; Node's server and its
  ///   client allow 10
  /// @param maxAttachedBytes the maximum total size of the attachments of one packet, in bytes
  public PacketDecoder(int maxAttachments, long maxAttachedBytes) {
    this.maxAttachments = maxAttachments;
    this.maxAttachedBytes = maxAttachedBytes;
  }

  /// Whether attachments are still missing.
  public boolean isWaiting() {
    return waiting != null;
  }

  /// Reads a text.
  ///
  /// @return the packet; empty if its attachments must follow first
  public Optional<Packet> text(String packet) {
    if (waiting != null) {
      throw new PacketException("attachments must follow their packet directly");
    }
    Header header = header(packet);
    return switch (header.type) {
      case '0' -> Optional.of(connect(header));
      case '1' -> Optional.of(disconnect(header));
      case '2' -> Optional.of(event(header, array(header)));
      case '3' -> Optional.of(ack(header, array(header)));
      case '5', '6' -> {
        ArrayNode payload = array(header);
        if (header.type == '5') {
          checkName(payload); // now, not only after its attachments
        }
        waiting = new Waiting(header, payload);
        yield Optional.empty();
      }
      default -> throw new PacketException("a client's packet must be of type 0, 1, 2, 3, 5 or 6");
    };
  }

  /// Takes an attachment. The array belongs to the packet from now on.
  ///
  /// @return the packet; empty if more attachments must follow
  public Optional<Packet> binary(byte[] attachment) {
    Waiting packet = waiting;
    if (packet == null) {
      throw new PacketException("an attachment must follow a packet that has some");
    }
    attachedBytes += attachment.length;
    if (attachedBytes > maxAttachedBytes) {
      throw new PacketException("the attachments of a packet are too large together");
    }
    attachments.add(attachment);
    if (attachments.size() < packet.header.attachments) {
      return Optional.empty();
    }
    ArrayNode payload = packet.payload;
    fill(payload);
    waiting = null;
    attachments.clear();
    attachedBytes = 0;
    return Optional.of(
        packet.header.type == '5' ? event(packet.header, payload) : ack(packet.header, payload));
  }

  // --- The header --------------------------------------------------------------------------------

  private Header header(String packet) {
    if (packet.isEmpty()) {
      throw new PacketException("a packet must not be empty");
    }
    char type = packet.charAt(0);
    int at = 1;
    int count = 0;
    if (type == '5' || type == '6') {
      int dash = digits(packet, at);
      count = attachmentCount(packet, at, dash);
      at = dash + 1;
    }
    String namespace = Packet.ROOT;
    if (at < packet.length() && packet.charAt(at) == '/') {
      int comma = packet.indexOf(',', at);
      int end = comma < 0 ? packet.length() : comma;
      namespace = checked(packet.substring(at, end));
      at = comma < 0 ? end : comma + 1;
    }
    int idEnd = digits(packet, at);
    Long id = idEnd == at ? null : id(packet.substring(at, idEnd));
    return new Header(type, count, namespace, id, packet.substring(idEnd));
  }

  /// The index after the digits that start at `at`.
  private static int digits(String text, int at) {
    int end = at;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  private int attachmentCount(String packet, int from, int dash) {
    boolean sane = dash > from && dash - from <= 4 && dash < packet.length();
    int count = sane ? Integer.parseInt(packet.substring(from, dash)) : 0;
    if (count == 0 || packet.charAt(dash) != '-') {
      throw new PacketException("a binary packet must say how many attachments it has");
    }
    if (count > maxAttachments) {
      throw new PacketException("a packet has too many attachments");
    }
    return count;
  }

  private static String checked(String namespace) {
    if (namespace.length() > LONGEST_NAMESPACE
        || namespace.chars().anyMatch(Character::isISOControl)) {
      throw new PacketException(
          "a namespace must be at most 1024 characters, without control characters");
    }
    return namespace;
  }

  private static long id(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException tooLarge) {
      throw new PacketException("an id must be less than 2 to the power of 63");
    }
  }

  // --- The payload -------------------------------------------------------------------------------

  private static Packet connect(Header header) {
    if (header.id != null) {
      throw new PacketException("a connect packet has no id");
    }
    if (header.json.isEmpty()) {
      return new Packet.Connect(header.namespace, null);
    }
    if (json(header.json) instanceof ObjectNode auth) {
      return new Packet.Connect(header.namespace, auth);
    }
    throw new PacketException("the payload of a connect packet must be an object");
  }

  private static Packet disconnect(Header header) {
    if (header.id != null || !header.json.isEmpty()) {
      throw new PacketException("a disconnect packet has neither id nor payload");
    }
    return new Packet.Disconnect(header.namespace);
  }

  private static ArrayNode array(Header header) {
    if (!header.json.isEmpty() && json(header.json) instanceof ArrayNode array) {
      return array;
    }
    throw new PacketException("the payload of an event or ack must be an array");
  }

  private static Packet event(Header header, ArrayNode payload) {
    checkName(payload);
    return new Packet.Event(header.namespace, header.id, elements(payload));
  }

  private static void checkName(ArrayNode payload) {
    JsonNode name = payload.get(0);
    if (name == null || !(name.isTextual() || name.isNumber())) {
      throw new PacketException("an event must begin with its name");
    }
    if (RESERVED.contains(name.asText())) {
      throw new PacketException("an event must not have a reserved name");
    }
  }

  private static Packet ack(Header header, ArrayNode payload) {
    return new Packet.Ack(header.namespace, header.id, elements(payload));
  }

  private static List<JsonNode> elements(ArrayNode payload) {
    List<JsonNode> elements = new ArrayList<>(payload.size());
    payload.forEach(elements::add);
    return elements;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new PacketException("the payload must be JSON");
    }
  }

  /// Replaces the placeholders with the attachments. The parser limits the depth of the tree.
  private void fill(JsonNode node) {
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        JsonNode element = array.get(i);
        if (isPlaceholder(element)) {
          array.set(i, attachment(element));
        } else {
          fill(element);
        }
      }
    } else if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        if (isPlaceholder(field.getValue())) {
          field.setValue(attachment(field.getValue()));
        } else {
          fill(field.getValue());
        }
      }
    }
  }

  private static boolean isPlaceholder(JsonNode node) {
    JsonNode mark = node.path("_placeholder");
    return node.isObject() && mark.isBoolean() && mark.booleanValue();
  }

  private JsonNode attachment(JsonNode placeholder) {
    JsonNode number = placeholder.path("num");
    if (!number.isInt() || number.intValue() < 0 || number.intValue() >= attachments.size()) {
      throw new PacketException("a placeholder must name an attachment");
    }
    return BinaryNode.valueOf(attachments.get(number.intValue()));
  }
}
