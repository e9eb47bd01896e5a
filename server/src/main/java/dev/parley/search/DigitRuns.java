package dev.parley.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Finds the numbers in a text as people write them: `+1 (555) 000-1001` is the number
/// `15550001001`.
final class DigitRuns {
  /// The minimum number of digits of a number.
  static final int FEWEST = 4;

  /// The maximum number of digits of a number: a longer one is cut into pieces.
  private static final int LONGEST = 64;

  /// The maximum number of other characters between two digits of a number, for example `) ` or
  /// `-`.
  private static final int BETWEEN = 2;

  private DigitRuns() {}

  /// A number.
  ///
  /// @param digits the digits in ASCII
  /// @param places the index in the text of each digit
  @SuppressWarnings("ArrayRecordComponent") // runs are never compared
  record Run(String digits, int[] places) {}

  /// The numbers of at least [#FEWEST] digits.
  static List<Run> of(String text) {
    List<Run> runs = new ArrayList<>();
    StringBuilder digits = new StringBuilder();
    int[] places = new int[LONGEST];
    int others = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER) {
        if (digits.length() == LONGEST) {
          end(digits, places, runs);
        }
        places[digits.length()] = i;
        digits.append((char) ('0' + Character.digit(c, 10)));
        others = 0;
      } else if (!digits.isEmpty() && (!isBetween(c) || ++others > BETWEEN)) {
        end(digits, places, runs);
        others = 0;
      }
      i += Character.charCount(c);
    }
    end(digits, places, runs);
    return runs;
  }

  private static void end(StringBuilder digits, int[] places, List<Run> runs) {
    if (digits.length() >= FEWEST) {
      runs.add(new Run(digits.toString(), Arrays.copyOf(places, digits.length())));
    }
    digits.setLength(0);
  }

  /// Whether a character can stand between the digits of one number.
  static boolean isBetween(int c) {
    return switch (c) {
      case ' ', '-', '(', ')', '.', '/', 0xA0, 0x202F, 0x2010, 0x2011, 0x2012, 0x2013 -> true;
      default -> false;
    };
  }

  /// All sequences of [#FEWEST] consecutive digits in a number.
  static List<String> grams(String digits) {
    List<String> grams = new ArrayList<>();
    for (int i = 0; i + FEWEST <= digits.length(); i++) {
      grams.add(digits.substring(i, i + FEWEST));
    }
    return grams;
  }
}
