package dev.parley.api;

import static dev.parley.text.Text.clean;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.MessageId;
import dev.parley.chat.Refusal;
import dev.parley.chat.Refusal.Problem;
import dev.parley.chat.WaId;
import dev.parley.json.SmallTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The fields of a client's request, from a request body or an event. Fields that the caller does
/// not name are dropped. A getter returns null for an invalid value and remembers the problem;
/// [#check] refuses the request with all problems.
///
/// Lone surrogates and NUL characters in texts become U+FFFD, because some stores and clients
/// cannot handle them.
public final class RequestFields {
  private static final int MOST_TEXTS = 100;

  private final Map<String, Value> values;
  private final List<Problem> problems = new ArrayList<>();

  /// A field's value.
  private sealed interface Value {
    record Text(String text) implements Value {}

    record Numeral(BigDecimal number) implements Value {}

    record Truth(boolean truth) implements Value {}

    record Null() implements Value {}

    /// An object, which is small.
    record Tree(ObjectNode object) implements Value {}

    /// An array, which is small.
    record Elements(ArrayNode array) implements Value {}

    /// An object or an array that is too large, or a number with too large an exponent. No request
    /// may contain it.
    ///
    /// @param nested whether it is an object or an array
    record Other(boolean nested) implements Value {}
  }

  private RequestFields(Map<String, Value> values) {
    this.values = values;
  }

  /// The fields of a body.
  ///
  /// @param names the names of the fields to keep
  /// @throws Refusal `invalid_request` when `body` is not a JSON object
  public static RequestFields ofJson(byte[] body, Collection<String> names) {
    Map<String, Value> values = new HashMap<>();
    try (JsonParser json = Json.parser(body)) {
      JsonToken first = json.nextToken();
      if (first == null) {
        throw invalid("The body is empty; it must be a JSON object");
      }
      if (first != JsonToken.START_OBJECT) {
        json.skipChildren();
        throw invalid("The body must be a JSON object");
      }
      readObject(json, names, values);
      if (json.nextToken() != null) {
        throw invalid("The body continues after the JSON object");
      }
    } catch (JacksonException malformed) {
      throw malformed(malformed.getLocation());
    } catch (IOException notUtf8) {
      throw invalid("The body is not UTF-8");
    }
    return new RequestFields(values);
  }

  /// The fields of an event's payload, which is JSON that was parsed before.
  ///
  /// @param payload null if the event has no payload
  /// @param names the names of the fields to keep
  /// @throws Refusal `invalid_request` when `payload` is not an object
  public static RequestFields of(@Nullable TreeNode payload, Collection<String> names) {
    if (payload == null || !payload.isObject()) {
      throw invalid("The payload must be a JSON object");
    }
    Map<String, Value> values = new HashMap<>();
    try (JsonParser json = payload.traverse()) {
      json.nextToken();
      readObject(json, names, values);
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory failed", impossible);
    }
    return new RequestFields(values);
  }

  private static void readObject(
      JsonParser json, Collection<String> names, Map<String, Value> values) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      if (names.contains(name)) {
        values.put(name, value(json));
      }
      json.skipChildren();
    }
  }

  /// The fields of a form.
  ///
  /// @param names the names of the fields to keep
  /// @throws Refusal `invalid_request` when `body` is not URL-encoded
  public static RequestFields ofForm(byte[] body, Collection<String> names) {
    Map<String, Value> values = new HashMap<>();
    form(body)
        .forEach((name, text) -> {
          if (names.contains(name)) {
            values.put(name, new Value.Text(clean(text)));
          }
        });
    return new RequestFields(values);
  }

  /// The names and values of a form. If a name occurs twice, the last value counts.
  ///
  /// @throws Refusal `invalid_request`
  public static Map<String, String> form(byte[] body) {
    Map<String, String> values = new HashMap<>();
    String[] pairs = new String(body, UTF_8).split("&", MAX_FORM_FIELDS + 1);
    if (pairs.length > MAX_FORM_FIELDS) {
      throw invalid("The form has more than %d fields".formatted(MAX_FORM_FIELDS));
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      try {
        String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), UTF_8);
        String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), UTF_8);
        values.put(name, value);
      } catch (IllegalArgumentException malformed) {
        throw invalid("The form has a % that is not followed by two hexadecimal digits");
      }
    }
    return values;
  }

  private static final int MAX_FORM_FIELDS = 1000;

  /// Whether the field was sent, even as null.
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /// Whether the field is absent, null or an empty text.
  public boolean isEmpty(String name) {
    return isMissing(values.get(name));
  }

  /// Remembers a problem for each of these that is absent, null or an empty text.
  ///
  /// @return whether any of them is missing
  public boolean lacks(String... names) {
    boolean lacks = false;
    for (String name : names) {
      if (isMissing(values.get(name))) {
        lacks = true;
        // "is required" replaces other problems of the field, because it is the clearest one.
        problems.removeIf(problem -> problem.field().equals(name));
        wrong(name, "is required");
      }
    }
    return lacks;
  }

  private static boolean isMissing(@Nullable Value value) {
    return switch (value) {
      case Value.Text(var text) -> text.isEmpty();
      case Value.Null() -> true;
      case Value.Numeral _, Value.Truth _, Value.Tree _, Value.Elements _, Value.Other _ -> false;
      case null -> true;
    };
  }

  /// A text; null when absent or null. Numbers are texts as well: scripts send `"wa_id": 1234`.
  public @Nullable String text(String name) {
    return switch (values.get(name)) {
      case Value.Text(var text) -> text;
      case Value.Numeral(var number) when number.scale() == 0 && number.precision() <= 128 ->
          number.toPlainString();
      case Value.Numeral _, Value.Truth _, Value.Tree _, Value.Elements _, Value.Other _ -> {
        wrong(name, "must be a string");
        yield null;
      }
      case Value.Null() -> null;
      case null -> null;
    };
  }

  /// A truth value, also as the text `true` or `false`; null when absent, null or wrong.
  public @Nullable Boolean truth(String name) {
    return switch (values.get(name)) {
      case Value.Truth(var truth) -> truth;
      case Value.Text(var text) when text.equals("true") || text.equals("false") ->
          text.equals("true");
      case Value.Text _, Value.Numeral _, Value.Tree _, Value.Elements _, Value.Other _ -> {
        wrong(name, "must be true or false");
        yield null;
      }
      case Value.Null() -> null;
      case null -> null;
    };
  }

  /// An object that is small: see [SmallTree]; null when absent, null, an empty text or wrong.
  public @Nullable ObjectNode object(String name) {
    return switch (values.get(name)) {
      case Value.Tree(var object) -> object;
      case Value.Other(var nested) when nested -> {
        wrong(name, SmallTree.ALLOWED);
        yield null;
      }
      case Value.Text(var text) when text.isEmpty() -> null;
      case Value.Text _, Value.Numeral _, Value.Truth _, Value.Elements _, Value.Other _ -> {
        wrong(name, "must be a JSON object");
        yield null;
      }
      case Value.Null() -> null;
      case null -> null;
    };
  }

  /// Texts: an array, or in a form a list separated by commas. Empty when absent, null or wrong.
  public List<String> texts(String name) {
    return switch (values.get(name)) {
      case Value.Elements(var array)
          when array.size() <= MOST_TEXTS && array.valueStream().allMatch(JsonNode::isTextual) ->
          array.valueStream().map(JsonNode::textValue).toList();
      case Value.Text(var text) ->
          Arrays.stream(text.split(",", -1))
              .map(String::strip)
              .filter(it -> !it.isEmpty())
              .toList();
      case Value.Numeral _, Value.Truth _, Value.Tree _, Value.Elements _, Value.Other _ -> {
        wrong(name, "must be an array of at most %d strings".formatted(MOST_TEXTS));
        yield List.of();
      }
      case Value.Null() -> List.of();
      case null -> List.of();
    };
  }

  /// An object or an array that is small: see [SmallTree]; null when absent, null, an empty text or
  /// wrong.
  public @Nullable JsonNode container(String name) {
    return values.get(name) instanceof Value.Elements(var array) ? array : object(name);
  }

  /// An address; null when absent, null or wrong.
  public @Nullable WaId waId(String name) {
    return parse(name, WaId::isValid, WaId::new, WaId.ALLOWED);
  }

  /// A message's id; null when absent, null or wrong.
  public @Nullable MessageId messageId(String name) {
    return parse(name, MessageId::isValid, MessageId::new, MessageId.ALLOWED);
  }

  /// A time, as text or number; null when absent, null or wrong.
  public @Nullable Instant time(String name) {
    Value value = values.get(name);
    Optional<Instant> time =
        switch (value) {
          case Value.Text(var text) -> Times.parse(text);
          case Value.Numeral(var number) -> Times.parse(number);
          case Value.Null() -> Optional.empty();
          case Value.Truth _, Value.Tree _, Value.Elements _, Value.Other _ -> Optional.empty();
          case null -> Optional.empty();
        };
    if (time.isEmpty() && value != null && !(value instanceof Value.Null)) {
      wrong(name, Times.ALLOWED);
    }
    return time.orElse(null);
  }

  /// Remembers that a field is wrong.
  public void wrong(String name, String problem) {
    problems.add(new Problem(name, problem));
  }

  /// Refuses the request if any field was wrong. To be called after all fields were read.
  ///
  /// @param sentence the message for the client, instead of the first problem; null: the first
  ///   problem
  /// @throws Refusal `invalid_request` when any value was wrong
  public void check(@Nullable String sentence) {
    if (!problems.isEmpty()) {
      Problem first = problems.getFirst();
      throw new Refusal(
          ErrorCode.INVALID_REQUEST,
          sentence == null ? first.field() + " " + first.problem() : sentence,
          problems);
    }
  }

  private <T> @Nullable T parse(
      String name, Predicate<String> valid, Function<String, T> parser, String allowed) {
    String text = text(name);
    if (text != null && valid.test(text)) {
      return parser.apply(text);
    }
    if (text != null) {
      wrong(name, allowed);
    }
    return null;
  }

  private static Value value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_STRING -> new Value.Text(clean(json.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> numeral(json);
      case VALUE_TRUE -> new Value.Truth(true);
      case VALUE_FALSE -> new Value.Truth(false);
      case VALUE_NULL -> new Value.Null();
      case START_OBJECT, START_ARRAY ->
          switch (SmallTree.read(json).orElse(null)) {
            case ObjectNode object -> new Value.Tree(object);
            case ArrayNode array -> new Value.Elements(array);
            case null, default -> new Value.Other(true);
          };
      default -> new Value.Other(false);
    };
  }

  private static Value numeral(JsonParser json) throws IOException {
    try {
      return new Value.Numeral(json.getDecimalValue());
    } catch (NumberFormatException beyondAnyUse) {
      return new Value.Other(false); // an exponent of ten digits or more
    }
  }

  private static Refusal malformed(@Nullable JsonLocation at) {
    return invalid(
        at == null
            ? "The body is not valid JSON"
            : "The body is not valid JSON: line %d, column %d"
                .formatted(at.getLineNr(), at.getColumnNr()));
  }

  private static Refusal invalid(String sentence) {
    return new Refusal(ErrorCode.INVALID_REQUEST, sentence);
  }
}
