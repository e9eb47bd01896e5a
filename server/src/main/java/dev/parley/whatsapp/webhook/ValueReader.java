package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Failure;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.Status;
import dev.parley.chat.StatusReport;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads what the Cloud API sends: `entry[].changes[].value`, every element on its own. Source:
/// Cloud API docs, "Webhooks > Components".
final class ValueReader {
  /// The fields whose values are read here. All others (templates, the account, history ...) are
  /// kept as they are.
  private static final Set<String> READ =
      Set.of("messages", "smb_message_echoes", "user_id_update");

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
      JsonNode changes = Json.array(entry, "changes");
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

  private void change(JsonNode change, Place place) {
    String field = Json.text(change, "field", MAX_WORD);
    JsonNode value = Json.object(change, "value");
    if (field != null && !READ.contains(field)) {
      reading.leftover.add(place, "field " + Leftover.word(field) + " is kept, but not processed");
    } else if (value == null) {
      reading.leftover.add(place, "has no value");
    } else {
      value(value, place.field("value"));
    }
  }

  /// What one value holds: messages first, so that nothing holds them up.
  void value(JsonNode value, Place place) {
    List<Failure> errors = Failures.of(value);
    boolean any = false;
    boolean errorsTold = false;
    if (value.has("messages") || value.has("message_echoes")) {
      MessageReader messages = new MessageReader(reading, value, errors);
      any = each(value, "messages", place, messages::message);
      any |= each(value, "message_echoes", place, messages::echo);
      errorsTold = messages.errorsTold();
    }
    any |= each(value, "statuses", place, this::status);
    any |= each(value, "user_id_update", place, this::moved);
    if (!errors.isEmpty() && !errorsTold) {
      String codes =
          errors.stream()
              .map(error -> Long.toString(error.code()))
              .collect(Collectors.joining(", "));
      reading.leftover.add(place, "WhatsApp reports errors: " + codes);
    } else if (errors.isEmpty() && !any) {
      reading.leftover.add(place, "holds nothing that is known here");
    }
  }

  /// Whether `value` has the list.
  private boolean each(JsonNode value, String name, Place parent, ElementReader reader) {
    JsonNode list = Json.array(value, name);
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

  private void status(JsonNode element, Place place) {
    MessageId id = Json.messageId(element, "id");
    String word = Json.text(element, "status", MAX_WORD);
    Status status = word == null ? null : statusOf(word);
    if (id == null) {
      reading.leftover.add(place, "has no id, or one that cannot be an id");
    } else if (word == null) {
      reading.leftover.add(place, "has no status");
    } else if (status == null) {
      reading.leftover.add(place, "status " + Leftover.word(word) + " is not known");
    } else {
      List<Failure> errors = status == Status.FAILED ? Failures.of(element) : List.of();
      Failure failure = errors.isEmpty() ? null : errors.getFirst();
      reading.add(
          new InboundEvent.StatusReported(new StatusReport(id, status, at(element), failure)));
    }
  }

  /// The status that WhatsApp calls so. `pending` is a state of ours, which nobody can report.
  static @Nullable Status statusOf(String word) {
    return switch (word) {
      case "sent" -> Status.SENT;
      case "delivered" -> Status.DELIVERED;
      case "read" -> Status.READ;
      case "played" -> Status.PLAYED;
      case "failed" -> Status.FAILED;
      default -> null;
    };
  }

  private void moved(JsonNode element, Place place) {
    JsonNode ids = Json.object(element, "user_id");
    WaId previous = ids == null ? null : Json.waId(ids, "previous");
    WaId current = ids == null ? null : Json.waId(ids, "current");
    if (previous == null || current == null) {
      reading.leftover.add(place, "has no previous and current user_id");
    } else {
      reading.add(new InboundEvent.Moved(null, Json.waId(element, "wa_id"), previous, current));
    }
  }

  private Instant at(JsonNode element) {
    Instant told = Moments.unix(element.get("timestamp"));
    return told != null ? told : reading.receivedAt;
  }

  /// Reads one element of a list.
  private interface ElementReader {
    void read(JsonNode element, Place place);
  }
}
