package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Body;
import dev.parley.json.LooseJson;
import dev.parley.text.Blank;
import org.jspecify.annotations.Nullable;

/// Reads messages that only a business sends, as another responder of the number sent them. Source:
/// Cloud API docs, "Messages > Interactive", "Templates".
final class SentBody {
  private SentBody() {}

  /// Reads the text of an interactive message or template.
  ///
  /// @return null for a message of another kind, or one without a text
  static @Nullable Body read(JsonNode message, String kind) {
    JsonNode object = LooseJson.object(message, kind);
    if (object == null) {
      return null;
    }
    return switch (kind) {
      case "interactive" -> {
        JsonNode body = LooseJson.object(object, "body");
        yield body == null ? null : of(LooseJson.text(body, "text"), kind);
      }
      case "template" -> {
        String name = LooseJson.text(object, "name");
        yield name == null || Blank.isBlank(name) ? null : of("Template: " + name, kind);
      }
      default -> null;
    };
  }

  private static @Nullable Body of(@Nullable String text, String kind) {
    return text == null || Blank.isBlank(text) ? null : new Body(text, kind, null, null, null);
  }
}
