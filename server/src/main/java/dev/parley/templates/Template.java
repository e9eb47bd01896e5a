package dev.parley.templates;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.json.LooseJson;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A message template in one language, as WhatsApp describes it. Source: Cloud API docs,
/// "Templates", `GET /{WhatsApp Business Account ID}/message_templates`.
///
/// ```json
/// {"id": "594425479261596", "name": "order_ready", "language": "en_US", "status": "APPROVED",
///  "category": "UTILITY", "parameter_format": "POSITIONAL",
///  "components": [{"type": "BODY", "text": "Hi {{1}}, your order {{2}} is ready."}]}
/// ```
///
/// @param name for example `order_ready`; several languages share it
/// @param language for example `en_US`
/// @param status the status in capital letters: `APPROVED`, `PENDING`, `REJECTED`, `PAUSED`,
///   `DISABLED` or another word that WhatsApp uses
/// @param body the text of its body, with its variables; empty if it has none
/// @param json the whole template as compact JSON: the fields of [#FIELDS] that WhatsApp returned,
///   under its names
public record Template(String name, String language, String status, String body, String json) {
  /// The fields that are fetched and kept.
  public static final List<String> FIELDS =
      List.of(
          "id",
          "name",
          "language",
          "status",
          "category",
          "quality_score",
          "parameter_format",
          "rejected_reason",
          "components");

  private static final int MAX_WORD = 512;

  /// The longest JSON of a template: the largest carousel has about 20,000 characters.
  private static final int MAX_JSON = 200_000;

  /// Reads an element of WhatsApp's list; empty if it has no name, language or status.
  public static Optional<Template> read(JsonNode element) {
    String name = LooseJson.text(element, "name", MAX_WORD);
    String language = LooseJson.text(element, "language", MAX_WORD);
    String status = LooseJson.text(element, "status", MAX_WORD);
    if (name == null || language == null || status == null) {
      return Optional.empty();
    }
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    for (String field : FIELDS) {
      if (element.hasNonNull(field)) {
        kept.set(field, element.get(field));
      }
    }
    String json = LooseJson.write(kept);
    return json.length() > MAX_JSON
        ? Optional.empty()
        : Optional.of(
            new Template(name, language, status.toUpperCase(Locale.ROOT), bodyOf(element), json));
  }

  private static String bodyOf(JsonNode element) {
    for (JsonNode component : element.path("components")) {
      String text = LooseJson.text(component, "text");
      if (text != null && "BODY".equalsIgnoreCase(LooseJson.text(component, "type"))) {
        return text;
      }
    }
    return "";
  }

  /// Parses a stored template; empty if it is not a template.
  ///
  /// @param json a value of [#json]
  public static Optional<Template> parse(String json) {
    try {
      return read(LooseJson.parse(json.getBytes(UTF_8)));
    } catch (LooseJson.Malformed damaged) {
      return Optional.empty();
    }
  }

  /// Whether it can be sent.
  public boolean isApproved() {
    return status.equals("APPROVED");
  }

  /// The parts of the template.
  Shape shape() {
    try {
      return Shape.of(LooseJson.parse(json.getBytes(UTF_8)));
    } catch (LooseJson.Malformed impossible) {
      throw new IllegalStateException("a stored template cannot be read", impossible);
    }
  }

  /// Whether the name or the body contains a text, regardless of letter case.
  ///
  /// @param folded a result of [#fold]
  boolean mentions(String folded) {
    return fold(name).contains(folded) || fold(body).contains(folded);
  }

  /// A text without its letter case.
  static String fold(String text) {
    return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  /// The key of the template, unique in the account. Webhooks write the language `en_US` as
  /// `en-US`.
  String key() {
    return name + "/" + canonical(language);
  }

  static String canonical(String language) {
    return language.replace('-', '_').toLowerCase(Locale.ROOT);
  }
}
