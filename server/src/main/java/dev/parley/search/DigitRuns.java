package dev.parley.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The numbers in a text, as people write them: `+1 (555) 000-1001` is one, `15550001001`.
final class DigitRuns {
  /// The fewest digits that are found.
  static final int FEWEST = 4;

  /// A longer number is cut into pieces.
  private static final int LONGEST = 64;

  /// How many other characters may stand between two digits of a number: `) ` and `-`.
  private static final int BETWEEN = 2;

  private DigitRuns() {}

  /// A number.
  ///
  /// @param digits ASCII
  /// @param places where each of them begins in the text
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

  /// All that follow one another, [#FEWEST] at a time.
  static List<String> grams(String digits) {
    List<String> grams = new ArrayList<>();
    for (int i = 0; i + FEWEST <= digits.length(); i++) {
      grams.add(digits.substring(i, i + FEWEST));
    }
    return grams;
  }
}
