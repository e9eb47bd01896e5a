package dev.parley.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A template in one language.
///
/// @param json the template as Graph describes it, with `id`; never changed
record Template(ObjectNode json) {
  private static final Pattern VARIABLE = Pattern.compile("\\{\\{([A-Za-z0-9_]+)}}");

  /// Whether Meta holds a message back until customers have reacted to earlier messages with this
  /// template, and what happens to it then. Source: "Template pacing".
  enum PacingOutcome {
    NO,
    /// The message is sent after a minute.
    RELEASED,
    /// The message fails after a minute, with the code 132015.
    DROPPED
  }

  String name() {
    return json.path("name").asText();
  }

  String language() {
    return json.path("language").asText();
  }

  String status() {
    return json.path("status").asText();
  }

  /// The category as statuses name it, in lower case.
  String category() {
    return json.path("category").asText().toLowerCase(Locale.ROOT);
  }

  /// Whether its variables have names, not numbers.
  boolean named() {
    return json.path("parameter_format").asText().equals("NAMED");
  }

  /// Authentication templates cannot be sent to a user id.
  boolean needsNumber() {
    return category().equals("authentication");
  }

  PacingOutcome held() {
    return switch (name()) {
      case "held_offer" -> PacingOutcome.DROPPED;
      case "held_news" -> PacingOutcome.RELEASED;
      default -> PacingOutcome.NO;
    };
  }

  /// The variables of a text, each once.
  static List<String> variables(String text) {
    return VARIABLE.matcher(text).results().map(found -> found.group(1)).distinct().toList();
  }

  /// A text with its variables filled.
  static String filled(String text, JsonNode parameters) {
    List<String> variables = variables(text);
    return VARIABLE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(value(found, variables, parameters)));
  }

  private static String value(MatchResult found, List<String> variables, JsonNode parameters) {
    for (int i = 0; i < parameters.size(); i++) {
      JsonNode parameter = parameters.path(i);
      String name = parameter.path("parameter_name").asText(variables.get(i % variables.size()));
      if (name.equals(found.group(1))) {
        return parameter.path("text").asText();
      }
    }
    return "";
  }
}
