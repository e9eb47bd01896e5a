package dev.parley.search;

import dev.parley.text.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Finds the parts of a text that match a query, and makes the snippet that shows them. Used by one
/// thread.
final class Marks {
  /// Words of at least this many letters are found with one typing error.
  static final int FORGIVING = 5;

  /// The maximum number of code points of a text that are examined.
  private static final int MOST_TEXT = 20_000;

  /// The length of a snippet in characters.
  private static final int SHOWN = 160;

  /// The number of these characters before the first match.
  private static final int BEFORE = 40;

  private final Tokens tokens;
  private final Set<String> terms = new HashSet<>();
  private final List<String> starts = new ArrayList<>();
  private final List<String> forgiving = new ArrayList<>();
  private final List<String> numbers = new ArrayList<>();

  Marks(QueryText query, Tokens tokens) {
    this.tokens = tokens;
    for (QueryText.Part part : query.parts()) {
      if (!part.excluded()) {
        switch (part) {
          case QueryText.Digits(var digits, _) -> numbers.add(digits);
          case QueryText.Words words -> add(words);
        }
      }
    }
  }

  private void add(QueryText.Words words) {
    for (Token token : words.tokens()) {
      terms.add(token.term());
      if (token.kind() == Token.Kind.WORD) {
        if (!words.phrase()) {
          terms.addAll(token.others());
          if (isForgiving(token.term())) {
            forgiving.add(token.term());
          }
          if (isNumber(token.term())) {
            numbers.add(token.term());
          }
        }
      }
    }
    Token last = words.tokens().getLast();
    if (words.open() && last.kind() == Token.Kind.WORD) {
      starts.add(last.term());
    }
  }

  /// Whether a word is also found with one typing error.
  static boolean isForgiving(String term) {
    return term.codePointCount(0, term.length()) >= FORGIVING
        && term.codePoints().allMatch(Character::isLetter);
  }

  /// Whether a term is found within longer numbers.
  static boolean isNumber(String term) {
    return term.length() >= DigitRuns.FEWEST && term.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// The part of `text` around its first match, in pieces.
  List<SearchResult.Fragment> snippet(String text) {
    String looked = Text.cut(text, MOST_TEXT);
    boolean[] marked = new boolean[looked.length()];
    List<Token> all = tokens.of(looked);
    boolean found = false;
    for (Token token : all) {
      if (matches(token)) {
        mark(marked, token.start(), token.end());
        found = true;
      }
    }
    if (!numbers.isEmpty()) {
      found |= markNumbers(looked, marked);
    }
    if (!found) {
      for (Token token : all) {
        if (token.kind() == Token.Kind.WORD
            && forgiving.stream().anyMatch(it -> isOneErrorFrom(it, token.term()))) {
          mark(marked, token.start(), token.end());
        }
      }
    }
    return fragments(looked, marked);
  }

  private boolean matches(Token token) {
    if (terms.contains(token.term()) || token.others().stream().anyMatch(terms::contains)) {
      return true;
    }
    for (String start : starts) {
      if (token.kind() == Token.Kind.WORD
          && (token.term().startsWith(start)
              || token.others().stream().anyMatch(it -> it.startsWith(start)))) {
        return true;
      }
    }
    return false;
  }

  private boolean markNumbers(String text, boolean[] marked) {
    boolean found = false;
    for (DigitRuns.Run run : DigitRuns.of(text)) {
      for (String number : numbers) {
        int at = run.digits().indexOf(number);
        if (at >= 0) {
          int last = run.places()[at + number.length() - 1];
          mark(marked, run.places()[at], last + Character.charCount(text.codePointAt(last)));
          found = true;
        }
      }
    }
    return found;
  }

  private static void mark(boolean[] marked, int from, int to) {
    for (int i = from; i < Math.min(to, marked.length); i++) {
      marked[i] = true;
    }
  }

  private static List<SearchResult.Fragment> fragments(String text, boolean[] marked) {
    int first = 0;
    while (first < marked.length && !marked[first]) {
      first++;
    }
    int from = first == marked.length || text.length() <= SHOWN ? 0 : begin(text, first);
    int to = Math.min(text.length(), from + SHOWN);
    if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
      to++;
    }
    List<SearchResult.Fragment> fragments = new ArrayList<>();
    StringBuilder piece = new StringBuilder(from > 0 ? "…" : "");
    boolean matched = false;
    for (int i = from; i < to; i++) {
      if (marked[i] != matched) {
        end(piece, matched, fragments);
        matched = marked[i];
      }
      piece.append(text.charAt(i));
    }
    if (to < text.length() && !matched) {
      piece.append('…');
    }
    end(piece, matched, fragments);
    if (to < text.length() && matched) {
      fragments.add(new SearchResult.Fragment("…", false));
    }
    return fragments;
  }

  /// The beginning of the snippet: a little before the match, at the start of a word if possible.
  private static int begin(String text, int match) {
    int from = Math.max(0, match - BEFORE);
    if (from > 0) {
      int space = text.indexOf(' ', from);
      if (space >= 0 && space < match) {
        return space + 1;
      }
      if (Character.isLowSurrogate(text.charAt(from))) {
        return from - 1;
      }
    }
    return from;
  }

  private static void end(
      StringBuilder piece, boolean matched, List<SearchResult.Fragment> fragments) {
    if (!piece.isEmpty()) {
      fragments.add(new SearchResult.Fragment(piece.toString(), matched));
      piece.setLength(0);
    }
  }

  /// Whether one letter was omitted, added, replaced, or swapped with the next one; the first
  /// letter must be equal.
  private static boolean isOneErrorFrom(String one, String other) {
    int difference = one.length() - other.length();
    if (Math.abs(difference) > 1 || one.charAt(0) != other.charAt(0)) {
      return false;
    }
    int i = 0;
    while (i < Math.min(one.length(), other.length()) && one.charAt(i) == other.charAt(i)) {
      i++;
    }
    String a = one.substring(i);
    String b = other.substring(i);
    if (difference > 0) {
      return a.substring(1).equals(b);
    }
    if (difference < 0) {
      return b.substring(1).equals(a);
    }
    return a.isEmpty()
        || a.substring(1).equals(b.substring(1))
        || (a.length() > 1
            && a.charAt(0) == b.charAt(1)
            && a.charAt(1) == b.charAt(0)
            && a.substring(2).equals(b.substring(2)));
  }
}
