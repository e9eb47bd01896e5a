package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Body;
import dev.parley.chat.Direction;
import dev.parley.chat.Draft;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.Refusal;
import dev.parley.chat.Status;
import dev.parley.chat.StatusReport;
import dev.parley.chat.WaId;
import dev.parley.json.LooseJson;
import dev.parley.text.Blank;
import dev.parley.text.Text;
import dev.parley.time.Moments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads the flat form, for all senders except Meta: a message with `wa_id` and `text`, or the
/// status of a message with `id` and `status`. Numbers count as texts, in their written form.
final class GenericReader {
  private static final int MAX_WORD = 64;

  /// Fields in which a fraction makes no sense.
  private static final Set<String> WORDS =
      Set.of("wa_id", "from", "id", "meta_msg_id", "message_id", "type", "status", "phone");

  /// The problem of another program's webhook that contains no message.
  static final List<Refusal.Problem> EVENT =
      List.of(
          new Refusal.Problem("text", "is needed, and so is wa_id: the event names no message"));

  private final Supplier<MessageId> ids;
  private final Reading reading;
  private final ObjectNode body;
  private final List<Refusal.Problem> problems = new ArrayList<>();

  /// @param ids makes ids for messages that have none
  GenericReader(Supplier<MessageId> ids, Reading reading, ObjectNode body) {
    this.ids = ids;
    this.reading = reading;
    this.body = body;
  }

  /// Adds the message or status in the object to the reading, if it is valid.
  ///
  /// @return the problems; empty if it was added
  List<Refusal.Problem> read() {
    String text = first("text", "message");
    MessageId id = id("id");
    MessageId metaId = id("meta_msg_id", "message_id");
    Status status = status();
    if (!problems.isEmpty()) {
      return problems;
    }
    MessageId named = id != null ? id : metaId;
    if (text != null) {
      message(text, named, metaId, status);
    } else if (status == null) {
      problem("text", "is needed for a message, status for a status update");
    } else if (named == null) {
      problem("id", "is needed for a status update, text for a message");
    } else {
      Instant at = at();
      if (problems.isEmpty()) {
        reading.add(new InboundEvent.StatusReported(new StatusReport(named, status, at, null)));
      }
    }
    return problems;
  }

  /// Whether the body lacks the fields of both a message and a status update: it is another
  /// program's webhook.
  boolean isForeign() {
    boolean message = namesMessage();
    boolean status = has("id", "meta_msg_id", "message_id") && has("status");
    return !message && !status;
  }

  /// Whether it has the fields of a message.
  boolean namesMessage() {
    return has("wa_id", "from") && has("text", "message");
  }

  private boolean has(String... names) {
    for (String name : names) {
      @Nullable JsonNode node = body.get(name);
      if (node != null
          && (node.isNumber() || (node.isTextual() && !Blank.isBlank(node.textValue())))) {
        return true;
      }
    }
    return false;
  }

  private void message(
      String text, @Nullable MessageId id, @Nullable MessageId metaId, @Nullable Status status) {
    WaId chat = chat();
    Direction direction = direction();
    Instant at = at();
    if (Text.isLongerThan(text, Body.MAX_TEXT)) {
      problem("text", "must be at most " + Body.MAX_TEXT + " characters");
    }
    if (chat == null || direction == null || !problems.isEmpty()) {
      return;
    }
    boolean incoming = direction == Direction.INCOMING;
    Status initial = incoming ? Status.DELIVERED : Status.SENT;
    String from = first("from");
    String name = first("name");
    reading.add(
        new InboundEvent.Arrived(
            new Draft(
                id != null ? id : ids.get(),
                metaId,
                new Person(
                    chat,
                    null,
                    incoming && name != null ? Text.cut(name, Person.MAX_NAME) : null,
                    cut(first("phone"))),
                null,
                direction,
                incoming && from == null ? chat.value() : cut(from),
                incoming ? null : chat.value(),
                Body.text(text),
                at,
                status != null ? status : initial,
                reading.webhookData(body)),
            status != null));
  }

  private @Nullable WaId chat() {
    String value = first("wa_id", "from");
    if (value == null) {
      problem("wa_id", "is needed for a message");
      return null;
    }
    if (!WaId.isValid(value)) {
      problem("wa_id", WaId.ALLOWED);
      return null;
    }
    return new WaId(value);
  }

  private @Nullable Direction direction() {
    String type = first("type");
    return switch (type == null ? "incoming" : type) {
      case "incoming" -> Direction.INCOMING;
      case "outgoing" -> Direction.OUTGOING;
      default -> {
        problem("type", "must be incoming or outgoing");
        yield null;
      }
    };
  }

  private @Nullable Status status() {
    String word = first("status");
    Status status = word == null ? null : ValueReader.statusOf(word);
    if (word != null && status == null) {
      problem("status", "must be sent, delivered, read, played or failed");
    }
    return status;
  }

  private @Nullable MessageId id(String... names) {
    String value = first(names);
    if (value != null && !MessageId.isValid(value)) {
      problem(names[0], MessageId.ALLOWED);
      return null;
    }
    return value == null ? null : new MessageId(value);
  }

  private Instant at() {
    @Nullable JsonNode node = body.get("timestamp");
    Instant told = LooseJson.moment(node);
    boolean absent =
        node == null || node.isNull() || (node.isTextual() && node.textValue().isBlank());
    if (told == null && !absent) {
      problem("timestamp", Moments.ALLOWED);
    }
    return told != null ? told : reading.receivedAt;
  }

  /// The first of these fields that is present and not blank.
  private @Nullable String first(String... names) {
    for (String name : names) {
      @Nullable JsonNode node = body.get(name);
      String word = LooseJson.word(node);
      if (word == null && node != null && node.isNumber()) {
        if (WORDS.contains(name)) {
          problem(name, "must be a string or a whole number");
          return null;
        }
        word = node.asText();
      }
      if (word != null && !Blank.isBlank(word)) {
        return word;
      }
    }
    return null;
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null ? null : Text.cut(text, MAX_WORD);
  }

  private void problem(String field, String said) {
    Refusal.Problem problem = new Refusal.Problem(field, said);
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }
}
