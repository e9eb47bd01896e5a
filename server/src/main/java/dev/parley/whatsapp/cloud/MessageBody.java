package dev.parley.whatsapp.cloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import org.jspecify.annotations.Nullable;

/// The body of the request that sends a message. Source: Cloud API docs, "Messages".
final class MessageBody {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MessageBody() {}

  /// The body that says that somebody has seen a message, and perhaps types.
  static String seen(MessageId message, boolean typing) {
    ObjectNode body = JSON.createObjectNode();
    body.put("messaging_product", "whatsapp").put("status", "read");
    body.put("message_id", message.value());
    if (typing) {
      body.putObject("typing_indicator").put("type", "text");
    }
    return body.toString();
  }

  /// @param to the digits of a number, or a user id
  /// @param payload what is told instead of the text, as JSON; null: the text
  /// @param quoted WhatsApp's id of the quoted message
  static String of(
      Message message, String to, @Nullable String payload, @Nullable MessageId quoted) {
    ObjectNode body = JSON.createObjectNode();
    body.put("messaging_product", "whatsapp").put("recipient_type", "individual");
    body.put("to", to);
    if (quoted != null) {
      body.putObject("context").put("message_id", quoted.value());
    }
    body.put("type", "text").putObject("text").put("body", message.body().text());
    body.put("biz_opaque_callback_data", message.id().value());
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
