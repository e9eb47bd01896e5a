package dev.parley.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// An object of a request that is being checked, with its path, for example `text` or
/// `interactive['action']`. Each method throws the [GraphError] that Graph answers with.
///
/// Lengths are counted in code points.
///
/// @param json the object
/// @param path the name of the object in errors; empty for the body itself
record Check(ObjectNode json, String path) {
  /// Throws 131008 if `name` is absent, null or an empty string.
  JsonNode required(String name) {
    JsonNode value = json.path(name);
    if (value.isMissingNode()
        || value.isNull()
        || (value.isTextual() && value.asText().isEmpty())) {
      throw GraphError.of(GraphCode.MISSING, "The parameter " + named(name) + " is required.");
    }
    return value;
  }

  /// A text of 1 to `most` characters.
  String text(String name, int most) {
    JsonNode value = required(name);
    if (!value.isTextual()) {
      throw GraphError.parameter("Param " + named(name) + " must be a string.");
    }
    return measured(name, value.asText(), most);
  }

  /// A text of at most `most` characters; null if it is absent.
  @Nullable String optionalText(String name, int most) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw GraphError.parameter("Param " + named(name) + " must be a string.");
    }
    return measured(name, value.asText(), most);
  }

  /// The object with this name.
  Check object(String name) {
    if (required(name) instanceof ObjectNode object) {
      return new Check(object, named(name));
    }
    throw GraphError.parameter("Param " + named(name) + " must be a JSON object.");
  }

  /// The object with this name; null if it is absent.
  @Nullable Check optionalObject(String name) {
    return json.path(name).isMissingNode() || json.path(name).isNull() ? null : object(name);
  }

  /// The objects of an array that has `least` to `most` of them.
  List<Check> objects(String name, int least, int most) {
    JsonNode array = least == 0 ? json.path(name) : required(name);
    if (array.isMissingNode()) {
      return List.of();
    }
    if (!array.isArray()) {
      throw GraphError.parameter("Param " + named(name) + " must be an array.");
    }
    if (array.size() < least || array.size() > most) {
      throw invalid(
          name, "must have %d to %d elements, has %d".formatted(least, most, array.size()));
    }
    List<Check> all = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (!(array.get(i) instanceof ObjectNode element)) {
        throw GraphError.parameter("Param " + named(name) + "[" + i + "] must be a JSON object.");
      }
      all.add(new Check(element, named(name) + "[" + i + "]"));
    }
    return all;
  }

  /// One of `allowed`.
  String oneOf(String name, Set<String> allowed) {
    String value = text(name, 200);
    if (!allowed.contains(value)) {
      throw GraphError.parameter(
          "Param %s must be one of {%s} - got \"%s\"."
              .formatted(
                  named(name),
                  String.join(", ", new TreeSet<>(allowed)).toUpperCase(Locale.ROOT),
                  value));
    }
    return value;
  }

  /// A number, also written as a string, from `least` to `most`.
  void number(String name, double least, double most) {
    JsonNode value = required(name);
    double number;
    try {
      number = value.isNumber() ? value.asDouble() : Double.parseDouble(value.asText());
    } catch (NumberFormatException e) {
      throw invalid(name, "must be a number");
    }
    if (!(number >= least && number <= most)) {
      throw invalid(name, "must be from %s to %s".formatted(least, most));
    }
  }

  /// An address that starts with `http://` or `https://`.
  void link(String name) {
    String value = text(name, 2_000);
    try {
      URI uri = new URI(value);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return;
      }
    } catch (URISyntaxException e) {
      // the text is refused below, like an address of another form
    }
    throw GraphError.parameter("Param " + named(name) + " is not a valid URL.");
  }

  /// Checks that the object has no other properties than these.
  Check only(Set<String> names) {
    json.fieldNames()
        .forEachRemaining(name -> {
          if (!names.contains(name)) {
            throw GraphError.parameter(
                path.isEmpty()
                    ? "Unexpected key \"%s\".".formatted(name)
                    : "Unexpected key \"%s\" on param \"%s\".".formatted(name, path));
          }
        });
    return this;
  }

  /// The error 131009 for the property `name`.
  GraphError invalid(String name, String what) {
    return GraphError.of(GraphCode.INVALID, "The parameter " + named(name) + " " + what + ".");
  }

  private String measured(String name, String value, int most) {
    if (value.codePointCount(0, value.length()) > most) {
      throw GraphError.parameter(
          "Param %s must be at most %d characters long.".formatted(named(name), most));
    }
    return value;
  }

  private String named(String name) {
    return path.isEmpty() ? name : path + "['" + name + "']";
  }
}
