package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Content;
import dev.parley.chat.Media;
import dev.parley.json.LooseJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the content of a message that is not a text. Source: Cloud API docs, "Webhooks >
/// messages", one page for each type.
final class ContentReader {
  private static final List<String> INTERACTIVE =
      List.of("button_reply", "list_reply", "nfm_reply", "call_permission_reply");

  /// Types with which WhatsApp says that it cannot deliver the message.
  private static final Set<String> UNSUPPORTED = Set.of("unsupported", "unknown");

  /// A price that exceeds this, or has more decimals, is ignored.
  private static final BigDecimal MAX_PRICE = new BigDecimal("1e15");

  private static final int MAX_DECIMALS = 20;
  private static final BigDecimal MAX_QUANTITY = BigDecimal.valueOf(Integer.MAX_VALUE);
  private static final int MAX_WORD = 64;
  private static final int MAX_RESPONSE = 65_536;

  private ContentReader() {}

  /// The content of `message`. For an unknown type: unsupported.
  ///
  /// @return null when the type is known, but its object is missing or makes no sense
  static @Nullable Content read(JsonNode message, String type) {
    if (type.equals("contacts")) {
      return contacts(message);
    }
    if (type.equals("request_welcome")) {
      return new Content.Welcome();
    }
    if (type.equals("media_placeholder")) {
      return new Content.Placeholder();
    }
    if (UNSUPPORTED.contains(type)) {
      JsonNode detail = LooseJson.object(message, "unsupported");
      String kind = detail == null ? null : LooseJson.text(detail, "type", MAX_WORD);
      return new Content.Unsupported(kind, ErrorsReader.of(message));
    }
    JsonNode object = LooseJson.object(message, type);
    return switch (type) {
      case "image" ->
          object == null
              ? null
              : new Content.Image(media(object), LooseJson.text(object, "caption"));
      case "video" ->
          object == null
              ? null
              : new Content.Video(media(object), LooseJson.text(object, "caption"));
      case "audio" ->
          object == null ? null : new Content.Audio(media(object), LooseJson.flag(object, "voice"));
      // The on-premises API's name for a voice message.
      case "voice" -> object == null ? null : new Content.Audio(media(object), true);
      case "document" ->
          object == null
              ? null
              : new Content.Document(
                  media(object),
                  LooseJson.text(object, "filename"),
                  LooseJson.text(object, "caption"));
      case "sticker" ->
          object == null
              ? null
              : new Content.Sticker(media(object), LooseJson.flag(object, "animated"));
      case "location" -> object == null ? null : location(object);
      case "button" ->
          object == null
              ? null
              : new Content.Button(
                  LooseJson.text(object, "text"), LooseJson.text(object, "payload"));
      case "interactive" -> object == null ? null : interactive(object, message);
      case "order" -> object == null ? null : order(object);
      case "system" -> object == null ? null : notice(object);
      // These types are read elsewhere; a message that reaches this case lacks its object.
      case "text", "reaction", "edit", "revoke" -> null;
      default -> new Content.Unsupported(type, ErrorsReader.of(message));
    };
  }

  private static Media media(JsonNode object) {
    return new Media(
        LooseJson.text(object, "id"),
        LooseJson.text(object, "mime_type"),
        LooseJson.text(object, "sha256"),
        LooseJson.text(object, "url"));
  }

  private static @Nullable Content location(JsonNode object) {
    @Nullable BigDecimal latitude = LooseJson.number(object, "latitude");
    @Nullable BigDecimal longitude = LooseJson.number(object, "longitude");
    if (latitude == null
        || longitude == null
        || Math.abs(latitude.doubleValue()) > 90
        || Math.abs(longitude.doubleValue()) > 180) {
      return null;
    }
    return new Content.Location(
        latitude.doubleValue(),
        longitude.doubleValue(),
        LooseJson.text(object, "name"),
        LooseJson.text(object, "address"),
        LooseJson.text(object, "url"));
  }

  private static @Nullable Content contacts(JsonNode message) {
    List<Content.Card> cards = new ArrayList<>();
    for (JsonNode card : objects(message, "contacts")) {
      cards.add(card(card));
    }
    return cards.isEmpty() ? null : new Content.Contacts(cards);
  }

  private static Content.Card card(JsonNode card) {
    List<Content.Phone> phones = new ArrayList<>();
    for (JsonNode phone : objects(card, "phones")) {
      phones.add(
          new Content.Phone(
              LooseJson.text(phone, "phone"),
              LooseJson.text(phone, "wa_id"),
              LooseJson.text(phone, "type")));
    }
    List<String> emails = new ArrayList<>();
    for (JsonNode email : objects(card, "emails")) {
      String address = LooseJson.text(email, "email");
      if (address != null) {
        emails.add(address);
      }
    }
    JsonNode organization = LooseJson.object(card, "org");
    return new Content.Card(
        name(card),
        phones,
        emails,
        organization == null ? null : LooseJson.text(organization, "company"));
  }

  private static @Nullable String name(JsonNode card) {
    JsonNode name = LooseJson.object(card, "name");
    if (name == null) {
      return null;
    }
    String formatted = LooseJson.text(name, "formatted_name");
    return formatted != null ? formatted : LooseJson.text(name, "first_name");
  }

  private static @Nullable Content interactive(JsonNode object, JsonNode message) {
    String kind = LooseJson.text(object, "type", MAX_WORD);
    if (kind == null) {
      kind = INTERACTIVE.stream().filter(object::has).findFirst().orElse("");
    }
    JsonNode reply = LooseJson.object(object, kind);
    if (!INTERACTIVE.contains(kind)) {
      return kind.isEmpty() ? null : new Content.Unsupported(kind, ErrorsReader.of(message));
    }
    if (reply == null) {
      return null;
    }
    return switch (kind) {
      case "nfm_reply" ->
          new Content.Form(
              LooseJson.text(reply, "name"),
              LooseJson.text(reply, "body"),
              LooseJson.text(reply, "response_json", MAX_RESPONSE));
      case "call_permission_reply" ->
          new Content.CallPermission(
              "accept".equals(LooseJson.text(reply, "response")),
              LooseJson.unix(reply.get("expiration_timestamp")),
              LooseJson.text(reply, "response_source"));
      default ->
          new Content.Choice(
              kind,
              LooseJson.text(reply, "id"),
              LooseJson.text(reply, "title"),
              LooseJson.text(reply, "description"));
    };
  }

  private static Content order(JsonNode object) {
    List<Content.Item> items = new ArrayList<>();
    for (JsonNode item : objects(object, "product_items")) {
      items.add(
          new Content.Item(
              LooseJson.text(item, "product_retailer_id"),
              quantity(LooseJson.number(item, "quantity")),
              price(LooseJson.number(item, "item_price")),
              LooseJson.text(item, "currency")));
    }
    return new Content.Order(
        LooseJson.text(object, "catalog_id"), LooseJson.text(object, "text"), items);
  }

  private static int quantity(@Nullable BigDecimal number) {
    return number != null && number.signum() > 0 && number.compareTo(MAX_QUANTITY) <= 0
        ? number.intValue()
        : 0;
  }

  /// A price; null if it is out of bounds, because a number such as `1e300` would be written with
  /// all its digits.
  private static @Nullable BigDecimal price(@Nullable BigDecimal price) {
    return price != null && price.abs().compareTo(MAX_PRICE) < 0 && price.scale() <= MAX_DECIMALS
        ? price
        : null;
  }

  private static Content notice(JsonNode object) {
    String number = LooseJson.text(object, "wa_id");
    return new Content.Notice(
        LooseJson.text(object, "type", MAX_WORD),
        LooseJson.text(object, "body"),
        number != null ? number : LooseJson.text(object, "new_wa_id"),
        LooseJson.text(object, "user_id"));
  }

  private static List<JsonNode> objects(JsonNode parent, String name) {
    JsonNode single = LooseJson.object(parent, name); // some programs write a list of one
    JsonNode array = LooseJson.array(parent, name);
    if (single != null || array == null) {
      return single == null ? List.of() : List.of(single);
    }
    List<JsonNode> objects = new ArrayList<>();
    for (JsonNode element : array) {
      if (element.isObject()) {
        objects.add(element);
      }
    }
    return objects;
  }
}
