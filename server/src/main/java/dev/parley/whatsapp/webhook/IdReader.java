package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import dev.parley.json.LooseJson;
import dev.parley.text.Text;
import org.jspecify.annotations.Nullable;

/// Reads ids and addresses in untrusted JSON; an invalid one counts as absent.
final class IdReader {
  /// The maximum number of digits of a phone number. Source: ITU-T E.164, 6.2.
  private static final int MOST_DIGITS = 15;

  private IdReader() {}

  static @Nullable MessageId messageId(JsonNode parent, String name) {
    String word = LooseJson.word(parent.get(name));
    return word != null && MessageId.isValid(word) ? new MessageId(word) : null;
  }

  /// An address; a phone number in a human form (`+44 7700 900123`) becomes its digits.
  static @Nullable WaId waId(JsonNode parent, String name) {
    String word = LooseJson.word(parent.get(name));
    if (word == null) {
      return null;
    }
    boolean valid = WaId.isValid(word);
    String digits = valid && word.charAt(0) != '+' ? null : digits(word);
    if (digits != null) {
      return WaId.isValid(digits) ? new WaId(digits) : null;
    }
    return valid ? new WaId(word) : null;
  }

  /// The digits of a phone number in any spelling; null if it is not a phone number.
  static @Nullable String digits(@Nullable String number) {
    if (number == null || Text.isDigits(number)) {
      return number;
    }
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c >= '0' && c <= '9') {
        digits.append(c);
      } else if (!separates(c) || (c == '+' && !digits.isEmpty())) {
        return null;
      }
    }
    return digits.isEmpty() || digits.length() > MOST_DIGITS ? null : digits.toString();
  }

  /// Whether `c` may stand between the digits of a number: any blank, dash or bracket, and the
  /// invisible marks of writing direction that are often copied together with a number.
  private static boolean separates(char c) {
    return "+./".indexOf(c) >= 0
        || switch (Character.getType(c)) {
          case Character.SPACE_SEPARATOR,
              Character.FORMAT,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION ->
              true;
          default -> false;
        };
  }
}
