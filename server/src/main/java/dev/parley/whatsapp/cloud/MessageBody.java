package dev.parley.whatsapp.cloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import dev.parley.json.LooseJson;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The body of the request that sends a message. Pure; safe for use by many threads. Source: Cloud
/// API docs, "Messages".
///
/// ```json
/// {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+15551234567",
///  "context": {"message_id": "wamid.HBgL"}, "type": "text",
///  "text": {"body": "Hello"}, "biz_opaque_callback_data": "msg_1754562600000_k3j9x2m1p"}
/// ```
final class MessageBody {
  /// Reads numbers so that they are sent exactly as they were received: as doubles some would lose
  /// digits.
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  private static final Pattern LINK = Pattern.compile("(?i)\\bhttps?://\\S");

  private MessageBody() {}

  /// The body of a read receipt, optionally with a typing indicator.
  static String seen(MessageId message, boolean typing) {
    ObjectNode body = JSON.createObjectNode();
    body.put("messaging_product", "whatsapp").put("status", "read");
    body.put("message_id", message.value());
    if (typing) {
      body.putObject("typing_indicator").put("type", "text");
    }
    return body.toString();
  }

  /// The body of a message.
  ///
  /// @param to the digits of a phone number, a user id, or a group's id: any address of another
  ///   form counts as a group
  /// @param payload the type and the object of that type, which go to WhatsApp as they are; null:
  ///   the message's text
  /// @param quoted WhatsApp's id of the quoted message
  static String of(
      Message message, String to, @Nullable String payload, @Nullable MessageId quoted) {
    ObjectNode body = JSON.createObjectNode();
    body.put("messaging_product", "whatsapp");
    address(body, to);
    if (quoted != null) {
      body.putObject("context").put("message_id", quoted.value());
    }
    if (payload == null) {
      text(body, message.body().text());
    } else {
      body.setAll(parsed(payload));
    }
    return identified(body, message.id());
  }

  /// The body that puts a reaction on a message, or removes it.
  ///
  /// @param id the id of the reaction
  /// @param to the receiver, as in [#of]
  /// @param target WhatsApp's id of the message
  /// @param emoji null: the reaction is removed
  static String reaction(MessageId id, String to, MessageId target, @Nullable String emoji) {
    ObjectNode body = JSON.createObjectNode();
    body.put("messaging_product", "whatsapp");
    address(body, to);
    body.put("type", "reaction")
        .putObject("reaction")
        .put("message_id", target.value())
        .put("emoji", emoji == null ? "" : emoji);
    return identified(body, id);
  }

  /// Adds Parley's id of the message. WhatsApp repeats it in every status, so Parley finds the
  /// message even if WhatsApp's answer was lost.
  private static String identified(ObjectNode body, MessageId id) {
    return LooseJson.write(body.put("biz_opaque_callback_data", id.value()));
  }

  private static void address(ObjectNode body, String to) {
    if (DIGITS.matcher(to).matches()) {
      // Without the plus sign WhatsApp puts the business's own country code before some numbers.
      body.put("recipient_type", "individual").put("to", "+" + to);
    } else if (!new WaId(to).isGroup()) {
      body.put("recipient_type", "individual").put("recipient", to);
    } else {
      body.put("recipient_type", "group").put("to", to);
    }
  }

  private static void text(ObjectNode body, String text) {
    ObjectNode object = body.put("type", "text").putObject("text").put("body", text);
    // WhatsApp's own apps show a preview of a link unless the author removes it; the API shows one
    // only if it is requested. Without a link there is nothing to show.
    if (LINK.matcher(text).find()) {
      object.put("preview_url", true);
    }
  }

  private static ObjectNode parsed(String payload) {
    try {
      JsonNode parsed = JSON.readTree(payload);
      if (parsed instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException damaged) {
      // The payload is refused below, but not quoted, because it contains a user's text.
    }
    throw new IllegalArgumentException("a payload must be a JSON object");
  }
}
