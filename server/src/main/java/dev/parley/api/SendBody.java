package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Direction;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Outgoing;
import dev.parley.chat.OutgoingReaction;
import dev.parley.chat.Quotes;
import dev.parley.chat.Refusal;
import dev.parley.chat.SendOutcome;
import dev.parley.chat.SendRequest;
import dev.parley.chat.Sendable;
import dev.parley.chat.WaId;
import dev.parley.outgoing.FileBook;
import dev.parley.outgoing.FlatContent;
import dev.parley.outgoing.TemplateBook;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A client's request to send a message, and its answer, for REST and events.
///
/// ```json
/// {"wa_id": "1234567890", "text": "Hello", "type": "outgoing", "id": "msg_1", "reply_to": null}
/// {"wa_id": "1234567890", "content": {"type": "image", "link": "https://example.com/a.jpg"}}
/// {"wa_id": "1234567890", "content": {"type": "reaction", "message_id": "msg_1", "emoji": "👍"}}
/// {"success": true, "message": {"id": "msg_1", "wa_id": "1234567890", "text": "Hello"}}
/// ```
public final class SendBody {
  private static final String EXPECT_SEQ = "expect_seq";

  /// The fields that are read.
  public static final List<String> FIELDS =
      List.of("wa_id", "text", "content", "type", "id", "timestamp", "reply_to", EXPECT_SEQ);

  /// The header that chooses an id, if the body does not.
  public static final String KEY_HEADER = "Idempotency-Key";

  private static final int MOST_DIGITS = 15;
  private static final String REQUIRED = "wa_id and text are required";

  private SendBody() {}

  /// Reads the request. May block, as [TemplateBook#check] does.
  ///
  /// @param key the header `Idempotency-Key`: the id, if the fields have none
  /// @param templates checks messages that send a template
  /// @param files the uploaded files
  /// @param known whether a message with this id is stored: then it is not checked again, because
  ///   it may have been sent long ago
  /// @throws Refusal `invalid_request`
  public static SendRequest parse(
      RequestFields fields,
      @Nullable String key,
      TemplateBook templates,
      FileBook files,
      Predicate<MessageId> known) {
    WaId waId = fields.waId("wa_id");
    String text = fields.text("text");
    ObjectNode content = fields.object("content");
    boolean plain = fields.isEmpty("content");
    boolean missing = plain ? fields.lacks("wa_id", "text") : fields.lacks("wa_id");
    MessageId id = id(fields, key);
    Direction direction = direction(fields);
    Instant timestamp = fields.time("timestamp");
    MessageId replyTo = fields.messageId("reply_to");
    Long expectSeq = expectSeq(fields);
    boolean incoming = direction == Direction.INCOMING;
    if (!plain && incoming) {
      fields.wrong(
          "content",
          "must be left out if type is incoming: a simulated customer can send only texts");
    }
    Sendable what =
        content == null
            ? null
            : FlatContent.read(
                content,
                text,
                fields::wrong,
                (sent, complaints) ->
                    id != null && known.test(id) ? null : templates.check(sent, complaints),
                files);
    if (what instanceof OutgoingReaction && replyTo != null) {
      fields.wrong("reply_to", "must be left out: a reaction does not answer a message");
    }
    if (what instanceof OutgoingReaction && expectSeq != null) {
      fields.wrong(EXPECT_SEQ, "must be left out: a reaction does not depend on later messages");
    }
    fields.check(missing && plain ? REQUIRED : null);
    if (plain && text != null) {
      what = Outgoing.text(text);
    }
    if (waId == null || what == null) {
      throw new IllegalStateException("a required field is missing after the check");
    }
    // Clocks of browsers differ, so messages of the business get the server's time.
    return new SendRequest(
        id, waId, what, direction, incoming ? timestamp : null, replyTo, expectSeq);
  }

  private static @Nullable Long expectSeq(RequestFields fields) {
    if (fields.isEmpty(EXPECT_SEQ)) {
      return null;
    }
    String digits = fields.text(EXPECT_SEQ);
    if (digits == null || digits.length() > MOST_DIGITS || !isNumber(digits)) {
      fields.wrong(EXPECT_SEQ, "must be the seq of the last message that you have seen, or 0");
      return null;
    }
    return Long.valueOf(digits);
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(character -> character >= '0' && character <= '9');
  }

  private static @Nullable MessageId id(RequestFields fields, @Nullable String key) {
    MessageId id = fields.messageId("id");
    if (id != null || key == null) {
      return id;
    }
    if (MessageId.isValid(key)) {
      return new MessageId(key);
    }
    fields.wrong(KEY_HEADER, MessageId.ALLOWED);
    return null;
  }

  /// The id that a header chooses; null if there is none.
  ///
  /// @throws Refusal `invalid_request`
  public static @Nullable MessageId key(@Nullable String header) {
    if (header == null) {
      return null;
    }
    if (!MessageId.isValid(header)) {
      throw Refusal.invalid(KEY_HEADER, MessageId.ALLOWED);
    }
    return new MessageId(header);
  }

  private static Direction direction(RequestFields fields) {
    String type = fields.text("type");
    if (type == null || type.equals(MessageJson.word(Direction.OUTGOING))) {
      return Direction.OUTGOING;
    }
    if (!type.equals(MessageJson.word(Direction.INCOMING))) {
      fields.wrong("type", "must be outgoing or incoming");
    }
    return Direction.INCOMING;
  }

  /// The refusal of an id that another message has.
  public static Refusal taken(SendOutcome.IdTaken outcome) {
    return new Refusal(
        ErrorCode.CONFLICT,
        "The id is taken by another message",
        List.of(
            new Refusal.Problem(
                "id", outcome.id() + " is the id of a message with other content")));
  }

  /// The exception for an impossible outcome: the request had no [SendRequest#expectSeq].
  public static IllegalStateException overtaken() {
    return new IllegalStateException("newer messages were found without expect_seq");
  }

  /// The refusal of a reaction to a message that cannot have one.
  public static Refusal noTarget(SendOutcome.NoTarget outcome) {
    return Refusal.invalid("content.message_id", outcome.reason().problem());
  }

  /// Writes the answer.
  ///
  /// @param quotes the message that the message quotes
  public static void writeAnswer(
      JsonGenerator json, Message message, Quotes quotes, FileLinks links) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("success", true);
    json.writeFieldName("message");
    MessageJson.write(json, message, quotes, links);
    json.writeEndObject();
  }
}
