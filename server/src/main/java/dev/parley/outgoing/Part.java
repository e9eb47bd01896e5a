package dev.parley.outgoing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.json.LooseJson;
import dev.parley.text.Blank;
import dev.parley.text.Text;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An object of a message while it is checked. Fields that are read by name are copied to [#out] if
/// they are valid; otherwise their path is reported. All other fields are dropped. Null fields and
/// empty texts count as absent.
///
/// Belongs to one thread.
final class Part {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MAX_URL = 2048;

  /// The maximum number of characters of an emoji: families of four with skin tones have about
  /// thirty.
  private static final int MAX_EMOJI = 64;

  private static final int LAST_ASCII = 0x7F;

  /// One character as people see it, with any number of code points.
  private static final Pattern ONE_CHARACTER = Pattern.compile("\\X");

  private static final Pattern FREE_NAME = Pattern.compile("[^.$\\p{Cntrl}]{1,128}");

  private final JsonNode in;
  private final String path;
  private final Complaints complaints;
  private final ObjectNode out;

  private Part(JsonNode in, String path, Complaints complaints, ObjectNode out) {
    this.in = in;
    this.path = path;
    this.complaints = complaints;
    this.out = out;
  }

  /// The whole message.
  static Part whole(JsonNode message, Complaints complaints) {
    return new Part(message, "", complaints, NODES.objectNode());
  }

  /// The valid fields.
  ObjectNode out() {
    return out;
  }

  /// Complains about a field.
  void wrong(String name, String problem) {
    complaints.wrong(pathOf(name), problem);
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : name.isEmpty() ? path : path + "." + name;
  }

  boolean has(String name) {
    JsonNode node = in.path(name);
    return !node.isMissingNode()
        && !node.isNull()
        && !(node.isTextual() && node.textValue().isEmpty());
  }

  /// Complains if any of these fields is present.
  void without(String problem, String... names) {
    for (String name : names) {
      if (has(name)) {
        wrong(name, problem);
      }
    }
  }

  private boolean lacks(String name) {
    if (has(name)) {
      return false;
    }
    wrong(name, "is required");
    return true;
  }

  // --- Texts -------------------------------------------------------------------------------------

  /// A text of at most `most` code points, not blank; null when absent or wrong. A whole number is
  /// accepted as well, because loosely typed programs send ids without quotes.
  @Nullable String text(String name, int most) {
    if (!has(name)) {
      return null;
    }
    String text = LooseJson.word(in.path(name));
    if (text == null) {
      wrong(name, "must be a string");
    } else if (Blank.isBlank(text)) {
      wrong(name, "must not be blank");
    } else if (Text.isLongerThan(text, most)) {
      wrong(name, "must be at most %d characters".formatted(most));
    } else {
      out.put(name, text);
      return text;
    }
    return null;
  }

  /// Like [#text(String, int)], for a required field.
  @Nullable String needText(String name, int most) {
    return lacks(name) ? null : text(name, most);
  }

  /// A text that matches a pattern.
  ///
  /// @param problem says what is allowed
  @Nullable String text(String name, Pattern form, String problem) {
    String text = text(name, Integer.MAX_VALUE);
    if (text != null && !form.matcher(text).matches()) {
      out.remove(name);
      wrong(name, problem);
      return null;
    }
    return text;
  }

  /// Like [#text(String, Pattern, String)], for a required field.
  @Nullable String needText(String name, Pattern form, String problem) {
    return lacks(name) ? null : text(name, form, problem);
  }

  /// A required emoji or empty text; null when it is absent or wrong.
  @Nullable String needEmoji(String name) {
    JsonNode node = in.path(name);
    if (node.isTextual() && (node.textValue().isEmpty() || isEmoji(node.textValue()))) {
      return node.textValue();
    }
    wrong(
        name,
        node.isMissingNode() || node.isNull()
            ? "is required: one emoji, or an empty text to take the reaction away"
            : "must be one emoji, or an empty text to take the reaction away");
    return null;
  }

  private static boolean isEmoji(String text) {
    return text.length() <= MAX_EMOJI
        && ONE_CHARACTER.matcher(text).matches()
        && text.codePoints()
            .allMatch(c ->
                Character.isEmoji(c)
                    || Character.isEmojiComponent(c)
                    || Character.isExtendedPictographic(c))
        && text.codePoints().anyMatch(c -> c > LAST_ASCII);
  }

  /// One of the allowed words; null when absent or wrong.
  @Nullable String word(String name, List<String> allowed) {
    String text = text(name, Integer.MAX_VALUE);
    if (text != null && !allowed.contains(text)) {
      out.remove(name);
      wrong(name, "must be one of " + String.join(", ", allowed));
      return null;
    }
    return text;
  }

  /// Like [#word], for a required field.
  @Nullable String needWord(String name, List<String> allowed) {
    return lacks(name) ? null : word(name, allowed);
  }

  /// A field with only one possible value, which may be left out.
  void constant(String name, String only) {
    word(name, List.of(only));
    out.put(name, only);
  }

  /// A required web address.
  void needUrl(String name) {
    if (!lacks(name)) {
      url(name);
    }
  }

  /// A web address.
  void url(String name) {
    String text = text(name, Integer.MAX_VALUE);
    if (text != null && (text.length() > MAX_URL || !isWebAddress(text))) {
      out.remove(name);
      wrong(name, "must be an http or https URL of at most %d characters".formatted(MAX_URL));
    }
  }

  private static boolean isWebAddress(String text) {
    try {
      URI uri = new URI(text);
      boolean web =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      // Does not check the host: Java finds no host in names with an underscore, which storage
      // services use.
      return web && uri.getRawAuthority() != null;
    } catch (URISyntaxException notAUrl) {
      return false;
    }
  }

  // --- Numbers and truth values ------------------------------------------------------------------

  /// A required number, also as a text.
  void needNumber(String name, long least, long most) {
    if (lacks(name)) {
      return;
    }
    BigDecimal number = LooseJson.number(in, name);
    if (number == null
        || number.compareTo(BigDecimal.valueOf(least)) < 0
        || number.compareTo(BigDecimal.valueOf(most)) > 0) {
      wrong(name, "must be a number from %d to %d".formatted(least, most));
    } else {
      out.put(name, number);
    }
  }

  /// A whole number, also as a text; null when absent or wrong.
  @Nullable Long whole(String name, long least, long most) {
    if (!has(name)) {
      return null;
    }
    BigDecimal number = LooseJson.number(in, name);
    if (number == null
        || number.stripTrailingZeros().scale() > 0
        || number.compareTo(BigDecimal.valueOf(least)) < 0
        || number.compareTo(BigDecimal.valueOf(most)) > 0) {
      wrong(name, "must be a whole number from %d to %d".formatted(least, most));
      return null;
    }
    out.put(name, number.longValue());
    return number.longValue();
  }

  /// Like [#whole(String, long, long)], for a required field.
  @Nullable Long needWhole(String name, long least, long most) {
    return lacks(name) ? null : whole(name, least, most);
  }

  /// A truth value.
  void truth(String name) {
    if (has(name)) {
      JsonNode node = in.path(name);
      if (node.isBoolean()) {
        out.put(name, node.booleanValue());
      } else {
        wrong(name, "must be true or false");
      }
    }
  }

  // --- Objects and lists -------------------------------------------------------------------------

  /// An object within this one; null when absent or wrong.
  @Nullable Part object(String name) {
    if (!has(name)) {
      return null;
    }
    JsonNode node = in.path(name);
    if (!node.isObject()) {
      wrong(name, "must be an object");
      return null;
    }
    return new Part(node, pathOf(name), complaints, out.putObject(name));
  }

  /// Like [#object], for a required field.
  @Nullable Part needObject(String name) {
    return lacks(name) ? null : object(name);
  }

  /// The objects of a list; empty when it is absent or wrong.
  List<Part> objects(String name, int least, int most) {
    if (!has(name)) {
      return List.of();
    }
    JsonNode list = in.path(name);
    if (!list.isArray() || list.size() < least || list.size() > most) {
      wrong(name, "must be a list of %d to %d objects".formatted(least, most));
      return List.of();
    }
    List<Part> parts = new ArrayList<>();
    ArrayNode copies = out.putArray(name);
    for (int i = 0; i < list.size(); i++) {
      String at = "%s[%d]".formatted(pathOf(name), i);
      if (list.path(i).isObject()) {
        parts.add(new Part(list.path(i), at, complaints, copies.addObject()));
      } else {
        complaints.wrong(at, "must be an object");
      }
    }
    return parts;
  }

  /// Like [#objects], for a required field.
  List<Part> needObjects(String name, int least, int most) {
    return lacks(name) ? List.of() : objects(name, least, most);
  }

  /// Complains about each of `parts` whose text at `name` is the same as in an earlier one.
  static void unique(List<Part> parts, String name) {
    Set<String> seen = new HashSet<>();
    for (Part part : parts) {
      JsonNode text = part.out.path(name);
      if (text.isValueNode() && !seen.add(text.asText())) {
        part.wrong(name, "must be unique, but comes twice");
      }
    }
  }

  /// JSON of unknown shape: an object or a list. Every store must be able to keep its names.
  void free(String name) {
    if (!has(name)) {
      return;
    }
    JsonNode node = in.path(name);
    if (!node.isContainerNode()) {
      wrong(name, "must be an object or a list");
    } else if (areStorable(node)) {
      out.set(name, node.deepCopy());
    } else {
      wrong(
          name,
          "must have only names of 1 to 128 characters without . and $ and control characters");
    }
  }

  private static boolean areStorable(JsonNode node) {
    for (var field : node.properties()) {
      if (!FREE_NAME.matcher(field.getKey()).matches()) {
        return false;
      }
    }
    for (JsonNode inner : node) {
      if (!areStorable(inner)) {
        return false;
      }
    }
    return true;
  }
}
