package dev.parley.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Checks the body of a message as Graph does, strictly: names, types, lengths, counts. Safe for
/// use by many threads. Source: "Messages" and its pages for each type, Meta's OpenAPI document,
/// and "Support > Error codes".
final class MessageValidator {
  private static final Set<String> TYPES =
      Set.of(
          "audio",
          "contacts",
          "document",
          "image",
          "interactive",
          "location",
          "pin",
          "reaction",
          "sticker",
          "template",
          "text",
          "video");
  private static final Set<String> COMMON =
      Set.of(
          "messaging_product",
          "recipient_type",
          "to",
          "recipient",
          "type",
          "context",
          "biz_opaque_callback_data",
          "recipient_identity_key_hash");
  private static final Map<String, Set<String>> MEDIA =
      Map.of(
          "image", Set.of("id", "link", "caption"),
          "video", Set.of("id", "link", "caption"),
          "audio", Set.of("id", "link", "voice"),
          "document", Set.of("id", "link", "caption", "filename"),
          "sticker", Set.of("id", "link"));
  private static final Pattern USER_ID = Pattern.compile("[A-Z]{2}\\.(ENT\\.)?[A-Za-z0-9]{1,128}");
  private static final Pattern WRITTEN_NUMBER = Pattern.compile("\\+?[0-9 ().-]{1,40}");
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{7,14}");
  private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9+/=_-]{10,100}");

  private final Predicate<String> knownMedia;

  /// @param knownMedia whether an uploaded media file has this id
  MessageValidator(Predicate<String> knownMedia) {
    this.knownMedia = knownMedia;
  }

  /// @return the recipient
  /// @throws GraphError if the body is invalid
  Recipient check(ObjectNode json, BusinessNumber from) {
    Check body = new Check(json, "");
    product(body);
    Recipient recipient = recipient(body, from);
    String type = json.has("type") ? body.oneOf("type", TYPES) : type(body);
    Set<String> allowed = new HashSet<>(COMMON);
    allowed.add(type);
    body.only(allowed);
    var _ = body.optionalText("biz_opaque_callback_data", 512);
    Check context = body.optionalObject("context");
    if (context != null) {
      var _ = context.only(Set.of("message_id")).text("message_id", 500);
    }
    content(body, type);
    if (recipient.kind() == Recipient.Kind.GROUP
        && (type.equals("interactive") || type.equals("reaction"))) {
      throw GraphError.of(GraphCode.TYPE, "Messages of this type cannot be sent to a group.");
    }
    return recipient;
  }

  /// `messaging_product` must be `whatsapp`.
  static void product(Check body) {
    if (!body.json().path("messaging_product").asText().equals("whatsapp")) {
      throw GraphError.parameter("The parameter messaging_product is required.");
    }
  }

  /// Returns the type of a body without `type`: `text`, if the body has a `text`.
  private static String type(Check body) {
    if (body.json().has("text")) {
      return "text";
    }
    var _ = body.required("type");
    throw new AssertionError("a message has no type");
  }

  private static Recipient recipient(Check body, BusinessNumber from) {
    String kind =
        body.json().has("recipient_type")
            ? body.oneOf("recipient_type", Set.of("individual", "group"))
            : "individual";
    if (kind.equals("group")) {
      String group = body.text("to", 200);
      if (!GROUP.matcher(group).matches() || NUMBER.matcher(group).matches()) {
        throw body.invalid("to", "is not the id of a group");
      }
      return new Recipient(group, Recipient.Kind.GROUP, group);
    }
    if (!body.json().has("to") && body.json().has("recipient")) {
      String userId = body.text("recipient", 200);
      if (!USER_ID.matcher(userId).matches()) {
        throw body.invalid("recipient", "is not a user id");
      }
      return new Recipient(userId, Recipient.Kind.USER_ID, userId);
    }
    String to = body.text("to", 200);
    String digits = to.replaceAll("[^0-9]", "");
    if (!WRITTEN_NUMBER.matcher(to).matches() || !NUMBER.matcher(digits).matches()) {
      throw body.invalid("to", "is not a valid phone number");
    }
    if (digits.equals(from.display())) {
      throw GraphError.of(
          GraphCode.OWN_NUMBER, "Sender and recipient phone number cannot be the same.");
    }
    return new Recipient(to, Recipient.Kind.NUMBER, Customers.waId(digits));
  }

  private void content(Check body, String type) {
    switch (type) {
      case "text" -> {
        Check text = body.object("text").only(Set.of("body", "preview_url"));
        if (text.text("body", 4_096).isBlank()) {
          throw text.invalid("body", "must not be blank");
        }
      }
      case "audio", "document", "image", "sticker", "video" -> media(body.object(type), type);
      case "location" -> {
        Check location =
            body.object("location").only(Set.of("latitude", "longitude", "name", "address"));
        location.number("latitude", -90, 90);
        location.number("longitude", -180, 180);
        var _ = location.optionalText("name", 1_000);
        var _ = location.optionalText("address", 1_000);
      }
      case "reaction" -> {
        Check reaction = body.object("reaction").only(Set.of("message_id", "emoji"));
        var _ = reaction.text("message_id", 500);
        // An empty text removes the reaction; an absent one is refused.
        if (!reaction.json().path("emoji").isTextual()) {
          var _ = reaction.required("emoji");
        }
        var _ = reaction.optionalText("emoji", 20);
      }
      case "contacts" -> contacts(body);
      case "interactive" -> new InteractiveCheck(body.object("interactive")).check();
      case "template" -> template(body.object("template"));
      case "pin" -> {
        Check pin = body.object("pin").only(Set.of("type", "message_id", "expiration_days"));
        var _ = pin.oneOf("type", Set.of("pin", "unpin"));
        var _ = pin.text("message_id", 500);
      }
      default -> throw new AssertionError(type);
    }
  }

  private void media(Check media, String type) {
    var _ = media.only(MEDIA.getOrDefault(type, Set.of()));
    boolean byId = media.json().has("id");
    if (byId == media.json().has("link")) {
      throw GraphError.of(
          GraphCode.PARAMETER, "Exactly one of 'id' and 'link' must be given in " + type + ".");
    }
    if (!byId) {
      media.link("link");
    } else if (!knownMedia.test(media.text("id", 200))) {
      throw media.invalid("id", "is not a media id of this number");
    }
    var _ = media.optionalText("caption", 1_024);
    var _ = media.optionalText("filename", 240);
  }

  private static void contacts(Check body) {
    for (Check contact : body.objects("contacts", 1, 257)) {
      Check name = contact.object("name");
      var _ = name.text("formatted_name", 1_000);
      if (name.json().size() < 2) {
        throw GraphError.of(
            GraphCode.MISSING,
            "The parameter contacts['name'] needs at least one field besides formatted_name.");
      }
      for (Check phone : contact.objects("phones", 0, 100)) {
        var _ = phone.optionalText("phone", 100);
      }
    }
  }

  private static void template(Check template) {
    var _ = template.text("name", 512);
    var _ = template.object("language").text("code", 20);
    for (Check component : template.objects("components", 0, 30)) {
      var _ = component.text("type", 50);
      var _ = component.objects("parameters", 0, 100);
    }
  }
}
