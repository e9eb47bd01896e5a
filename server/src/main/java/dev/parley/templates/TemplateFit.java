package dev.parley.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.parley.outgoing.Complaints;
import dev.parley.templates.Shape.Button;
import dev.parley.templates.Shape.Header;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Checks whether a message has values for exactly the placeholders of its template. Messages that
/// WhatsApp refuses for other reasons, or might accept, pass. Source: Cloud API docs, "Template
/// components" and "Error codes", 132000, 132012 and 132018.
///
/// Used by one thread.
final class TemplateFit {
  /// Headers that are sent as a parameter of the same name.
  private static final Set<String> SENT_HEADERS = Set.of("IMAGE", "VIDEO", "DOCUMENT", "LOCATION");

  /// The form in which each type of button is sent; a one-time code is a link or a code to copy.
  private static final Map<String, Set<String>> SUB_TYPES =
      Map.of(
          "QUICK_REPLY", Set.of("quick_reply"),
          "URL", Set.of("url"),
          "COPY_CODE", Set.of("copy_code"),
          "OTP", Set.of("url", "copy_code"),
          "FLOW", Set.of("flow"),
          "CATALOG", Set.of("catalog"),
          "MPM", Set.of("mpm"),
          "VOICE_CALL", Set.of("voice_call"),
          "PHONE_NUMBER", Set.of());

  /// Buttons that are not always elements of the template's list of buttons.
  private static final Set<String> APART =
      Set.of("voice_call", "request_contact_info", "call_permission_request");

  private final Complaints complaints;

  private TemplateFit(Complaints complaints) {
    this.complaints = complaints;
  }

  /// @param sent the object `template` of a message, in WhatsApp's shape
  /// @param complaints receives the problems, by their paths in `sent`
  static void check(Shape template, JsonNode sent, Complaints complaints) {
    new TemplateFit(complaints).check(template, sent.path("components"), "");
  }

  private void check(Shape template, JsonNode components, String path) {
    header(template, components, path);
    if (template.body() != null) {
      texts(template, template.body(), "body", components, path);
    }
    buttons(template.buttons(), components, path);
    cards(template.cards(), components, path);
  }

  // --- Header and texts --------------------------------------------------------------------------

  private void header(Shape template, JsonNode components, String path) {
    Header header = template.header();
    int at = find(components, "header");
    JsonNode parameters = parameters(components, at);
    if (header == null) {
      if (!parameters.isEmpty()) {
        wrong(path, at(at), "must be left out: the template has no header");
      }
    } else if (header.format().equals("TEXT")) {
      texts(template, header.text(), "header", components, path);
    } else if (SENT_HEADERS.contains(header.format())) {
      String kind = header.format().toLowerCase(Locale.ROOT);
      if (at < 0) {
        wrong(path, "components", "must have a header: the template's is of type " + kind);
      } else if (parameters.isEmpty()) {
        wrong(path, at(at) + ".parameters", "must be one of type " + kind);
      } else if (!parameters.path(0).path("type").asText().equals(kind)) {
        wrong(
            path,
            at(at) + ".parameters[0].type",
            "must be %s, as the template's header is".formatted(kind));
      }
    }
  }

  private void texts(Shape template, String text, String type, JsonNode components, String path) {
    List<String> variables = Variables.of(text);
    int at = find(components, type);
    JsonNode parameters = parameters(components, at);
    if (parameters.size() == variables.size()) {
      names(template.named(), variables, parameters, path, at(at));
    } else if (variables.isEmpty()) {
      wrong(
          path,
          at(at) + ".parameters",
          "must be left out: the %s of the template has no variables".formatted(type));
    } else if (at < 0) {
      wrong(path, "components", "must have a %s with %s".formatted(type, wanted(variables)));
    } else {
      wrong(
          path,
          at(at) + ".parameters",
          "must be %s, was %d".formatted(wanted(variables), parameters.size()));
    }
  }

  private static String wanted(List<String> variables) {
    return "%s, for %s"
        .formatted(
            variables.size() == 1 ? "1 parameter" : variables.size() + " parameters",
            variables.stream().map("{{%s}}"::formatted).collect(Collectors.joining(" and ")));
  }

  private void names(
      boolean named, List<String> variables, JsonNode parameters, String path, String component) {
    for (int i = 0; i < parameters.size(); i++) {
      String field = "%s.parameters[%d].parameter_name".formatted(component, i);
      JsonNode name = parameters.path(i).path("parameter_name");
      if (!named && !name.isMissingNode()) {
        wrong(path, field, "must be left out: the variables of the template have numbers");
      } else if (named && !variables.contains(name.asText())) {
        wrong(
            path,
            field,
            "%s one of %s"
                .formatted(
                    name.isMissingNode() ? "is required, and must be" : "must be",
                    String.join(", ", variables)));
      }
    }
  }

  // --- Buttons -----------------------------------------------------------------------------------

  private void buttons(List<Button> buttons, JsonNode components, String path) {
    Set<Integer> sent = new HashSet<>();
    for (int at = 0; at < components.size(); at++) {
      JsonNode component = components.path(at);
      if (component.path("type").asText().equals("button")) {
        int index = component.path("index").asInt();
        sent.add(index);
        button(buttons, index, component.path("sub_type").asText(), path, at(at));
      }
    }
    for (int index = 0; index < buttons.size(); index++) {
      Button button = buttons.get(index);
      if (isFilled(button) && !sent.contains(index)) {
        wrong(
            path,
            "components",
            "must have a button of sub_type %s and index %d: the template's has a variable"
                .formatted(button.type().equals("URL") ? "url" : "copy_code", index));
      }
    }
  }

  private static boolean isFilled(Button button) {
    return button.type().equals("COPY_CODE")
        || (button.type().equals("URL") && !Variables.of(button.url()).isEmpty());
  }

  private void button(List<Button> buttons, int index, String kind, String path, String component) {
    if (APART.contains(kind)) {
      return;
    }
    if (index >= buttons.size()) {
      wrong(
          path,
          component + ".index",
          buttons.isEmpty()
              ? "must be left out: the template has no buttons"
              : "must be from 0 to %d: the template has no other buttons"
                  .formatted(buttons.size() - 1));
      return;
    }
    Button button = buttons.get(index);
    Set<String> kinds = SUB_TYPES.getOrDefault(button.type(), Set.of(kind));
    if (kinds.isEmpty()) {
      wrong(path, component, "must be left out: this button of the template takes nothing");
    } else if (!kinds.contains(kind)) {
      wrong(
          path,
          component + ".sub_type",
          "must be %s, as button %d of the template is"
              .formatted(kinds.stream().sorted().collect(Collectors.joining(" or ")), index));
    } else if (button.type().equals("URL") && !isFilled(button)) {
      wrong(path, component, "must be left out: the link of this button has no variable");
    }
  }

  // --- Cards -------------------------------------------------------------------------------------

  private void cards(@Nullable List<Shape> cards, JsonNode components, String path) {
    int at = find(components, "carousel");
    JsonNode sent = at < 0 ? MissingNode.getInstance() : components.path(at).path("cards");
    if (cards == null) {
      if (at >= 0) {
        wrong(path, at(at), "must be left out: the template has no carousel");
      }
    } else if (at < 0) {
      wrong(path, "components", "must have a carousel with %d cards".formatted(cards.size()));
    } else if (sent.size() != cards.size()) {
      wrong(
          path,
          at(at) + ".cards",
          "must be %d cards, as the template has, was %d".formatted(cards.size(), sent.size()));
    } else {
      for (int i = 0; i < sent.size(); i++) {
        int card = sent.path(i).path("card_index").asInt(i);
        if (card >= 0 && card < cards.size()) {
          check(
              cards.get(card),
              sent.path(i).path("components"),
              "%s%s.cards[%d].".formatted(path, at(at), i));
        }
      }
    }
  }

  // --- Paths of values ---------------------------------------------------------------------------

  /// The index of the component of a type; below 0 if there is none.
  private static int find(JsonNode components, String type) {
    for (int at = 0; at < components.size(); at++) {
      if (components.path(at).path("type").asText().equals(type)) {
        return at;
      }
    }
    return -1;
  }

  /// The parameters of the component of a type; empty if it is absent.
  static JsonNode parameters(JsonNode components, String type) {
    return parameters(components, find(components, type));
  }

  private static JsonNode parameters(JsonNode components, int at) {
    return at < 0 ? MissingNode.getInstance() : components.path(at).path("parameters");
  }

  private static String at(int place) {
    return "components[%d]".formatted(place);
  }

  private void wrong(String path, String field, String problem) {
    complaints.wrong(path + field, problem);
  }
}
