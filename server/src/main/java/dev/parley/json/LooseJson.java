package dev.parley.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.text.Text;
import dev.parley.time.Moments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// JSON from untrusted sources, read leniently: a field that is missing, null or of another type
/// than requested counts as absent, and strings are cleaned.
public final class LooseJson {
  /// The maximum number of code points of a string that is not the text of a message.
  public static final int MAX_TEXT = 4096;

  /// The maximum number of values, names and brackets in a body. Meta sends at most 1000 updates
  /// and 3 MB; this limits the memory that a body with small values takes as a tree.
  private static final int MAX_TOKENS = 500_000;

  private static final int MAX_NUMBER = 40;
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,19})?");

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int MAX_DEPTH = 1000;
  private static final int MAX_STRING = 4_000_000;
  private static final String BEYOND =
      "the body exceeds the limits for JSON: nested deeper than %d, more than %d values, or a string, name or number that is too long"
          .formatted(MAX_DEPTH, MAX_TOKENS);

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              StrangersJson.factory()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxTokenCount(MAX_TOKENS)
                          .maxStringLength(MAX_STRING)
                          .build())
                  .build())
          // As a double, 15551234567.0 would be written as 1.5551234567E10, and 1e400 as Infinity.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          // Keeps 1.0 as 1.0.
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private LooseJson() {}

  /// The tree of a body with exactly one JSON value. If a name occurs twice, the last value counts.
  ///
  /// @throws Malformed for any other bytes
  public static JsonNode parse(byte[] body) throws Malformed {
    CharBuffer text = text(body);
    try (JsonParser parser =
        MAPPER.createParser(text.array(), text.arrayOffset() + text.position(), text.remaining())) {
      @Nullable JsonNode tree = MAPPER.readTree(parser);
      if (tree == null) {
        throw new Malformed(1, 1, "the body is empty");
      }
      if (parser.nextToken() != null) {
        JsonLocation here = parser.currentTokenLocation();
        throw new Malformed(here.getLineNr(), here.getColumnNr(), "something follows the value");
      }
      return tree;
    } catch (JsonProcessingException e) {
      @Nullable JsonLocation at = e.getLocation();
      throw at == null
          ? new Malformed(1, 1, rule(e))
          : new Malformed(at.getLineNr(), at.getColumnNr(), rule(e));
    } catch (NumberFormatException e) { // an exponent that no decimal number can have
      throw new Malformed(1, 1, BEYOND);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /// The characters of a body, without a byte order mark. Decoded here and not by the parser, which
  /// would replace invalid UTF-8 by U+FFFD. Source: RFC 8259, section 8.1.
  private static CharBuffer text(byte[] body) throws Malformed {
    try {
      CharBuffer text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      if (text.hasRemaining() && text.get(text.position()) == BYTE_ORDER_MARK) {
        text.get();
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new Malformed(1, 1, "the bytes are not UTF-8");
    }
  }

  /// A form as a flat object.
  public static byte[] encode(Map<String, String> form) {
    try {
      return MAPPER.writeValueAsBytes(form);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a string cannot be written as JSON", e);
    }
  }

  /// Compact JSON that every store can keep.
  public static String write(JsonNode node) {
    try {
      return Text.clean(MAPPER.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tree cannot be written as JSON", e);
    }
  }

  public static @Nullable JsonNode object(JsonNode parent, String name) {
    @Nullable JsonNode node = parent.get(name);
    return node != null && node.isObject() ? node : null;
  }

  public static @Nullable JsonNode array(JsonNode parent, String name) {
    @Nullable JsonNode node = parent.get(name);
    return node != null && node.isArray() ? node : null;
  }

  /// A string of any length.
  public static @Nullable String wholeText(JsonNode parent, String name) {
    @Nullable JsonNode node = parent.get(name);
    return node != null && node.isTextual() ? Text.clean(node.textValue()) : null;
  }

  /// A string of any length, or the digits of a whole number: loosely typed programs convert texts
  /// of digits to numbers.
  public static @Nullable String anyText(JsonNode parent, String name) {
    String text = wholeText(parent, name);
    return text != null ? text : word(parent.get(name));
  }

  /// A string, cut to [#MAX_TEXT].
  public static @Nullable String text(JsonNode parent, String name) {
    return text(parent, name, MAX_TEXT);
  }

  /// A string, cut to `max` code points.
  public static @Nullable String text(JsonNode parent, String name, int max) {
    String text = wholeText(parent, name);
    return text == null ? null : Text.cut(text, max);
  }

  /// A flag; loosely typed programs write flags as strings.
  public static boolean flag(JsonNode parent, String name) {
    @Nullable JsonNode node = parent.get(name);
    return node != null
        && (node.isBoolean()
            ? node.booleanValue()
            : node.isTextual() && node.textValue().equalsIgnoreCase("true"));
  }

  /// A number, or a string with a JSON number.
  public static @Nullable BigDecimal number(JsonNode parent, String name) {
    @Nullable JsonNode node = parent.get(name);
    if (node == null) {
      return null;
    }
    if (node.isNumber()) {
      return node.decimalValue();
    }
    String text = node.isTextual() ? node.textValue().strip() : "";
    return text.length() <= MAX_NUMBER && NUMBER.matcher(text).matches()
        ? new BigDecimal(text)
        : null;
  }

  /// A string, or the digits of a whole number: loosely typed programs write ids without quotes.
  public static @Nullable String word(@Nullable JsonNode node) {
    if (node == null || !node.isNumber()) {
      return node != null && node.isTextual() ? Text.clean(node.textValue()) : null;
    }
    BigDecimal number = node.decimalValue();
    // The limits prevent a number like 1e300 from being written with all its digits.
    boolean whole =
        (long) number.precision() - number.scale() <= MAX_NUMBER
            && number.scale() <= MAX_NUMBER
            && number.stripTrailingZeros().scale() <= 0;
    return whole ? number.setScale(0, RoundingMode.UNNECESSARY).toPlainString() : null;
  }

  /// Unix seconds or milliseconds, as a number or its digits.
  public static @Nullable Instant unix(@Nullable JsonNode node) {
    if (node == null) {
      return null;
    }
    Optional<Instant> moment =
        node.isNumber()
            ? Moments.parseUnix(node.decimalValue())
            : node.isTextual() ? Moments.parseUnix(node.textValue()) : Optional.empty();
    return moment.orElse(null);
  }

  /// Unix seconds or milliseconds, or a date or time in any form that programs write.
  public static @Nullable Instant moment(@Nullable JsonNode node) {
    return node != null && node.isTextual()
        ? Moments.parseLoosely(node.textValue()).orElse(null)
        : unix(node);
  }

  /// The problem that Jackson found, without a quote of the body, which Jackson's own message
  /// contains.
  private static String rule(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return BEYOND;
    }
    if (e instanceof JsonEOFException) {
      return "a string, name or bracket is not closed";
    }
    String said = String.valueOf(e.getOriginalMessage());
    if (said.startsWith("Illegal unquoted character")) {
      return "a line break or control character in a string is not escaped";
    }
    if (said.startsWith("Unrecognized character escape")) {
      return "a backslash in a string is followed by what cannot be escaped";
    }
    if (said.startsWith("Invalid numeric value")) {
      return "a number is not written as JSON writes it";
    }
    return "a value, name, comma, colon or bracket was expected";
  }

  /// The bytes are not one JSON value.
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String rule;

    Malformed(int line, int column, String rule) {
      super(rule, null, false, false);
      this.line = Math.max(line, 1);
      this.column = Math.max(column, 1);
      this.rule = rule;
    }

    /// The line of the error, starting at 1.
    public int line() {
      return line;
    }

    /// The column of the error, starting at 1.
    public int column() {
      return column;
    }

    /// The problem, without text of the body.
    public String rule() {
      return rule;
    }
  }
}
