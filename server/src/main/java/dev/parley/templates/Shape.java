package dev.parley.templates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.json.LooseJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The parts of a template, or of a card of a carousel. A part that is absent or of an unknown kind
/// is null and stops no message. Source: Cloud API docs, "Template components".
///
/// @param named whether its variables have names, such as `{{first_name}}`, and not numbers
/// @param body the text; null if WhatsApp does not return it
/// @param buttons the buttons in order; empty if it has none
/// @param cards the cards of its carousel; null if it has none
record Shape(
    boolean named,
    @Nullable Header header,
    @Nullable String body,
    @Nullable String footer,
    List<Button> buttons,
    @Nullable List<Shape> cards) {

  /// @param format the format in capital letters: `TEXT`, `IMAGE`, `VIDEO`, `DOCUMENT` ...
  /// @param text the text, if the format is `TEXT`; otherwise empty
  record Header(String format, String text) {}

  /// @param type the type in capital letters: `QUICK_REPLY`, `URL`, `COPY_CODE` ...
  /// @param url the URL, if the type is `URL`; otherwise empty
  record Button(String type, String url) {}

  static Shape of(JsonNode template) {
    String format = LooseJson.text(template, "parameter_format");
    return of(template.path("components"), "NAMED".equalsIgnoreCase(format));
  }

  private static Shape of(JsonNode components, boolean named) {
    Header header = null;
    String body = null;
    String footer = null;
    List<Button> buttons = List.of();
    List<Shape> cards = null;
    for (JsonNode component : components) {
      switch (word(component, "type")) {
        case "HEADER" -> header = new Header(word(component, "format"), text(component, "text"));
        case "BODY" -> body = LooseJson.text(component, "text");
        case "FOOTER" -> footer = LooseJson.text(component, "text");
        case "BUTTONS" -> buttons = buttons(component.path("buttons"));
        case "CAROUSEL" -> {
          cards = new ArrayList<>();
          for (JsonNode card : component.path("cards")) {
            cards.add(of(card.path("components"), named));
          }
        }
        default -> {} // no part of it is checked
      }
    }
    return new Shape(named || isNamed(header, body), header, body, footer, buttons, cards);
  }

  private static boolean isNamed(@Nullable Header header, @Nullable String body) {
    return Variables.areNamed(Variables.of(header == null ? "" : header.text()))
        || Variables.areNamed(Variables.of(body == null ? "" : body));
  }

  private static List<Button> buttons(JsonNode buttons) {
    List<Button> all = new ArrayList<>();
    for (JsonNode button : buttons) {
      all.add(new Button(word(button, "type"), text(button, "url")));
    }
    return all;
  }

  private static String word(JsonNode parent, String name) {
    return text(parent, name).toUpperCase(Locale.ROOT);
  }

  private static String text(JsonNode parent, String name) {
    String text = LooseJson.text(parent, name);
    return text == null ? "" : text;
  }
}
