package dev.parley.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.MessageId;
import dev.parley.chat.OutgoingReaction;
import dev.parley.chat.Sendable;
import dev.parley.chat.WaId;
import dev.parley.outgoing.CloudMessage;
import dev.parley.outgoing.FileBook;
import dev.parley.outgoing.TemplateBook;
import dev.parley.text.Text;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A request of a program that was written for Meta's Cloud API, at `/{version}/{phone number
/// id}/messages`. Source: Cloud API docs, "Messages", "Mark messages as read" and "Typing
/// indicators".
///
/// ```json
/// {"messaging_product": "whatsapp", "to": "+1 555 123 4567", "type": "image",
///  "image": {"link": "https://example.com/a.jpg"}, "context": {"message_id": "wamid.HBgL"}}
/// {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.HBgL",
///  "typing_indicator": {"type": "text"}}
/// ```
public sealed interface MetaBody {
  /// The fields that are read.
  List<String> FIELDS =
      Stream.concat(
              Stream.of(
                  "messaging_product",
                  "recipient_type",
                  "to",
                  "recipient",
                  "type",
                  "context",
                  "status",
                  "message_id",
                  "typing_indicator",
                  "biz_opaque_callback_data",
                  "recipient_identity_key_hash"),
              CloudMessage.ALL_TYPES.stream())
          .toList();

  /// A message, or a reaction, for a customer.
  ///
  /// @param input the customer as the request names them, for example `+1 555 123 4567`
  /// @param customer the same as an address
  /// @param replyTo the message that it answers
  record Send(String input, WaId customer, Sendable what, @Nullable MessageId replyTo)
      implements MetaBody {}

  /// The request that marks a customer's message as read.
  ///
  /// @param typing whether somebody is typing an answer
  record Read(MessageId message, boolean typing) implements MetaBody {}

  /// Reads the request.
  ///
  /// @param templates checks messages that send a template; may block
  /// @throws dev.parley.chat.Refusal `invalid_request`, with the field names that the program uses
  static MetaBody parse(RequestFields fields, TemplateBook templates, FileBook files) {
    return new Reading(fields, templates, files).body();
  }

  /// Reads one body.
  final class Reading {
    private static final int MAX_OPAQUE = 512;
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9 ().-]{1,40}");
    private static final Pattern USER_ID =
        Pattern.compile("[A-Z]{2}\\.(ENT\\.)?[A-Za-z0-9]{1,124}");
    private static final String TEXT = "text";

    private final RequestFields fields;
    private final TemplateBook templates;
    private final FileBook files;

    private Reading(RequestFields fields, TemplateBook templates, FileBook files) {
      this.fields = fields;
      this.templates = templates;
      this.files = files;
    }

    private MetaBody body() {
      if (!"whatsapp".equals(fields.text("messaging_product"))) {
        fields.wrong("messaging_product", "must be whatsapp");
      }
      return fields.isEmpty("status") ? send() : read();
    }

    private Read read() {
      if (!"read".equals(fields.text("status"))) {
        fields.wrong("status", "must be read");
      }
      fields.lacks("message_id");
      MessageId message = fields.messageId("message_id");
      ObjectNode typing = fields.object("typing_indicator");
      if (typing != null && !typing.path("type").asText().equals(TEXT)) {
        fields.wrong("typing_indicator.type", "must be text");
      }
      fields.check(null);
      if (message == null) {
        throw new IllegalStateException("a required field is missing after the check");
      }
      return new Read(message, typing != null);
    }

    private Send send() {
      String recipientType = fields.text("recipient_type");
      boolean group = "group".equals(recipientType);
      if (recipientType != null && !group && !recipientType.equals("individual")) {
        fields.wrong("recipient_type", "must be individual or group");
      }
      String input = fields.isEmpty("to") ? fields.text("recipient") : fields.text("to");
      WaId customer = input == null ? null : customer(input, group);
      if (fields.isEmpty("to") && fields.isEmpty("recipient")) {
        fields.wrong("to", "is required, or recipient");
      }
      Sendable what = what();
      MessageId replyTo = replyTo();
      if (what instanceof OutgoingReaction && replyTo != null) {
        fields.wrong("context", "must be left out: a reaction does not answer a message");
      }
      String opaque = fields.text("biz_opaque_callback_data");
      if (opaque != null && Text.isLongerThan(opaque, MAX_OPAQUE)) {
        fields.wrong("biz_opaque_callback_data", "must be at most 512 characters");
      }
      if (!fields.isEmpty("recipient_identity_key_hash")) {
        fields.wrong(
            "recipient_identity_key_hash", "must be left out: Parley does not check identities");
      }
      fields.check(null);
      if (input == null || customer == null || what == null) {
        throw new IllegalStateException("a required field is missing after the check");
      }
      return new Send(input, customer, what, replyTo);
    }

    /// @return null after a reported problem
    private @Nullable WaId customer(String input, boolean group) {
      if (fields.isEmpty("to")) {
        if (USER_ID.matcher(input).matches()) {
          return new WaId(input);
        }
        fields.wrong("recipient", "must be a user id such as US.13491208655302741918");
        return null;
      }
      if (group) {
        if (WaId.isValid(input)) {
          return new WaId(input);
        }
        fields.wrong("to", WaId.ALLOWED);
        return null;
      }
      String digits = input.replaceAll("[^0-9]", "");
      if (NUMBER.matcher(input).matches() && WaId.isValid(digits)) {
        return new WaId(digits);
      }
      fields.wrong("to", "must be a phone number with its country code, such as +15551234567");
      return null;
    }

    private @Nullable Sendable what() {
      String type = fields.text("type");
      if (type == null && !fields.isEmpty(TEXT)) {
        type = TEXT; // the default of Meta's API
      }
      ObjectNode message = JsonNodeFactory.instance.objectNode();
      if (type == null) {
        fields.lacks("type");
        return null;
      }
      message.put("type", type);
      if (CloudMessage.ALL_TYPES.contains(type)) {
        JsonNode content = fields.container(type);
        if (content == null && !fields.isEmpty(type)) {
          return null; // a problem was reported
        }
        message.set(type, content);
      }
      return CloudMessage.read(message, fields::wrong, templates, files);
    }

    private @Nullable MessageId replyTo() {
      ObjectNode context = fields.object("context");
      if (context == null) {
        return null;
      }
      String id = context.path("message_id").asText();
      if (MessageId.isValid(id)) {
        return new MessageId(id);
      }
      fields.wrong("context.message_id", MessageId.ALLOWED);
      return null;
    }
  }
}
