package dev.parley.socketio.packet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes packets. Arguments are any values that the mapper can write; byte arrays in them become
/// attachments. Safe for use by many threads.
public final class PacketEncoder {
  private final ObjectMapper json;
  private final int maxAttachments;

  /// @param maxAttachments the maximum number of attachments of one packet: a client that receives
  ///   more ends its connection
  public PacketEncoder(ObjectMapper json, int maxAttachments) {
    this.json = json;
    this.maxAttachments = maxAttachments;
  }

  /// An event: `2["hello",1]`, with attachments `51-["hello",{"_placeholder":true,"num":0}]`.
  ///
  /// @param id the id of the answer; null if no answer is wanted
  /// @throws IllegalArgumentException when an argument cannot be written, or the name is reserved
  public EncodedEvent event(
      String namespace, @Nullable Long id, String name, List<? extends @Nullable Object> args) {
    checkName(name);
    List<@Nullable Object> all = new ArrayList<>(args.size() + 1);
    all.add(name);
    all.addAll(args);
    return encode('2', '5', namespace, id, all);
  }

  /// Refuses the names of [PacketDecoder#RESERVED].
  ///
  /// @throws IllegalArgumentException when the name is one of them
  public static void checkName(String name) {
    if (PacketDecoder.RESERVED.contains(name)) {
      throw new IllegalArgumentException("the event name " + name + " is reserved");
    }
  }

  /// An ack: `313["yes"]`.
  ///
  /// @throws IllegalArgumentException when an argument cannot be written
  public EncodedEvent ack(String namespace, long id, List<? extends @Nullable Object> args) {
    return encode('3', '6', namespace, id, args);
  }

  /// The packet that admits a client: `0/admin,{"sid":"oSO0OpakMV_3jnilAAAA"}`.
  ///
  /// @param pid the private id of the client; null if it cannot recover its session
  public static byte[] connected(String namespace, String sid, @Nullable String pid) {
    String recovery = pid == null ? "" : ",\"pid\":\"" + pid + "\"";
    return (head('0', 0, namespace, null) + "{\"sid\":\"" + sid + "\"" + recovery + "}")
        .getBytes(UTF_8);
  }

  /// The packet that refuses a client: `4/admin,{"message":"Not
  /// authorized","data":{"retry":false}}`. It has no attachments; bytes are written as base64.
  public byte[] refused(String namespace, String message, @Nullable JsonNode data) {
    var payload = json.createObjectNode().put("message", message);
    if (data != null) {
      payload.set("data", data);
    }
    try {
      byte[] head = head('4', 0, namespace, null).getBytes(UTF_8);
      return new EncodedEvent(head, json.writeValueAsBytes(payload), List.of()).text();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a refusal cannot be written as JSON", e);
    }
  }

  /// The end of a namespace for a client: `1/admin,`.
  public static byte[] disconnected(String namespace) {
    return head('1', 0, namespace, null).getBytes(UTF_8);
  }

  private EncodedEvent encode(
      char plain, char binary, String namespace, @Nullable Long id, Object payload) {
    List<byte[]> attachments = new ArrayList<>();
    byte[] bytes = bytes(payload, attachments);
    if (attachments.size() > maxAttachments) {
      throw new IllegalArgumentException(
          "an event has at most %d binary arguments, this one has %d"
              .formatted(maxAttachments, attachments.size()));
    }
    char type = attachments.isEmpty() ? plain : binary;
    String head = head(type, attachments.size(), namespace, id);
    return new EncodedEvent(head.getBytes(UTF_8), bytes, attachments);
  }

  private static String head(char type, int attachments, String namespace, @Nullable Long id) {
    StringBuilder head = new StringBuilder().append(type);
    if (attachments > 0) {
      head.append(attachments).append('-');
    }
    if (!namespace.equals(Packet.ROOT)) {
      head.append(namespace).append(',');
    }
    if (id != null) {
      head.append(id.longValue());
    }
    return head.toString();
  }

  private byte[] bytes(Object payload, List<byte[]> attachments) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder()) {
      try (JsonGenerator out = new AttachingGenerator(json.createGenerator(bytes), attachments)) {
        json.writeValue(out, payload);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalArgumentException("an argument cannot be written as JSON", e);
    }
  }
}
