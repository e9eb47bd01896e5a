package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Body;
import dev.parley.chat.Content;
import dev.parley.chat.Content.CallState;
import dev.parley.chat.Direction;
import dev.parley.chat.Draft;
import dev.parley.chat.Failure;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.Status;
import dev.parley.chat.WaId;
import dev.parley.json.LooseJson;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the calls of one value: `calls[]`, and the statuses of calls that the business made.
/// Source: Cloud API docs, "Calling > Webhooks".
///
/// The addresses of the caller's network (`session`) are not stored.
final class CallReader {
  private static final String ID = "wacid.";
  private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(1_000_000_000);

  private final Reading reading;
  private final BusinessNumber ours;
  private final ContactsReader people;
  private final List<Failure> valueErrors;
  private boolean errorsTold;

  /// @param valueErrors the errors of the value, which belong to the call that ended
  CallReader(
      Reading reading, BusinessNumber ours, ContactsReader people, List<Failure> valueErrors) {
    this.reading = reading;
    this.ours = ours;
    this.people = people;
    this.valueErrors = valueErrors;
  }

  /// Whether the value's own errors were added to a call.
  boolean errorsTold() {
    return errorsTold;
  }

  /// Whether a status belongs to a call, which has other status words than a message.
  ///
  /// @param kind the status's `type`
  static boolean isOfCall(JsonNode status, @Nullable String kind) {
    String id = LooseJson.word(status.get("id"));
    return "call".equalsIgnoreCase(kind) || (id != null && id.startsWith(ID));
  }

  /// An element of `calls[]`.
  void call(JsonNode element, JsonPlace place) {
    String event = word(element, "event");
    MessageId id = IdReader.messageId(element, "id");
    Direction direction = direction(element);
    Person customer = customer(element, direction);
    if (id == null) {
      reading.leftover.add(place, "has no id, or one that cannot be an id");
    } else if (event == null) {
      reading.leftover.add(place, "has no event");
    } else if (customer == null) {
      reading.leftover.add(place, "names no customer");
    } else {
      switch (event) {
        case "connect" -> add(id, customer, call(direction, CallState.RINGING), element);
        case "terminate" -> add(id, customer, ended(element, direction), element);
        default ->
            reading.leftover.addRoutine(
                place, "the event " + UnreadParts.word(event) + " of a call");
      }
    }
  }

  /// An element of `statuses[]`, about a call that the business made.
  void status(JsonNode element, JsonPlace place) {
    MessageId id = IdReader.messageId(element, "id");
    String word = word(element, "status");
    Content.Call call =
        switch (word) {
          case "ringing" -> call(Direction.OUTGOING, CallState.RINGING);
          case "accepted" ->
              new Content.Call(
                  Direction.OUTGOING, CallState.ACCEPTED, past(at(element)), null, null);
          case "rejected" -> call(Direction.OUTGOING, CallState.REJECTED);
          case null, default -> null;
        };
    Person customer =
        known(
            IdReader.waId(element, "recipient_id"),
            ContactsReader.userIds(element, "recipient_user_id", "recipient_parent_user_id"));
    if (id == null) {
      reading.leftover.add(place, "has no id, or one that cannot be an id");
    } else if (call == null) {
      reading.leftover.add(
          place,
          word == null
              ? "has no status"
              : "status " + UnreadParts.word(word) + " of a call is not known");
    } else if (customer == null) {
      reading.leftover.add(place, "names no customer");
    } else {
      add(id, customer, call, element);
    }
  }

  private static Content.Call call(Direction direction, CallState state) {
    return new Content.Call(direction, state, null, null, null);
  }

  /// The content of a call that ended. It has a duration only if somebody answered the call, so the
  /// word for the outcome, which is next to the duration, is not needed.
  private Content.Call ended(JsonNode element, Direction direction) {
    List<Failure> errors = ErrorsReader.of(element);
    if (errors.isEmpty() && !valueErrors.isEmpty()) {
      errors = valueErrors;
      errorsTold = true;
    }
    Failure failure = errors.isEmpty() ? null : errors.getFirst();
    BigDecimal told = LooseJson.number(element, "duration");
    if (told != null && told.signum() > 0 && told.compareTo(MOST_SECONDS) < 0) {
      Instant start = LooseJson.moment(element.get("start_time"));
      return new Content.Call(
          direction,
          CallState.COMPLETED,
          start == null ? null : past(start),
          told.longValue(),
          failure);
    }
    boolean failed = direction == Direction.OUTGOING && failure != null;
    return new Content.Call(
        direction, failed ? CallState.FAILED : CallState.MISSED, null, null, failure);
  }

  private Direction direction(JsonNode element) {
    String word = word(element, "direction");
    boolean outgoing =
        word == null
            ? ours.is(LooseJson.word(element.get("from")))
            : word.equals("business_initiated");
    return outgoing ? Direction.OUTGOING : Direction.INCOMING;
  }

  private @Nullable Person customer(JsonNode element, Direction direction) {
    return direction == Direction.OUTGOING
        ? known(
            IdReader.waId(element, "to"),
            ContactsReader.userIds(element, "to_user_id", "to_parent_user_id"))
        : known(
            IdReader.waId(element, "from"),
            ContactsReader.userIds(element, "from_user_id", "from_parent_user_id"));
  }

  /// The person with these addresses; the first contact if the call names only the business.
  private @Nullable Person known(@Nullable WaId told, List<WaId> userIds) {
    WaId number = told == null || ours.is(told.value()) ? null : told;
    ContactsReader.Known contact = people.firstBut(ours.number());
    return number != null || !userIds.isEmpty() || contact == null
        ? people.person(number, userIds)
        : people.person(contact.number(), contact.userIds());
  }

  private void add(MessageId id, Person customer, Content.Call call, JsonNode element) {
    boolean outgoing = call.direction() == Direction.OUTGOING;
    String address =
        String.valueOf(customer.number() != null ? customer.number() : customer.userId());
    ContactsReader.Known told = people.find(customer.number(), customer.userIds());
    reading.add(
        new InboundEvent.Called(
            new Draft(
                id,
                null,
                customer,
                null,
                call.direction(),
                outgoing ? ours.number() : address,
                outgoing ? address : ours.numberId(),
                Body.of(call),
                began(element),
                outgoing ? Status.SENT : Status.DELIVERED,
                reading.webhookData(
                    ours.json(),
                    told == null ? null : told.json(),
                    null,
                    withoutSession(element)))));
  }

  private static JsonNode withoutSession(JsonNode element) {
    return element instanceof ObjectNode object && object.has("session")
        ? object.deepCopy().without("session")
        : element;
  }

  /// The given time, but not later than now, because the clock of the sender may be wrong.
  private Instant past(Instant told) {
    return told.isAfter(reading.receivedAt) ? reading.receivedAt : told;
  }

  private Instant began(JsonNode element) {
    Instant start = LooseJson.moment(element.get("start_time"));
    return start != null ? start : at(element);
  }

  private Instant at(JsonNode element) {
    Instant told = LooseJson.moment(element.get("timestamp"));
    return told != null ? told : reading.receivedAt;
  }

  /// A keyword in lower case; samples of the documentation have it in a list of one.
  private static @Nullable String word(JsonNode element, String name) {
    JsonNode list = LooseJson.array(element, name);
    JsonNode node = list == null ? element.get(name) : list.get(0);
    String word = node == null ? null : LooseJson.word(node);
    return word == null || word.isBlank()
        ? null
        : BusinessNumber.cut(word.strip().toLowerCase(Locale.ROOT));
  }
}
