package dev.parley.templates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.json.LooseJson;
import dev.parley.text.Text;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The placeholders in a template's text: `{{1}}` and `{{2}}`, or `{{first_name}}`.
final class Variables {
  private static final Pattern VARIABLE = Pattern.compile("\\{\\{ ?([A-Za-z0-9_]{1,128}) ?}}");
  private static final int MOST_DIGITS = 9;

  private Variables() {}

  /// The names of the placeholders: numbers by their value, others in order of appearance.
  static List<String> of(String text) {
    List<String> names =
        VARIABLE.matcher(text).results().map(found -> found.group(1)).distinct().toList();
    return areNamed(names)
        ? names
        : names.stream().sorted(Comparator.comparingInt(Integer::parseInt)).toList();
  }

  /// Whether one of them has a name and not a number.
  static boolean areNamed(List<String> variables) {
    return !variables.stream().allMatch(it -> Text.isDigits(it) && it.length() <= MOST_DIGITS);
  }

  /// `text` with its variables replaced by the texts of the parameters; a variable without a text
  /// stays.
  ///
  /// @param parameters the parameters in WhatsApp's shape
  static String fill(String text, JsonNode parameters) {
    List<String> variables = of(text);
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      String name = LooseJson.text(parameters.path(i), "parameter_name");
      String variable = name != null ? name : i < variables.size() ? variables.get(i) : null;
      String shown = shown(parameters.path(i));
      if (variable != null && shown != null) {
        values.put(variable, shown);
      }
    }
    StringBuilder filled = new StringBuilder();
    Matcher found = VARIABLE.matcher(text);
    while (found.find()) {
      String value = values.getOrDefault(found.group(1), found.group());
      found.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return found.appendTail(filled).toString();
  }

  /// The text of a parameter that the customer sees; null if it is unknown.
  private static @Nullable String shown(JsonNode parameter) {
    String text = LooseJson.text(parameter, "text");
    return text != null
        ? text
        : LooseJson.text(parameter.path(parameter.path("type").asText("")), "fallback_value");
  }
}
