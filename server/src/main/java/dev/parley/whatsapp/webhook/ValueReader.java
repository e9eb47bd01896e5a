package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Failure;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.Status;
import dev.parley.chat.StatusReport;
import dev.parley.chat.WaId;
import dev.parley.json.LooseJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads what the Cloud API sends: `entry[].changes[].value`, every element on its own. Source:
/// Cloud API docs, "Webhooks > Components".
final class ValueReader {
  private static final int MAX_WORD = 64;

  private final Reading reading;

  ValueReader(Reading reading) {
    this.reading = reading;
  }

  /// Every change of every entry.
  void entries(JsonNode entries, Place parent) {
    int at = 0;
    for (JsonNode entry : entries) {
      Place place = parent.element("entry", at++);
      JsonNode changes = LooseJson.array(entry, "changes");
      if (changes == null) {
        reading.leftover.add(place, "has no list of changes");
        continue;
      }
      int number = 0;
      for (JsonNode change : changes) {
        change(change, place.element("changes", number++));
      }
    }
  }

  /// A field and its value.
  void change(JsonNode change, Place place) {
    String field = LooseJson.text(change, "field", MAX_WORD);
    JsonNode value = LooseJson.object(change, "value");
    if (field != null && WebhookFields.isRoutine(field)) {
      reading.leftover.addRoutine(place, "field " + Leftover.word(field));
    } else if (field != null && !WebhookFields.isRead(field)) {
      reading.leftover.add(place, "field " + Leftover.word(field) + " is kept, but not processed");
    } else if (value == null) {
      reading.leftover.add(place, "has no value");
    } else {
      value(value, place.field("value"));
    }
  }

  /// What one value holds, itself or in its `standby`: what another responder of the number saw and
  /// wrote. Source: Cloud API docs, "Webhooks > standby".
  void value(JsonNode value, Place place) {
    List<Failure> errors = Failures.of(value);
    MessageReader messages = new MessageReader(reading, value, value, errors);
    boolean any = lists(value, place, messages, false);
    boolean errorsTold = messages.errorsTold();
    JsonNode standby = LooseJson.object(value, "standby");
    if (standby != null) {
      any |= standby.isEmpty(); // Meta's documentation has it so: nothing to keep
      any |=
          lists(
              standby,
              place.field("standby"),
              new MessageReader(reading, value, standby, List.of()),
              true);
    }
    any |= each(value, "user_id_update", place, this::moved);
    if (!errors.isEmpty() && !errorsTold) {
      String codes =
          errors.stream()
              .map(error -> Long.toString(error.code()))
              .collect(Collectors.joining(", "));
      reading.leftover.add(place, "WhatsApp reports errors: " + codes);
    } else if (errors.isEmpty() && !any) {
      reading.leftover.add(place, "contains no message, status or contact that Parley understands");
    }
  }

  /// Messages first, so that nothing holds them up.
  private boolean lists(JsonNode parent, Place place, MessageReader messages, boolean standby) {
    boolean any = each(parent, "messages", place, messages::message);
    any |= each(parent, "message_echoes", place, messages::echo);
    any |=
        each(
            parent,
            "statuses",
            place,
            (element, at) -> status(element, at, messages.people(), standby));
    return any;
  }

  /// Whether `value` has the list.
  private boolean each(JsonNode value, String name, Place parent, ElementReader reader) {
    JsonNode list = LooseJson.array(value, name);
    if (list == null) {
      if (value.hasNonNull(name)) {
        reading.leftover.add(parent.field(name), "is not a list");
        return true;
      }
      return false;
    }
    int at = 0;
    for (JsonNode element : list) {
      Place place = parent.element(name, at++);
      if (element.isObject()) {
        reader.read(element, place);
      } else {
        reading.leftover.add(place, "is not an object");
      }
    }
    return true;
  }

  private void status(JsonNode element, Place place, People people, boolean standby) {
    MessageId id = Ids.messageId(element, "id");
    String word = LooseJson.text(element, "status", MAX_WORD);
    Status status = word == null ? null : statusOf(word);
    String kind = LooseJson.text(element, "type", MAX_WORD);
    if (kind == null && element.hasNonNull("payment")) {
      kind = "payment";
    }
    if (kind != null && !kind.equalsIgnoreCase("message")) {
      // A payment or call has statuses of its own, with words such as "failed".
      reading.leftover.add(place, "is the status of a " + Leftover.word(kind) + ", not a message");
    } else if (id == null) {
      reading.leftover.add(place, "has no id, or one that cannot be an id");
    } else if (word == null) {
      reading.leftover.add(place, "has no status");
    } else if (status == null) {
      reading.leftover.add(place, "status " + Leftover.word(word) + " is not known");
    } else {
      List<Failure> errors = status == Status.FAILED ? Failures.of(element) : List.of();
      Failure failure = errors.isEmpty() ? null : errors.getFirst();
      reading.add(
          new InboundEvent.StatusReported(
              new StatusReport(id, status, at(element), failure),
              Ids.messageId(element, "biz_opaque_callback_data"),
              recipient(element, people),
              standby
                  ? reading.leftover.whole(place, "a status of another responder's message")
                  : null));
    }
  }

  private static @Nullable Person recipient(JsonNode element, People people) {
    return "group".equals(LooseJson.text(element, "recipient_type", MAX_WORD))
        ? null
        : people.person(
            Ids.waId(element, "recipient_id"),
            People.userIds(element, "recipient_user_id", "recipient_parent_user_id"));
  }

  /// The status that WhatsApp calls so, in capitals too. `pending` is a state of ours, which nobody
  /// can report.
  static @Nullable Status statusOf(String word) {
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "sent" -> Status.SENT;
      case "delivered" -> Status.DELIVERED;
      case "read" -> Status.READ;
      case "played" -> Status.PLAYED;
      case "failed" -> Status.FAILED;
      default -> null;
    };
  }

  /// A field that Meta no longer offers, and may still send.
  private void moved(JsonNode element, Place place) {
    List<WaId> previous = new ArrayList<>();
    List<WaId> current = new ArrayList<>();
    for (String name : List.of("user_id", "parent_user_id")) {
      JsonNode ids = LooseJson.object(element, name);
      if (ids != null) {
        previous.addAll(People.userIds(ids, "previous"));
        current.addAll(People.userIds(ids, "current"));
      }
    }
    if (previous.isEmpty() || current.isEmpty()) {
      reading.leftover.add(place, "has no previous and current user_id");
    } else {
      reading.add(
          new InboundEvent.Moved(
              null, Ids.waId(element, "wa_id"), previous, current, at(element), null));
    }
  }

  private Instant at(JsonNode element) {
    Instant told = LooseJson.moment(element.get("timestamp"));
    return told != null ? told : reading.receivedAt;
  }

  /// Reads one element of a list.
  private interface ElementReader {
    void read(JsonNode element, Place place);
  }
}
