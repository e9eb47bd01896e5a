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
  void entries(JsonNode entries, JsonPlace parent) {
    int at = 0;
    for (JsonNode entry : entries) {
      JsonPlace place = parent.element("entry", at++);
      JsonNode changes = LooseJson.array(entry, "changes");
      if (changes == null) {
        reading.leftover.add(place, "has no list of changes");
        continue;
      }
      Instant time = LooseJson.unix(entry.get("time"));
      int number = 0;
      for (JsonNode change : changes) {
        change(change, place.element("changes", number++), time);
      }
    }
  }

  /// A field and its value.
  ///
  /// @param time the time according to Meta; null if it is not given
  void change(JsonNode change, JsonPlace place, @Nullable Instant time) {
    String field = LooseJson.text(change, "field", MAX_WORD);
    JsonNode value = LooseJson.object(change, "value");
    if (field != null && WebhookFields.isRoutine(field)) {
      reading.leftover.addRoutine(place, "field " + UnreadParts.word(field));
      if (value != null && WebhookFields.isOfAccount(field)) {
        reading.report(AccountReport.of(field, value, orNow(time)));
      }
    } else if (field != null && !WebhookFields.isRead(field)) {
      reading.leftover.add(
          place, "field " + UnreadParts.word(field) + " is kept, but not processed");
    } else if (value == null) {
      reading.leftover.add(place, "has no value");
    } else {
      value(value, place.field("value"), field, time);
    }
  }

  /// Reads the lists of one value, and those of its `standby`, which contain the messages that
  /// another responder of the number received and sent. Source: Cloud API docs, "Webhooks >
  /// standby".
  ///
  /// The lists of a value show what it contains; the field only shows on which route it arrived.
  ///
  /// @param field the field to which the value belongs; null if it is not given
  /// @param time the time according to Meta; null if it is not given
  void value(JsonNode value, JsonPlace place, @Nullable String field, @Nullable Instant time) {
    String number =
        HandoverReader.is(value) ? HandoverReader.number(value) : BusinessNumber.numberId(value);
    if (!reading.begin(number, place)) {
      reading.leftover.add(
          place,
          "is about the number %s, which PHONE_NUMBER_ID does not list"
              .formatted(UnreadParts.word(String.valueOf(number))));
      return;
    }
    List<Failure> errors = ErrorsReader.of(value);
    MessageReader messages =
        new MessageReader(reading, value, value, ArrivalRoute.of(field), errors);
    CallReader calls = new CallReader(reading, messages.ours(), messages.people(), errors);
    boolean any = lists(value, place, messages, calls, false);
    any |= each(value, "calls", place, calls::call);
    any |= each(value, "history", place, new HistoryReader(reading, messages)::part);
    any |= each(value, "state_sync", place, new PhoneBookReader(reading)::entry);
    boolean errorsTold = messages.errorsTold() || calls.errorsTold();
    JsonNode standby = LooseJson.object(value, "standby");
    if (standby != null) {
      any |= standby.isEmpty(); // Meta documents an empty object: there is nothing to keep
      MessageReader observed =
          new MessageReader(reading, value, standby, ArrivalRoute.STANDBY, List.of());
      CallReader theirs = new CallReader(reading, observed.ours(), observed.people(), List.of());
      any |= lists(standby, place.field("standby"), observed, theirs, true);
    }
    if ("messaging_handovers".equals(field) || HandoverReader.is(value)) {
      new HandoverReader(reading).handover(value, place);
      any = true;
    }
    any |= each(value, "user_id_update", place, this::moved);
    if (!errors.isEmpty() && !errorsTold) {
      String codes =
          errors.stream()
              .map(error -> Long.toString(error.code()))
              .collect(Collectors.joining(", "));
      reading.leftover.addRoutine(place, "the report of errors " + codes);
      errors.forEach(error -> reading.report(AccountReport.ofError(error.code(), orNow(time))));
    } else if (errors.isEmpty() && !any) {
      reading.leftover.add(place, "contains no message, status or contact that Parley understands");
    }
  }

  private Instant orNow(@Nullable Instant time) {
    return time == null || time.isAfter(reading.receivedAt) ? reading.receivedAt : time;
  }

  /// Messages come first, so that nothing delays them.
  private boolean lists(
      JsonNode parent, JsonPlace place, MessageReader messages, CallReader calls, boolean standby) {
    boolean any = each(parent, "messages", place, messages::message);
    any |= each(parent, "message_echoes", place, messages::echo);
    any |=
        each(
            parent,
            "statuses",
            place,
            (element, at) -> status(element, at, messages.people(), calls, standby));
    return any;
  }

  /// Whether `value` has the list.
  private boolean each(JsonNode value, String name, JsonPlace parent, ElementReader reader) {
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
      JsonPlace place = parent.element(name, at++);
      if (element.isObject()) {
        reader.read(element, place);
      } else {
        reading.leftover.add(place, "is not an object");
      }
    }
    return true;
  }

  private void status(
      JsonNode element, JsonPlace place, ContactsReader people, CallReader calls, boolean standby) {
    MessageId id = IdReader.messageId(element, "id");
    String word = LooseJson.text(element, "status", MAX_WORD);
    Status status = word == null ? null : statusOf(word);
    String kind = LooseJson.text(element, "type", MAX_WORD);
    if (kind == null && element.hasNonNull("payment")) {
      kind = "payment";
    }
    if (CallReader.isOfCall(element, kind)) {
      calls.status(element, place);
    } else if (kind != null && !kind.equalsIgnoreCase("message")) {
      // Payments have other statuses, with words such as "failed".
      reading.leftover.add(
          place, "is the status of a " + UnreadParts.word(kind) + ", not a message");
    } else if (id == null) {
      reading.leftover.add(place, "has no id, or one that cannot be an id");
    } else if (word == null) {
      reading.leftover.add(place, "has no status");
    } else if (status == null) {
      reading.leftover.add(place, "status " + UnreadParts.word(word) + " is not known");
    } else {
      List<Failure> errors = status == Status.FAILED ? ErrorsReader.of(element) : List.of();
      Failure failure = errors.isEmpty() ? null : errors.getFirst();
      reading.add(
          new InboundEvent.StatusReported(
              new StatusReport(id, status, at(element), failure),
              IdReader.messageId(element, "biz_opaque_callback_data"),
              recipient(element, people),
              standby
                  ? reading.leftover.whole(place, "a status of another responder's message")
                  : null,
              participant(element, people)));
    }
  }

  /// The member of a group whose device reports. Meta's own samples spell the field in two ways.
  private static @Nullable Person participant(JsonNode element, ContactsReader people) {
    WaId number = IdReader.waId(element, "recipient_participant_id");
    return people.person(
        number != null ? number : IdReader.waId(element, "participant_recipient_id"),
        ContactsReader.userIds(
            element,
            "recipient_participant_user_id",
            "participant_recipient_user_id",
            "recipient_participant_parent_user_id",
            "participant_recipient_parent_user_id"));
  }

  private static @Nullable Person recipient(JsonNode element, ContactsReader people) {
    return "group".equals(LooseJson.text(element, "recipient_type", MAX_WORD))
        ? null
        : people.person(
            IdReader.waId(element, "recipient_id"),
            ContactsReader.userIds(element, "recipient_user_id", "recipient_parent_user_id"));
  }

  /// The status for WhatsApp's word, in upper or lower case. `pending` is a state of Parley, which
  /// nobody can report.
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

  /// An element of a field that Meta no longer offers, but may still send.
  private void moved(JsonNode element, JsonPlace place) {
    List<WaId> previous = new ArrayList<>();
    List<WaId> current = new ArrayList<>();
    for (String name : List.of("user_id", "parent_user_id")) {
      JsonNode ids = LooseJson.object(element, name);
      if (ids != null) {
        previous.addAll(ContactsReader.userIds(ids, "previous"));
        current.addAll(ContactsReader.userIds(ids, "current"));
      }
    }
    if (previous.isEmpty() || current.isEmpty()) {
      reading.leftover.add(place, "has no previous and current user_id");
    } else {
      reading.add(
          new InboundEvent.Moved(
              null, IdReader.waId(element, "wa_id"), previous, current, at(element), null));
    }
  }

  private Instant at(JsonNode element) {
    Instant told = LooseJson.moment(element.get("timestamp"));
    return told != null ? told : reading.receivedAt;
  }

  /// Reads one element of a list.
  private interface ElementReader {
    void read(JsonNode element, JsonPlace place);
  }
}
