package dev.parley.chat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The content of a message that is not a text. Source: Cloud API docs, "Webhooks > messages" and
/// "Messages", with one page for each type.
///
/// Reactions, edits and revocations are not messages: see [InboundEvent].
public sealed interface Content {
  /// Meta's word for the kind, for example `image`.
  String type();

  /// One line for a chat list: no line breaks, at most 200 code points, never blank.
  String displayText();

  /// The file of the content; null: it has none.
  default @Nullable Media media() {
    return null;
  }

  /// This content with another copy of its file; content without a file stays as it is.
  default Content with(MediaFile file) {
    return switch (this) {
      case Image it -> new Image(it.media.with(file), it.caption);
      case Video it -> new Video(it.media.with(file), it.caption);
      case Audio it -> new Audio(it.media.with(file), it.voice);
      case Document it -> new Document(it.media.with(file), it.filename, it.caption);
      case Sticker it -> new Sticker(it.media.with(file), it.animated);
      default -> this;
    };
  }

  /// The approximate number of characters in addition to its display text.
  default long characters() {
    return 0;
  }

  /// A picture.
  record Image(Media media, @Nullable String caption) implements Content {
    @Override
    public String type() {
      return "image";
    }

    @Override
    public String displayText() {
      return Display.firstOf(caption, "Photo");
    }
  }

  /// A video.
  record Video(Media media, @Nullable String caption) implements Content {
    @Override
    public String type() {
      return "video";
    }

    @Override
    public String displayText() {
      return Display.firstOf(caption, "Video");
    }
  }

  /// An audio file.
  ///
  /// @param voice recorded in WhatsApp, rather than a file
  record Audio(Media media, boolean voice) implements Content {
    @Override
    public String type() {
      return "audio";
    }

    @Override
    public String displayText() {
      return voice ? "Voice message" : "Audio";
    }
  }

  /// A file.
  ///
  /// @param filename the name that the sender gave; must never be used as a path
  record Document(Media media, @Nullable String filename, @Nullable String caption)
      implements Content {
    @Override
    public String type() {
      return "document";
    }

    @Override
    public String displayText() {
      return Display.firstOf(caption, filename, "Document");
    }
  }

  /// A sticker.
  record Sticker(Media media, boolean animated) implements Content {
    @Override
    public String type() {
      return "sticker";
    }

    @Override
    public String displayText() {
      return "Sticker";
    }
  }

  /// A place.
  ///
  /// @param latitude the latitude in degrees, -90 to 90
  /// @param longitude the longitude in degrees, -180 to 180
  record Location(
      double latitude,
      double longitude,
      @Nullable String name,
      @Nullable String address,
      @Nullable String url)
      implements Content {
    public Location {
      if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
        throw new IllegalArgumentException(
            "latitude must be -90 to 90 and longitude -180 to 180 degrees");
      }
    }

    @Override
    public String type() {
      return "location";
    }

    @Override
    public String displayText() {
      String where = Display.firstOrNull(name, address);
      return where == null ? "Location" : Display.firstOf("Location: " + where);
    }
  }

  /// Cards of other people.
  record Contacts(List<Card> cards) implements Content {
    public Contacts {
      cards = List.copyOf(cards);
    }

    @Override
    public String type() {
      return "contacts";
    }

    @Override
    public String displayText() {
      if (cards.isEmpty()) {
        return "Contact";
      }
      String first = cards.getFirst().label();
      return Display.firstOf(
          cards.size() == 1
              ? "Contact: " + first
              : "Contacts: " + first + " and " + (cards.size() - 1) + " more");
    }

    @Override
    public long characters() {
      return cards.stream().mapToLong(Card::characters).sum();
    }
  }

  /// One person's card; everything is optional.
  ///
  /// @param more the fields of [#MORE], in Meta's shape, if the business sent the card
  record Card(
      @Nullable String name,
      List<Phone> phones,
      List<String> emails,
      @Nullable String organization,
      PlainJson more) {
    /// The assumed number of characters of a name, a number or an address.
    private static final long SMALL_TEXT = 32;

    /// The names of the fields that are in `more`.
    public static final List<String> MORE =
        List.of("department", "title", "birthday", "addresses", "urls");

    public Card {
      phones = List.copyOf(phones);
      emails = List.copyOf(emails);
      if (!MORE.containsAll(more.fields().keySet())) {
        throw new IllegalArgumentException("more must have only the fields " + MORE);
      }
      more = more.only(MORE); // equal digests for any order of fields
    }

    /// A card without further fields.
    public Card(
        @Nullable String name,
        List<Phone> phones,
        List<String> emails,
        @Nullable String organization) {
      this(name, phones, emails, organization, PlainJson.EMPTY);
    }

    String label() {
      return Display.firstOf(
          name, phones.isEmpty() ? null : phones.getFirst().number(), "without a name");
    }

    long characters() {
      return SMALL_TEXT * (2L + phones.size() + emails.size()) + more.characters();
    }
  }

  /// A number on a card.
  ///
  /// @param waId the number's address when it is on WhatsApp
  /// @param type for example `CELL`
  record Phone(@Nullable String number, @Nullable String waId, @Nullable String type) {}

  /// A press on a quick-reply button of a template.
  record Button(@Nullable String text, @Nullable String payload) implements Content {
    @Override
    public String type() {
      return "button";
    }

    @Override
    public String displayText() {
      return Display.firstOf(text, payload, "Button");
    }
  }

  /// A choice from buttons or a list that the business sent.
  ///
  /// @param kind `button_reply` or `list_reply`
  /// @param id the id that the business gave the choice
  record Choice(
      String kind, @Nullable String id, @Nullable String title, @Nullable String description)
      implements Content {
    @Override
    public String type() {
      return "interactive";
    }

    @Override
    public String displayText() {
      return Display.firstOf(title, id, "Choice");
    }
  }

  /// A filled-in form (a WhatsApp Flow).
  ///
  /// @param name `flow` or `address_message`
  /// @param response the answers, a JSON text as WhatsApp gave it
  record Form(@Nullable String name, @Nullable String body, @Nullable String response)
      implements Content {
    @Override
    public String type() {
      return "interactive";
    }

    @Override
    public String displayText() {
      return Display.firstOf(body, "Form reply");
    }
  }

  /// A message of the business with elements that the customer can press: buttons, a list, products
  /// ... Source: Cloud API docs, "Interactive messages".
  ///
  /// @param kind one of [#KINDS]
  /// @param header the header in Meta's format, for example `{"type": "text", "text": "Your
  ///   order"}`
  /// @param action the elements to press, in Meta's shape, for example `{"name": "send_location"}`
  record Interactive(
      String kind,
      @Nullable PlainJson header,
      @Nullable String body,
      @Nullable String footer,
      PlainJson action)
      implements Content {
    /// Meta's words for the kinds that a business can send. Answers have other kinds: see [Choice]
    /// and [Form].
    public static final Set<String> KINDS =
        Set.of(
            "button",
            "list",
            "cta_url",
            "location_request_message",
            "request_contact_info",
            "call_permission_request",
            "voice_call",
            "address_message",
            "flow",
            "product",
            "product_list",
            "catalog_message",
            "carousel");

    public Interactive {
      if (!KINDS.contains(kind)) {
        throw new IllegalArgumentException("kind must be one of " + KINDS);
      }
    }

    @Override
    public String type() {
      return "interactive";
    }

    @Override
    public String displayText() {
      return Display.firstOf(body, header == null ? null : header.text("text"), fallback());
    }

    private String fallback() {
      return switch (kind) {
        case "product" -> "Product";
        case "product_list" -> "Products";
        case "catalog_message" -> "Catalog";
        default -> "Interactive message";
      };
    }

    @Override
    public long characters() {
      return action.characters()
          + (header == null ? 0 : header.characters())
          + (body == null ? 0 : body.length())
          + (footer == null ? 0 : footer.length());
    }
  }

  /// A text that WhatsApp has approved, with the values for its placeholders. Source: Cloud API
  /// docs, "Templates".
  ///
  /// @param language for example `en_US`
  /// @param components the values for the placeholders, in Meta's shape, for example `{"type":
  ///   "body", "parameters": [{"type": "text", "text": "Marta"}]}`
  record Template(String name, String language, List<PlainJson> components) implements Content {
    public Template {
      components = List.copyOf(components);
    }

    @Override
    public String type() {
      return "template";
    }

    @Override
    public String displayText() {
      String filled =
          components.stream()
              .filter(component -> !"button".equals(component.text("type")))
              .flatMap(component -> component.objects("parameters").stream())
              .map(Template::shown)
              .filter(Objects::nonNull)
              .collect(Collectors.joining(", "));
      return Display.firstOf("Template: " + name + (filled.isEmpty() ? "" : " (" + filled + ")"));
    }

    /// The text of a parameter that a reader sees.
    private static @Nullable String shown(PlainJson parameter) {
      String type = parameter.text("type");
      return Display.firstOrNull(
          parameter.text("text"),
          type == null ? null : parameter.object(type).text("fallback_value"));
    }

    @Override
    public long characters() {
      return name.length() + components.stream().mapToLong(PlainJson::characters).sum();
    }
  }

  /// An answer to a request for permission to call.
  ///
  /// @param until the time at which the permission ends
  record CallPermission(boolean accepted, @Nullable Instant until, @Nullable String source)
      implements Content {
    @Override
    public String type() {
      return "interactive";
    }

    @Override
    public String displayText() {
      return "Call permission: " + (accepted ? "accepted" : "declined");
    }
  }

  /// Products ordered from a catalogue.
  record Order(@Nullable String catalogId, @Nullable String text, List<Item> items)
      implements Content {
    public Order {
      items = List.copyOf(items);
    }

    @Override
    public String type() {
      return "order";
    }

    @Override
    public String displayText() {
      long count = items.stream().mapToLong(Item::quantity).sum();
      String order = "Order: " + count + (count == 1 ? " item" : " items");
      return Display.firstOf(text == null || text.isBlank() ? order : order + ", " + text);
    }
  }

  /// A line of an order.
  ///
  /// @param quantity 0 or more
  /// @param currency ISO 4217, for example `USD`
  record Item(
      @Nullable String productId,
      int quantity,
      @Nullable BigDecimal price,
      @Nullable String currency) {
    public Item {
      if (quantity < 0) {
        throw new IllegalArgumentException("quantity must be 0 or more, was " + quantity);
      }
    }
  }

  /// A notice of WhatsApp that something about the customer changed, for example the number.
  ///
  /// @param kind for example `user_changed_number`
  record Notice(
      @Nullable String kind,
      @Nullable String body,
      @Nullable String newWaId,
      @Nullable String newUserId)
      implements Content {
    @Override
    public String type() {
      return "system";
    }

    @Override
    public String displayText() {
      return Display.firstOf(body, "System message");
    }
  }

  /// The customer opened the chat for the first time. They do not expect an answer.
  record Welcome() implements Content {
    @Override
    public String type() {
      return "request_welcome";
    }

    @Override
    public String displayText() {
      return "Opened the chat";
    }
  }

  /// The content of a message after its sender deleted it for everyone.
  record Revoked() implements Content {
    @Override
    public String type() {
      return "revoke";
    }

    @Override
    public String displayText() {
      return "Message deleted";
    }
  }

  /// A call with its newest state. Source: Cloud API docs, "Calling > Webhooks".
  ///
  /// ```json
  /// {"type": "call", "direction": "incoming", "state": "completed", "seconds": 125}
  /// ```
  ///
  /// @param acceptedAt the time at which somebody answered it; null: nobody did, or WhatsApp did
  ///   not report it
  /// @param seconds the time for which both sides talked; null until it is known
  /// @param failure the reason why it failed; also possible with [CallState#MISSED]
  record Call(
      Direction direction,
      CallState state,
      @Nullable Instant acceptedAt,
      @Nullable Long seconds,
      @Nullable Failure failure)
      implements Content {
    public Call {
      if (seconds != null && seconds < 0) {
        throw new IllegalArgumentException("seconds must be 0 or more, was " + seconds);
      }
      if (state == CallState.MISSED && acceptedAt != null) {
        state = CallState.COMPLETED;
      }
    }

    /// The combination of this report and `other`; it does not depend on their order.
    public Call and(Call other) {
      return new Call(
          direction,
          state.compareTo(other.state) >= 0 ? state : other.state,
          earlier(acceptedAt, other.acceptedAt),
          longer(seconds, other.seconds),
          failure != null ? failure : other.failure);
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
      return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    private static @Nullable Long longer(@Nullable Long one, @Nullable Long other) {
      return one == null || (other != null && other > one) ? other : one;
    }

    @Override
    public String type() {
      return "call";
    }

    @Override
    public String displayText() {
      boolean ours = direction == Direction.OUTGOING;
      return switch (state) {
        case RINGING -> ours ? "Outgoing call" : "Incoming call";
        case ACCEPTED -> "Call in progress";
        case MISSED -> ours ? "Call not answered" : "Missed call";
        case FAILED -> "Call failed";
        case REJECTED -> "Call declined";
        case COMPLETED -> seconds == null ? "Call" : "Call, " + Display.duration(seconds);
      };
    }
  }

  /// States of a call, in the order in which a later one replaces an earlier one.
  enum CallState {
    /// The other side is being called.
    RINGING,
    /// Both sides talk.
    ACCEPTED,
    /// The call ended without an answer.
    MISSED,
    /// The call ended with an error.
    FAILED,
    /// The customer declined the call.
    REJECTED,
    /// The call ended after both sides had talked.
    COMPLETED
  }

  /// From this message on, another responder of the same number has the conversation. Source: Cloud
  /// API docs, "Webhooks > messaging_handovers".
  ///
  /// ```json
  /// {"type": "handover", "kind": "control_passed", "from": "ai_agent", "to": "customer_service"}
  /// ```
  ///
  /// @param kind `control_passed` or `control_taken`
  /// @param from the role of the responder that had it, for example `ai_agent`
  /// @param to the role of the responder that has it now
  /// @param note the note of the first responder to the second; for agents only
  /// @param summary a generated summary of the conversation so far; for agents only
  record Handover(
      @Nullable String kind,
      @Nullable String from,
      @Nullable String to,
      @Nullable String note,
      @Nullable String summary)
      implements Content {
    @Override
    public String type() {
      return "handover";
    }

    @Override
    public String displayText() {
      String by = Display.firstOrNull(from);
      String taker = Display.firstOrNull(to);
      String past = "control_taken".equals(kind) ? "taken over" : "passed";
      return Display.firstOf(
          "Conversation "
              + past
              + (by == null ? "" : " from " + words(by))
              + (taker == null ? "" : " to " + words(taker)));
    }

    private static String words(String role) {
      return role.replace('_', ' ');
    }
  }

  /// A picture, video or file from the history whose content WhatsApp has not delivered yet, and
  /// may deliver later. Source: Cloud API docs, "Webhooks > history".
  record Placeholder() implements Content {
    @Override
    public String type() {
      return "media_placeholder";
    }

    @Override
    public String displayText() {
      return "Media that is only on the phone";
    }
  }

  /// A message that WhatsApp could not deliver, or whose type Parley does not know; its JSON is
  /// kept.
  ///
  /// @param kind the type: WhatsApp's `unsupported.type`, or the type that Parley does not know
  record Unsupported(@Nullable String kind, List<Failure> errors) implements Content {
    public Unsupported {
      errors = List.copyOf(errors);
    }

    @Override
    public String type() {
      return "unsupported";
    }

    @Override
    public String displayText() {
      return Display.firstOf(
          kind == null || kind.isBlank() ? null : "Unsupported message (" + kind + ")",
          "Unsupported message");
    }
  }
}
