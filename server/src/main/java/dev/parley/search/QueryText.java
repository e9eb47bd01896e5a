package dev.parley.search;

import dev.parley.chat.Refusal;
import dev.parley.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a person looks for: words in any order, `"quoted phrases"`, `-without`, numbers. Every text
/// up to the limits is one; nothing in it has another meaning.
///
/// @param parts what must be found, and what must not
record QueryText(List<Part> parts) {
  /// The most code points of a query.
  static final int LONGEST = 256;

  /// The most parts.
  static final int MOST_PARTS = 16;

  /// From so many digits on, groups with spaces between them are one number.
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

  /// Something to look for.
  sealed interface Part {
    /// Whether it must not be in what is found.
    boolean excluded();
  }

  /// Words.
  ///
  /// @param tokens never empty
  /// @param phrase whether they must follow one another
  /// @param open whether the last one may only be the beginning of a word
  record Words(List<Token> tokens, boolean phrase, boolean open, boolean excluded) implements Part {
    public Words {
      tokens = List.copyOf(tokens);
    }
  }

  /// A number, by digits that follow one another in it.
  record Digits(String digits, boolean excluded) implements Part {}

  /// Reads what was typed.
  ///
  /// @throws Refusal `invalid_request` if it is empty or too long, or only says what is not wanted
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

  /// Whether nothing in it can be found, as in `?!`.
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

  /// Takes long numbers that are written in groups out of the text; not out of phrases, which are
  /// looked for as they stand.
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
