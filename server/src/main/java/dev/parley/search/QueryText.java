package dev.parley.search;

import dev.parley.chat.Refusal;
import dev.parley.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A query as a person types it: words in any order, `"quoted phrases"`, `-excluded` words, and
/// numbers. Every text within the limits is a valid query; no other characters have a special
/// meaning.
///
/// @param parts the parts that a result must contain, and those that it must not contain
record QueryText(List<Part> parts) {
  /// The maximum number of code points of a query.
  static final int LONGEST = 256;

  /// The maximum number of parts of a query.
  static final int MOST_PARTS = 16;

  /// Groups of digits with spaces between them are one number if they have at least this many
  /// digits.
  private static final int LONG_NUMBER = 7;

  private static final int LONGEST_NUMBER = 32;

  private static final Pattern PIECE = Pattern.compile("(-?)(?:\"([^\"]*)(?:\"|$)|([^\\s\"]+))");

  /// A quoted phrase, or a number.
  private static final Pattern NUMBER =
      Pattern.compile(
          "\"[^\"]*(?:\"|$)"
              + "|(?<![\\p{L}\\p{N}\"-])\\+?\\(?\\d[\\d ().\\-/]*\\d(?![\\p{L}\\p{N}\"])");

  QueryText {
    parts = List.copyOf(parts);
  }

  /// A part of a query.
  sealed interface Part {
    /// Whether results must not contain this part.
    boolean excluded();
  }

  /// Words.
  ///
  /// @param tokens never empty
  /// @param phrase whether the words must follow one another
  /// @param open whether the last word may be only the beginning of a word
  record Words(List<Token> tokens, boolean phrase, boolean open, boolean excluded) implements Part {
    public Words {
      tokens = List.copyOf(tokens);
    }
  }

  /// Consecutive digits of a number.
  record Digits(String digits, boolean excluded) implements Part {}

  /// Parses a query.
  ///
  /// @throws Refusal `invalid_request` if the query is empty or too long, or has only excluded
  ///   parts
  static QueryText parse(String typed, Tokens tokens) {
    if (typed.isBlank() || Text.isLongerThan(typed, LONGEST)) {
      throw Refusal.invalid("q", "must have 1 to %d characters".formatted(LONGEST));
    }
    List<Part> parts = new ArrayList<>();
    String text = takeNumbers(asciiDigits(typed), parts);
    Matcher pieces = PIECE.matcher(text);
    while (pieces.find()) {
      boolean excluded = !pieces.group(1).isEmpty();
      String phrase = pieces.group(2);
      String piece = phrase == null ? pieces.group(3) : phrase;
      boolean open = phrase == null && !excluded && pieces.end() == text.length();
      List<Token> words = tokens.ofQuestion(piece);
      if (!words.isEmpty()) {
        parts.add(new Words(words, phrase != null, open, excluded));
      }
    }
    if (parts.size() > MOST_PARTS) {
      throw Refusal.invalid("q", "must have at most %d words".formatted(MOST_PARTS));
    }
    if (!parts.isEmpty() && parts.stream().allMatch(Part::excluded)) {
      throw Refusal.invalid("q", "must have a word without a minus sign in front");
    }
    return new QueryText(parts);
  }

  /// Whether the query has no part to search for, as in `?!`.
  boolean isEmpty() {
    return parts.isEmpty();
  }

  private static String asciiDigits(String typed) {
    StringBuilder text = new StringBuilder(typed.length());
    typed
        .codePoints()
        .forEach(c -> {
          if (Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER) {
            text.append((char) ('0' + Character.digit(c, 10)));
          } else {
            text.appendCodePoint(c);
          }
        });
    return text.toString();
  }

  /// Moves long numbers that are written in groups from the text to `parts`. Phrases stay
  /// unchanged.
  private static String takeNumbers(String text, List<Part> parts) {
    return NUMBER
        .matcher(text)
        .replaceAll(found -> {
          String digits = found.group().replaceAll("[^0-9]", "");
          boolean phrase = found.group().startsWith("\"");
          boolean grouped = digits.length() < found.group().length();
          if (phrase
              || !grouped
              || digits.length() < LONG_NUMBER
              || digits.length() > LONGEST_NUMBER) {
            return Matcher.quoteReplacement(found.group());
          }
          parts.add(new Digits(digits, false));
          return " ";
        });
  }
}
