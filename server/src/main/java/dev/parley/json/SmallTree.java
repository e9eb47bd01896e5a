package dev.parley.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.text.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An untrusted JSON value as a tree, if it is small. This limits the memory and the time that a
/// request with a nested value takes. Names and strings are cleaned; if a name occurs twice, the
/// last value counts.
public final class SmallTree {
  /// The maximum number of characters of a value, counted approximately and without white space.
  public static final int MAX_CHARACTERS = 65_536;

  /// The maximum number of brackets around a value.
  public static final int MAX_DEPTH = 20;

  /// The maximum number of digits of a number, before and after the point.
  public static final int MAX_DIGITS = 40;

  /// The allowed values, for error messages.
  public static final String ALLOWED =
      "must be at most %d characters of JSON, nested at most %d deep, with numbers of at most %d digits"
          .formatted(MAX_CHARACTERS, MAX_DEPTH, MAX_DIGITS);

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /// The number of characters for quotes, a colon and a comma.
  private static final int PUNCTUATION = 3;

  private final JsonParser json;
  private int rest = MAX_CHARACTERS;
  private boolean small = true;

  private SmallTree(JsonParser json) {
    this.json = json;
  }

  /// Reads the value that begins at the current token; afterwards the parser is at the value's end.
  ///
  /// @return the value; empty if it or one of its numbers is too large
  /// @throws IOException as the parser does
  public static Optional<JsonNode> read(JsonParser json) throws IOException {
    SmallTree reading = new SmallTree(json);
    JsonNode value = reading.value(0);
    return reading.small ? Optional.ofNullable(value) : Optional.empty();
  }

  /// Reads a value. The result is null once the whole is too large; the parser still skips to the
  /// end of the value.
  private @Nullable JsonNode value(int depth) throws IOException {
    take(PUNCTUATION);
    if (!small || depth > MAX_DEPTH) {
      small = false;
      json.skipChildren();
      return null;
    }
    return switch (json.currentToken()) {
      case START_OBJECT -> object(depth);
      case START_ARRAY -> array(depth);
      case VALUE_STRING -> NODES.textNode(text(json.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      default -> NODES.nullNode();
    };
  }

  private JsonNode object(int depth) throws IOException {
    ObjectNode object = NODES.objectNode();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      String clean = text(name);
      json.nextToken();
      JsonNode value = value(depth + 1);
      if (value != null) {
        object.set(clean, value);
      }
    }
    return object;
  }

  private JsonNode array(int depth) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (!json.nextToken().isStructEnd()) {
      JsonNode value = value(depth + 1);
      if (value != null) {
        array.add(value);
      }
    }
    return array;
  }

  private @Nullable JsonNode number() throws IOException {
    try {
      BigDecimal number = json.getDecimalValue();
      if (number.precision() <= MAX_DIGITS && Math.abs((long) number.scale()) <= MAX_DIGITS) {
        take(number.precision());
        return NODES.numberNode(number);
      }
    } catch (NumberFormatException beyondAnyUse) {
      // An exponent of ten digits or more.
    }
    small = false;
    return null;
  }

  private String text(String text) {
    take(text.length());
    return Text.clean(text);
  }

  private void take(int characters) {
    rest -= Math.min(rest, characters);
    small &= rest > 0;
  }
}
