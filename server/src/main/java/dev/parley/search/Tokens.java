package dev.parley.search;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;

/// Splits texts into [tokens][Token]: at the word boundaries of Unicode (UAX #29). Scripts without
/// spaces (Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese) are split into characters and
/// pairs of adjacent characters. Used by one thread.
final class Tokens {
  /// The maximum length of a word: longer ones are cut into pieces of this length.
  private static final int LONGEST = 64;

  private static final Set<String> WITHOUT_SPACES =
      Set.of("<IDEOGRAPHIC>", "<HIRAGANA>", "<KATAKANA>", "<HANGUL>", "<SOUTHEAST_ASIAN>");

  /// The Arabic article and short words that are written together with the next word, the longest
  /// first.
  private static final List<String> ARABIC_STARTS = List.of("وال", "بال", "كال", "فال", "لل", "ال");

  private static final String ARABIC_AND = "و";

  /// The shortest rest of an Arabic word after its prefix was removed.
  private static final int SHORTEST_ARABIC = 3;

  private final StandardTokenizer tokenizer = new StandardTokenizer();
  private final CharTermAttribute term = tokenizer.getAttribute(CharTermAttribute.class);
  private final OffsetAttribute offset = tokenizer.getAttribute(OffsetAttribute.class);
  private final TypeAttribute type = tokenizer.getAttribute(TypeAttribute.class);

  // The text that is being split.
  private boolean question;
  private List<Token> tokens = new ArrayList<>();
  private final List<Cluster> run = new ArrayList<>();
  private int position;

  /// A character with its marks.
  private record Cluster(String folded, int start, int end) {}

  Tokens() {
    tokenizer.setMaxTokenLength(LONGEST);
  }

  /// The tokens of a text for the index.
  List<Token> of(String text) {
    return split(text, false);
  }

  /// The tokens of a text for a query. For scripts without spaces, these are only the pairs of
  /// characters, if there are any.
  List<Token> ofQuestion(String text) {
    return split(text, true);
  }

  private List<Token> split(String text, boolean ofQuestion) {
    question = ofQuestion;
    tokens = new ArrayList<>();
    position = 0;
    run.clear();
    try {
      tokenizer.setReader(new StringReader(text));
      try {
        tokenizer.reset();
        while (tokenizer.incrementToken()) {
          add(term.toString(), type.type(), offset.startOffset());
        }
        tokenizer.end();
      } finally {
        tokenizer.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    endRun();
    return tokens;
  }

  private void add(String raw, String kind, int start) {
    if (!WITHOUT_SPACES.contains(kind)) {
      endRun();
      addWord(raw, start);
      return;
    }
    if (!run.isEmpty() && run.getLast().end != start) {
      endRun();
    }
    for (int from = 0; from < raw.length(); ) {
      int to = clusterEnd(raw, from);
      String folded = Folding.fold(raw.substring(from, to));
      if (!folded.isEmpty()) {
        run.add(new Cluster(folded, start + from, start + to));
      }
      from = to;
    }
  }

  /// The end of a letter with its marks and the letters that are written below it.
  private static int clusterEnd(String text, int from) {
    int first = text.codePointAt(from);
    int end = from + Character.charCount(first);
    boolean joins = false;
    while (end < text.length()) {
      int next = text.codePointAt(end);
      if (!joins && !isMark(next)) {
        break;
      }
      joins = next == 0x17D2 || next == 0x1039; // Khmer coeng, Burmese virama
      end += Character.charCount(next);
    }
    return end;
  }

  private static boolean isMark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT ->
          true;
      default -> c == 0xFF9E || c == 0xFF9F; // marks of half-width katakana
    };
  }

  private void endRun() {
    if (run.isEmpty()) {
      return;
    }
    for (int i = 0; i < run.size(); i++) {
      Cluster one = run.get(i);
      if (!question || run.size() == 1) {
        tokens.add(gram(one.folded, position + i, one.start, one.end));
      }
      if (i + 1 < run.size()) {
        Cluster next = run.get(i + 1);
        tokens.add(gram(one.folded + next.folded, position + i, one.start, next.end));
      }
    }
    position += run.size();
    run.clear();
  }

  private static Token gram(String term, int position, int start, int end) {
    return new Token(term, List.of(), Token.Kind.GRAM, position, start, end);
  }

  private void addWord(String raw, int start) {
    String folded = Folding.fold(raw);
    String whole =
        folded.indexOf('\'') < 0 && folded.indexOf('’') < 0
            ? folded
            : folded.replaceAll("['’]", "");
    if (whole.isEmpty()) {
      return;
    }
    tokens.add(
        new Token(
            whole,
            others(folded, whole),
            Token.Kind.WORD,
            position++,
            start,
            start + raw.length()));
  }

  /// The parts of a word with punctuation (`l'hotel`, `example.com`), and an Arabic word without
  /// its article.
  private List<String> others(String folded, String whole) {
    Set<String> others = new LinkedHashSet<>();
    if (!question) { // a part of a query would find every .com
      addParts(folded, others);
    }
    for (String start : ARABIC_STARTS) {
      if (whole.startsWith(start) && whole.length() - start.length() >= SHORTEST_ARABIC) {
        others.add(whole.substring(start.length()));
        break;
      }
    }
    if (!question && whole.startsWith(ARABIC_AND) && whole.length() > SHORTEST_ARABIC + 1) {
      others.add(whole.substring(ARABIC_AND.length()));
    }
    others.remove(whole);
    return List.copyOf(others);
  }

  private static void addParts(String folded, Set<String> parts) {
    int begin = 0;
    boolean apart = false;
    for (int i = 0; i <= folded.length(); i++) {
      if (i == folded.length() || isPunctuation(folded.charAt(i))) {
        apart |= i < folded.length();
        if (apart && i - begin > 1) {
          parts.add(folded.substring(begin, i));
        }
        begin = i + 1;
      }
    }
  }

  private static boolean isPunctuation(char c) {
    return c == '\'' || c == '’' || c == '.' || c == ':' || c == '_' || c == ',' || c == '·';
  }
}
