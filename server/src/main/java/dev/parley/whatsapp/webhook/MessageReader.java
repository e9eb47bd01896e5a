package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Amendment;
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
import dev.parley.json.LooseJson;
import dev.parley.text.Blank;
import dev.parley.text.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the messages of one value: customers' messages, and the business's own that were written
/// elsewhere.
final class MessageReader {
  private static final int MAX_WORD = 64;
  private static final int MAX_EMOJI = 64;

  /// The kinds of message that can be recognized by the name of their content.
  private static final List<String> KINDS =
      List.of(
          "text",
          "image",
          "video",
          "audio",
          "voice",
          "document",
          "sticker",
          "location",
          "contacts",
          "button",
          "interactive",
          "order",
          "reaction",
          "system",
          "edit",
          "revoke",
          "template");

  /// The kinds of message that are about another message.
  private static final Set<String> ABOUT_OTHERS = Set.of("reaction", "edit", "revoke", "system");

  private final Reading reading;
  private final ContactsReader people;
  private final List<Failure> valueErrors;
  private final BusinessNumber ours;
  private final @Nullable String context;
  private final ArrivalRoute way;
  private boolean errorsTold;

  /// @param value the object with `metadata`
  /// @param parent the object with the messages and contacts: the value, or an object in it
  MessageReader(
      Reading reading,
      JsonNode value,
      JsonNode parent,
      ArrivalRoute way,
      List<Failure> valueErrors) {
    this.reading = reading;
    this.people = ContactsReader.of(parent, value);
    this.way = way;
    this.valueErrors = valueErrors;
    this.ours = BusinessNumber.of(value);
    JsonNode summary = LooseJson.object(parent, "conversation_context");
    this.context = summary == null ? null : LooseJson.write(summary);
  }

  ContactsReader people() {
    return people;
  }

  /// The business's number.
  BusinessNumber ours() {
    return ours;
  }

  /// Whether the value's own errors were added to a message: they say why it lacks its content.
  boolean errorsTold() {
    return errorsTold;
  }

  /// An element of `messages[]`: a customer's message, or the business's if it comes from its own
  /// number.
  void message(JsonNode element, JsonPlace place) {
    String from = BusinessNumber.cut(LooseJson.word(element.get("from")));
    boolean outgoing = ours.is(from);
    Ends ends = outgoing ? outgoing(element, element, from) : incoming(element, from);
    if (ends == null) {
      reading.leftover.add(
          place, outgoing ? "has no customer in to or contacts[0]" : "has no sender");
      return;
    }
    read(element, element, ends, way, place);
  }

  /// A message of the history. Fields that it lacks are taken from its conversation.
  ///
  /// @param customer the customer of the conversation; null if it is not given
  void past(JsonNode element, @Nullable Person customer, JsonPlace place) {
    String from = BusinessNumber.cut(LooseJson.word(element.get("from")));
    boolean outgoing =
        ours.number() != null
            ? ours.is(from)
            : from != null
                && customer != null
                && customer.number() != null
                && !customer.number().value().equals(IdReader.digits(from));
    Person known = customer == null ? null : people.completed(customer);
    Ends ends;
    if (known != null) {
      ends = outgoing ? outgoing(known, from) : incoming(known, from); // has no other members
    } else {
      ends = outgoing ? outgoing(element, element, from) : incoming(element, from);
    }
    if (ends == null) {
      reading.leftover.add(place, "names no customer");
      return;
    }
    read(element, element, ends, ArrivalRoute.HISTORY, place);
  }

  /// An element of `message_echoes[]`: written on another device of the business, or by another
  /// responder. In `standby` the message is in a separate object, in the form in which it was sent.
  void echo(JsonNode element, JsonPlace place) {
    JsonNode sent = LooseJson.object(element, "message");
    JsonNode message = sent == null || element.hasNonNull("type") ? element : sent;
    Ends ends = outgoing(element, message, BusinessNumber.cut(LooseJson.word(element.get("from"))));
    if (ends == null) {
      reading.leftover.add(place, "has no receiver");
      return;
    }
    String maker = LooseJson.text(element, "message_creation_type", MAX_WORD);
    boolean mayBe = way == ArrivalRoute.PHONE || way == ArrivalRoute.USUAL;
    boolean bot = mayBe && maker != null && maker.endsWith("bot");
    read(element, message, ends, bot ? ArrivalRoute.BOT : way, place);
  }

  private @Nullable Ends incoming(JsonNode element, @Nullable String from) {
    JsonNode system = LooseJson.object(element, "system");
    List<WaId> userIds =
        new ArrayList<>(system == null ? List.of() : IdentityChanges.previousIds(system));
    userIds.addAll(ContactsReader.userIds(element, "from_user_id", "from_parent_user_id"));
    Person sender = people.sender(IdReader.waId(element, "from"), userIds);
    if (sender == null && system != null) {
      sender = IdentityChanges.mover(system);
    }
    return sender == null ? null : incoming(sender, from);
  }

  private Ends incoming(Person sender, @Nullable String from) {
    boolean addressed = from != null && WaId.isValid(from);
    String address =
        addressed
            ? from
            : String.valueOf(sender.userId() != null ? sender.userId() : sender.number());
    return new Ends(sender, Direction.INCOMING, address, ours.numberId());
  }

  /// @param message an object that may also contain the recipient, in addition to `element`
  private @Nullable Ends outgoing(JsonNode element, JsonNode message, @Nullable String from) {
    WaId number = IdReader.waId(element, "to");
    if (number == null) {
      number = IdReader.waId(message, "to");
    }
    if (number != null && number.value().equals(ours.number())) {
      number = null;
    }
    List<WaId> userIds =
        new ArrayList<>(
            ContactsReader.userIds(
                element, "to_user_id", "to_parent_user_id", "recipient_user_id"));
    userIds.addAll(ContactsReader.userIds(message, "recipient"));
    ContactsReader.Known customer = people.firstBut(ours.number());
    Person to =
        number != null || !userIds.isEmpty() || customer == null
            ? people.person(number, userIds)
            : people.person(customer.number(), customer.userIds());
    return to == null ? null : outgoing(to, from);
  }

  private static Ends outgoing(Person to, @Nullable String from) {
    WaId address = to.number() != null ? to.number() : to.userId();
    return new Ends(to, Direction.OUTGOING, from, String.valueOf(address));
  }

  private void read(
      JsonNode element, JsonNode message, Ends ends, ArrivalRoute came, JsonPlace place) {
    MessageId id = IdReader.messageId(element, "id");
    WaId group = IdReader.waId(element, "group_id");
    if (id == null) {
      reading.leftover.add(place, "has no id, or one that cannot be an id");
    } else if (group == null && LooseJson.text(element, "group_id") != null) {
      reading.leftover.add(place, "group_id " + WaId.ALLOWED);
    } else {
      new Element(element, message, id, ends, group, came, place).read();
    }
  }

  /// The type of a message. If the type or the part that it names is missing, the name of the only
  /// part.
  private static String type(JsonNode message) {
    String type = LooseJson.text(message, "type", MAX_WORD);
    List<String> parts = KINDS.stream().filter(kind -> isPart(message.get(kind))).toList();
    if (type == null || type.isBlank()) {
      return !parts.isEmpty() ? parts.getFirst() : message.hasNonNull("text") ? "text" : "unknown";
    }
    String word = type.strip().toLowerCase(Locale.ROOT);
    if (!KINDS.contains(word)) {
      return type;
    }
    // The old type `voice` may have its part under its new name.
    boolean elsewhere =
        parts.size() == 1 && !message.hasNonNull(word) && !ABOUT_OTHERS.contains(word);
    return elsewhere ? parts.getFirst() : word;
  }

  private static boolean isPart(@Nullable JsonNode node) {
    return node != null && node.isContainerNode();
  }

  /// The customer, the direction and the addresses of a message.
  private record Ends(
      Person person, Direction direction, @Nullable String from, @Nullable String to) {}

  /// One message while it is being read.
  private final class Element {
    private final JsonNode json;
    private final JsonNode message;
    private final MessageId id;
    private final Ends ends;
    private final @Nullable WaId group;
    private final ArrivalRoute came;
    private final String type;
    private final JsonPlace place;
    private final Instant at;

    /// @param json the whole element
    /// @param message the object in it that contains the type and the content
    Element(
        JsonNode json,
        JsonNode message,
        MessageId id,
        Ends ends,
        @Nullable WaId group,
        ArrivalRoute came,
        JsonPlace place) {
      this.json = json;
      this.message = message;
      this.id = id;
      this.ends = ends;
      this.group = group;
      this.came = came;
      this.type = MessageReader.type(message);
      this.place = place;
      Instant told = LooseJson.moment(json.get("timestamp"));
      Instant at = told == null ? reading.receivedAt : told;
      // a phone's clock may be wrong, and a message of the history cannot be from the future
      boolean wrong = came == ArrivalRoute.HISTORY && at.isAfter(reading.receivedAt);
      this.at = wrong ? reading.receivedAt : at;
    }

    void read() {
      JsonNode object = LooseJson.object(message, type);
      switch (type) {
        case "reaction" -> amend(object, "message_id");
        case "edit", "revoke" -> amend(object, "original_message_id");
        default -> {
          arrive();
          if (type.equals("system") && object != null) {
            move(IdentityChanges.read(object, ends.person, at, id));
          } else if (type.equals("contacts") && group == null) {
            move(IdentityChanges.shared(message, ends.person, at, id));
          }
        }
      }
    }

    /// A change of another message, which is not a message itself.
    private void amend(@Nullable JsonNode object, String targetName) {
      if (object == null) {
        arrive();
        return;
      }
      MessageId target = IdReader.messageId(object, targetName);
      Amendment.Action what = target == null ? null : what(object);
      if (target == null) {
        reading.leftover.add(place, type + "." + targetName + " is missing or cannot be an id");
      } else if (what == null) {
        reading.leftover.add(place, "edit.message is missing or cannot be read");
      } else {
        reading.add(
            new InboundEvent.Amended(id, target, ends.person, group, ends.direction, at, what));
      }
    }

    private Amendment.@Nullable Action what(JsonNode object) {
      return switch (type) {
        case "reaction" -> {
          String emoji = LooseJson.text(object, "emoji", MAX_EMOJI);
          yield new Amendment.Action.React(emoji == null || Blank.isBlank(emoji) ? null : emoji);
        }
        case "revoke" -> new Amendment.Action.Revoke();
        default -> {
          JsonNode edited = LooseJson.object(object, "message");
          Body body = edited == null ? null : body(edited, MessageReader.type(edited));
          // Nobody edits a text to be empty, so this content is unreadable, and must not replace
          // the text.
          yield body == null || body.content() instanceof Content.Unsupported
              ? null
              : new Amendment.Action.Edit(body);
        }
      };
    }

    private void arrive() {
      Body body = body(message, type);
      if (body == null) {
        reading.leftover.add(place, "text.body is longer than " + Body.MAX_TEXT + " characters");
        return;
      }
      ContactsReader.Known told = people.find(ends.person.number(), ends.person.userIds());
      Draft draft =
          new Draft(
              id,
              null,
              ends.person,
              group,
              ends.direction,
              ends.from,
              ends.to,
              body.replyingTo(replyTo()).from(came.origin()),
              at,
              status(body),
              reading.webhookData(ours.json(), told == null ? null : told.json(), context, json));
      reading.add(
          new InboundEvent.Arrived(ends.direction == Direction.OUTGOING ? by(draft) : draft));
    }

    private Draft by(Draft draft) {
      return switch (came) {
        case USUAL -> draft;
        case PHONE, HISTORY -> draft.fromPhone(ours.numberId());
        case BOT, STANDBY -> draft.fromBot(ours.numberId());
      };
    }

    /// The quoted message, which sent messages name in a different field than received ones.
    private @Nullable MessageId replyTo() {
      JsonNode context = LooseJson.object(message, "context");
      if (context == null) {
        return null;
      }
      MessageId id = IdReader.messageId(context, "id");
      return id != null ? id : IdReader.messageId(context, "message_id");
    }

    private Status status(Body body) {
      if (ends.direction == Direction.OUTGOING) {
        return came == ArrivalRoute.HISTORY ? statusThen() : Status.SENT;
      }
      if (came == ArrivalRoute.HISTORY) {
        return Status.READ;
      }
      // Nobody has to read it, because it only says that somebody opened the chat.
      return body.content() instanceof Content.Welcome ? Status.READ : Status.DELIVERED;
    }

    /// The status of one of the business's messages. A message that the phone had not sent yet
    /// counts as sent, because Parley must not send it.
    private Status statusThen() {
      JsonNode then = LooseJson.object(json, "history_context");
      String word = then == null ? null : LooseJson.text(then, "status", MAX_WORD);
      if (word != null && word.strip().equalsIgnoreCase("error")) {
        return Status.FAILED;
      }
      Status status = word == null ? null : ValueReader.statusOf(word);
      return status == null ? Status.SENT : status;
    }

    /// The body of the message; null if its text is too long.
    private @Nullable Body body(JsonNode message, String kind) {
      JsonNode object = LooseJson.object(message, kind);
      if (kind.equals("text")) {
        String text =
            object == null ? LooseJson.anyText(message, "text") : LooseJson.anyText(object, "body");
        if (text != null && !Blank.isBlank(text)) {
          return Text.isLongerThan(text, Body.MAX_TEXT) ? null : Body.text(text);
        }
      }
      Body sent = ends.direction == Direction.OUTGOING ? SentBody.read(message, kind) : null;
      if (sent != null) {
        return sent;
      }
      Content content = ContentReader.read(message, kind);
      return Body.of(content != null ? content : withoutContent(message, kind));
    }

    /// A message whose type is known, but not its content: WhatsApp could not deliver it, and
    /// sometimes gives the reason next to the message instead of in it.
    private Content withoutContent(JsonNode message, String kind) {
      List<Failure> errors = ErrorsReader.of(message);
      if (errors.isEmpty() && !valueErrors.isEmpty()) {
        errors = valueErrors;
        errorsTold = true;
      }
      return new Content.Unsupported(kind, errors);
    }

    /// The customer's number or user id has changed since this message, or they have an additional
    /// one.
    private void move(InboundEvent.@Nullable Moved moved) {
      if (moved != null && ends.direction == Direction.INCOMING) {
        reading.add(moved);
      }
    }
  }
}
