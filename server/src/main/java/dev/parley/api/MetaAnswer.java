package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import java.io.IOException;

/// Answers in the shape of Meta's Cloud API. Source: Cloud API docs, "Messages".
///
/// ```json
/// {"messaging_product": "whatsapp", "contacts": [{"input": "+1 555 123 4567",
///  "wa_id": "15551234567"}], "messages": [{"id": "msg_1754562600000_k3j9x2m1p"}]}
/// ```
public final class MetaAnswer {
  private static final String TEMPLATE = "template";

  private MetaAnswer() {}

  /// Writes the answer for a message that is stored and will be sent.
  ///
  /// @param message the stored message; for a reaction, the message with the reaction
  /// @param id Parley's id of the message or reaction: WhatsApp's id is not known yet
  public static void writeSent(
      JsonGenerator json, MetaBody.Send asked, Message message, MessageId id) throws IOException {
    json.writeStartObject();
    json.writeStringField("messaging_product", "whatsapp");
    json.writeArrayFieldStart("contacts");
    json.writeStartObject();
    json.writeStringField("input", asked.input());
    WaId chat = message.chat().customer();
    boolean byUserId = asked.customer().phone() == null && chat.phone() == null;
    json.writeStringField(byUserId ? "user_id" : "wa_id", waId(asked, chat).value());
    json.writeEndObject();
    json.writeEndArray();
    json.writeArrayFieldStart("messages");
    json.writeStartObject();
    json.writeStringField("id", id.value());
    if (id.equals(message.id()) && message.body().type().equals(TEMPLATE)) {
      json.writeStringField("message_status", "accepted");
    }
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  /// A chat that began under a user id keeps that address, even when the number is known.
  private static WaId waId(MetaBody.Send asked, WaId chat) {
    return chat.phone() == null && asked.customer().phone() != null ? asked.customer() : chat;
  }

  /// Writes the answer for a successful request.
  public static void writeSuccess(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("success", true);
    json.writeEndObject();
  }
}
