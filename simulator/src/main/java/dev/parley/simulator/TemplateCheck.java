package dev.parley.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Checks the components of a message against its template. A pure function. Source: "Template
/// components" and "Error codes", 132000 to 132018.
final class TemplateCheck {
  private static final int MOST_BODY = 1_024;
  private static final Pattern NOT_ALLOWED = Pattern.compile("[\n\t]| {5}");

  private TemplateCheck() {}

  /// @throws GraphError if the components do not fit the template
  static void check(Template template, JsonNode sent) {
    check(template.named(), template.json().path("components"), sent, "");
  }

  private static void check(boolean named, JsonNode components, JsonNode sent, String where) {
    JsonNode header = component(components, "HEADER");
    switch (header.path("format").asText("")) {
      case "" -> count(0, parametersOf(sent, "header"), where + "header");
      case "TEXT" -> text(named, header.path("text").asText(), sent, "header", where);
      case String format -> media(format, parametersOf(sent, "header"), where + "header");
    }
    String body = component(components, "BODY").path("text").asText();
    text(named, body, sent, "body", where);
    int length = Template.filled(body, parametersOf(sent, "body")).length();
    if (length > MOST_BODY) {
      throw GraphError.of(
          GraphCode.TEMPLATE_LONG, "%sbody: the text has %d characters".formatted(where, length));
    }
    buttons(component(components, "BUTTONS").path("buttons"), sent, where);
    cards(named, component(components, "CAROUSEL").path("cards"), sent);
  }

  private static void text(boolean named, String text, JsonNode sent, String type, String where) {
    List<String> variables = Template.variables(text);
    JsonNode parameters = parametersOf(sent, type);
    count(variables.size(), parameters, where + type);
    Set<String> names = new HashSet<>();
    for (JsonNode parameter : parameters) {
      if (parameter.path("type").asText().equals("text")) {
        String value = parameter.path("text").asText();
        if (value.isEmpty()) {
          throw format("%s%s: a text parameter is empty".formatted(where, type));
        }
        if (NOT_ALLOWED.matcher(value).find()) {
          throw GraphError.of(
              GraphCode.TEMPLATE_POLICY,
              where
                  + type
                  + ": Param text cannot have new-line/tab characters or more than 4"
                  + " consecutive spaces");
        }
      }
      if (parameter.has("parameter_name")) {
        names.add(parameter.path("parameter_name").asText());
      }
    }
    if (!names.equals(named ? Set.copyOf(variables) : Set.of())) {
      throw format(
          "%s%s: these names need one parameter_name each: %s"
              .formatted(where, type, named ? variables : List.of()));
    }
  }

  private static void count(int wanted, JsonNode parameters, String what) {
    if (parameters.size() != wanted) {
      throw GraphError.of(
          GraphCode.TEMPLATE_PARAMETERS,
          "%s: number of localizable_params (%d) does not match the expected number of params (%d)"
              .formatted(what, parameters.size(), wanted));
    }
  }

  private static void media(String format, JsonNode parameters, String what) {
    String kind = parameters.path(0).path("type").asText();
    if (!kind.equalsIgnoreCase(format)) {
      throw format(
          "%s: Format mismatch, expected %s, received %s"
              .formatted(what, format, kind.isEmpty() ? "UNKNOWN" : kind));
    }
  }

  private static void buttons(JsonNode buttons, JsonNode sent, String where) {
    Set<Integer> filled = new HashSet<>();
    for (JsonNode component : sent) {
      if (component.path("type").asText().equals("button")) {
        int index = component.path("index").asInt(-1);
        filled.add(index);
        String type = buttons.path(index).path("type").asText();
        if (!component.path("sub_type").asText().toUpperCase(Locale.ROOT).equals(type)
            || (type.equals("URL") && !hasVariable(buttons.path(index)))) {
          throw GraphError.of(
              GraphCode.TEMPLATE_BUTTON,
              "%sbuttons: Button at index %d does not take these parameters"
                  .formatted(where, index));
        }
      }
    }
    for (int index = 0; index < buttons.size(); index++) {
      if (hasVariable(buttons.path(index)) && !filled.contains(index)) {
        throw GraphError.of(
            GraphCode.MISSING,
            "%sbuttons: Button at index %d of type Url requires a parameter"
                .formatted(where, index));
      }
    }
  }

  private static boolean hasVariable(JsonNode button) {
    return !Template.variables(button.path("url").asText()).isEmpty();
  }

  private static void cards(boolean named, JsonNode cards, JsonNode sent) {
    JsonNode carousel = MetaJson.object();
    for (JsonNode component : sent) {
      carousel = component.path("type").asText().equals("carousel") ? component : carousel;
    }
    JsonNode given = carousel.path("cards");
    if (given.size() != cards.size()) {
      throw GraphError.of(
          GraphCode.TEMPLATE_PARAMETERS,
          "carousel: number of cards (%d) does not match the expected number (%d)"
              .formatted(given.size(), cards.size()));
    }
    for (int i = 0; i < given.size(); i++) {
      check(
          named,
          cards.path(i).path("components"),
          given.path(i).path("components"),
          "card %d, ".formatted(i));
    }
  }

  private static GraphError format(String details) {
    return GraphError.of(GraphCode.TEMPLATE_FORMAT, details);
  }

  private static JsonNode component(JsonNode components, String type) {
    for (JsonNode component : components) {
      if (component.path("type").asText().equals(type)) {
        return component;
      }
    }
    return MetaJson.object();
  }

  private static JsonNode parametersOf(JsonNode components, String type) {
    for (JsonNode component : components) {
      if (component.path("type").asText().equalsIgnoreCase(type)) {
        return component.path("parameters");
      }
    }
    return MetaJson.array();
  }
}
