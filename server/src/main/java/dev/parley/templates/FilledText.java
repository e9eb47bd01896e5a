package dev.parley.templates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Body;
import dev.parley.text.Blank;
import dev.parley.text.Text;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The text of a template as the customer reads it: its header's text, body and footer, one line
/// each, with the variables filled. Pure.
final class FilledText {
  private FilledText() {}

  /// The text of a message that fits its template.
  ///
  /// @param sent the object `template` of a message, in WhatsApp's shape
  /// @return null if it has no text
  static @Nullable String of(Shape template, JsonNode sent) {
    JsonNode components = sent.path("components");
    String header = template.header() == null ? null : template.header().text();
    String text =
        Stream.of(
                filled(header, TemplateFit.parameters(components, "header")),
                filled(template.body(), TemplateFit.parameters(components, "body")),
                template.footer() == null ? "" : template.footer())
            .filter(part -> !Blank.isBlank(part))
            .collect(Collectors.joining("\n"));
    return text.isBlank() ? null : Text.cut(text, Body.MAX_TEXT);
  }

  private static String filled(@Nullable String text, JsonNode parameters) {
    return text == null ? "" : Variables.fill(text, parameters);
  }
}
