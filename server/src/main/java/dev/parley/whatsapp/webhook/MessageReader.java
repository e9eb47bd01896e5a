package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Amendment;
import dev.parley.chat.Blank;
import dev.parley.chat.Body;
import dev.parley.chat.Content;
import dev.parley.chat.Direction;
import dev.parley.chat.Draft;
import dev.parley.chat.Failure;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.Status;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the messages of one value: customers', and our own that were written elsewhere.
final class MessageReader {
  private static final int MAX_WORD = 64;
  private static final int MAX_ADDRESS = 128;
  private static final int MAX_EMOJI = 64;
  private static final Set<String> MOVES =
      Set.of("user_changed_number", "customer_changed_number", "user_changed_user_id");

  private final Reading reading;
  private final People people;
  private final List<Failure> valueErrors;
  private final @Nullable String metadata;
  private final @Nullable String ourNumber;
  private final @Nullable String ourNumberId;
  private boolean errorsTold;

  MessageReader(Reading reading, JsonNode value, List<Failure> valueErrors) {
    this.reading = reading;
    this.people = People.of(value);
    this.valueErrors = valueErrors;
    JsonNode ours = Json.object(value, "metadata");
    this.metadata = ours == null ? null : Json.write(ours);
    this.ourNumber = ours == null ? null : digits(Json.text(ours, "display_phone_number"));
    this.ourNumberId = ours == null ? null : Json.text(ours, "phone_number_id", MAX_ADDRESS);
  }

  /// Whether the value's own errors went into a message: they say why it lacks its content.
  boolean errorsTold() {
    return errorsTold;
  }

  /// An element of `messages[]`: a customer's, or ours when it comes from our own number.
  void message(JsonNode element, Place place) {
    String from = Json.text(element, "from", MAX_ADDRESS);
    boolean ours = ourNumber != null && ourNumber.equals(digits(from));
    Ends ends = ours ? outgoing(from) : incoming(element, from);
    if (ends == null) {
      reading.leftover.add(place, ours ? "has no customer in contacts[0]" : "has no sender");
      return;
    }
    read(element, ends, place);
  }

  /// An element of `message_echoes[]`: written on another device of ours.
  void echo(JsonNode element, Place place) {
    Person to = people.person(Json.waId(element, "to"), Json.waId(element, "to_user_id"));
    if (to == null) {
      reading.leftover.add(place, "has no receiver");
      return;
    }
    read(element, outgoing(to, Json.text(element, "from", MAX_ADDRESS)), place);
  }

  private @Nullable Ends incoming(JsonNode element, @Nullable String from) {
    WaId userId = Json.waId(element, "from_user_id");
    Person sender = people.person(Json.waId(element, "from"), userId);
    if (sender == null) {
      return null;
    }
    boolean addressed = from != null && WaId.isValid(from);
    String address = addressed ? from : String.valueOf(userId);
    return new Ends(sender, Direction.INCOMING, address, ourNumberId);
  }

  private @Nullable Ends outgoing(@Nullable String from) {
    People.Known customer = people.first();
    Person to = customer == null ? null : people.person(customer.number(), customer.userId());
    return to == null ? null : outgoing(to, from);
  }

  private static Ends outgoing(Person to, @Nullable String from) {
    WaId address = to.number() != null ? to.number() : to.userId();
    return new Ends(to, Direction.OUTGOING, from, String.valueOf(address));
  }

  private void read(JsonNode element, Ends ends, Place place) {
    MessageId id = Json.messageId(element, "id");
    WaId group = Json.waId(element, "group_id");
    if (id == null) {
      reading.leftover.add(place, "has no id, or one that cannot be an id");
    } else if (group == null && Json.text(element, "group_id") != null) {
      reading.leftover.add(place, "group_id " + WaId.ALLOWED);
    } else {
      new Element(element, id, ends, group, type(element), place).read();
    }
  }

  private static String type(JsonNode element) {
    String type = Json.text(element, "type", MAX_WORD);
    return type != null ? type : element.has("text") ? "text" : "unknown";
  }

  /// The digits of a phone number, however it is written; null when it is none.
  private static @Nullable String digits(@Nullable String number) {
    if (number == null || Text.isDigits(number)) {
      return number;
    }
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c >= '0' && c <= '9') {
        digits.append(c);
      } else if ("+ -().".indexOf(c) < 0) {
        return null;
      }
    }
    return digits.isEmpty() ? null : digits.toString();
  }

  /// Who it was exchanged with, and how.
  private record Ends(
      Person person, Direction direction, @Nullable String from, @Nullable String to) {}

  /// One message while it is being read.
  private final class Element {
    private final JsonNode json;
    private final MessageId id;
    private final Ends ends;
    private final @Nullable WaId group;
    private final String type;
    private final Place place;
    private final Instant at;

    Element(
        JsonNode json, MessageId id, Ends ends, @Nullable WaId group, String type, Place place) {
      this.json = json;
      this.id = id;
      this.ends = ends;
      this.group = group;
      this.type = type;
      this.place = place;
      Instant told = Moments.unix(json.get("timestamp"));
      this.at = told != null ? told : reading.receivedAt;
    }

    void read() {
      JsonNode object = Json.object(json, type);
      switch (type) {
        case "reaction" -> amend(object, "message_id");
        case "edit", "revoke" -> amend(object, "original_message_id");
        default -> {
          arrive();
          if (type.equals("system") && object != null) {
            move(object);
          }
        }
      }
    }

    /// Something done to another message: no message of its own.
    private void amend(@Nullable JsonNode object, String targetName) {
      if (object == null) {
        arrive();
        return;
      }
      MessageId target = Json.messageId(object, targetName);
      Amendment.What what = target == null ? null : what(object);
      if (target == null) {
        reading.leftover.add(place, type + "." + targetName + " is missing or cannot be an id");
      } else if (what == null) {
        reading.leftover.add(place, "edit.message is missing or cannot be read");
      } else {
        reading.add(
            new InboundEvent.Amended(id, target, ends.person, group, ends.direction, at, what));
      }
    }

    private Amendment.@Nullable What what(JsonNode object) {
      return switch (type) {
        case "reaction" -> {
          String emoji = Json.text(object, "emoji", MAX_EMOJI);
          yield new Amendment.What.React(emoji == null || Blank.isBlank(emoji) ? null : emoji);
        }
        case "revoke" -> new Amendment.What.Revoke();
        default -> {
          JsonNode edited = Json.object(object, "message");
          Body body = edited == null ? null : body(edited, MessageReader.type(edited));
          // Nobody edits a text into nothing: what cannot be read must not take its place.
          yield body == null || body.content() instanceof Content.Unsupported
              ? null
              : new Amendment.What.Edit(body);
        }
      };
    }

    private void arrive() {
      Body body = body(json, type);
      if (body == null) {
        reading.leftover.add(place, "text.body is longer than " + Body.MAX_TEXT + " characters");
        return;
      }
      JsonNode context = Json.object(json, "context");
      MessageId replyTo = context == null ? null : Json.messageId(context, "id");
      People.Known told = people.find(ends.person.number(), ends.person.userId());
      reading.add(
          new InboundEvent.Arrived(
              new Draft(
                  id,
                  null,
                  ends.person,
                  group,
                  ends.direction,
                  ends.from,
                  ends.to,
                  body.replyingTo(replyTo),
                  at,
                  status(body),
                  reading.webhookData(metadata, told == null ? null : told.json(), json))));
    }

    private Status status(Body body) {
      if (ends.direction == Direction.OUTGOING) {
        return Status.SENT;
      }
      // Nobody has to read that somebody opened the chat.
      return body.content() instanceof Content.Welcome ? Status.READ : Status.DELIVERED;
    }

    /// What it says; null for a text that is too long.
    private @Nullable Body body(JsonNode message, String kind) {
      JsonNode object = Json.object(message, kind);
      if (kind.equals("text") && object != null) {
        String text = Json.wholeText(object, "body");
        if (text != null && !Blank.isBlank(text)) {
          return Text.isLongerThan(text, Body.MAX_TEXT) ? null : Body.text(text);
        }
      }
      Content content = ContentReader.read(message, kind);
      return Body.of(content != null ? content : withoutContent(message, kind));
    }

    /// A message whose type is known, but not what it holds: WhatsApp could not hand that over, and
    /// sometimes says why beside the message instead of in it.
    private Content withoutContent(JsonNode message, String kind) {
      List<Failure> errors = Failures.of(message);
      if (errors.isEmpty() && !valueErrors.isEmpty()) {
        errors = valueErrors;
        errorsTold = true;
      }
      return new Content.Unsupported(kind, errors);
    }

    /// The customer has another number, or another user id, than the one that this came from.
    private void move(JsonNode system) {
      String kind = Json.text(system, "type", MAX_WORD);
      if (kind == null || !MOVES.contains(kind) || ends.direction == Direction.OUTGOING) {
        return;
      }
      WaId number = Json.waId(system, "wa_id");
      WaId toNumber = number != null ? number : Json.waId(system, "new_wa_id");
      WaId toUserId = Json.waId(system, "user_id");
      if (toNumber != null || toUserId != null) {
        reading.add(
            new InboundEvent.Moved(ends.person.number(), toNumber, ends.person.userId(), toUserId));
      }
    }
  }
}
