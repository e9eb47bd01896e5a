package dev.parley.bench.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Invented words: as in any language, a few are frequent and most are rare. The same seed gives
/// the same words.
final class Vocabulary {
  private static final int WORDS = 60_000;
  private static final String[] SYLLABLES = {
    "ba", "co", "di", "fu", "ga", "he", "ki", "lo", "ma", "ne", "po", "ri", "sa", "te", "vu", "wo",
    "tan", "ber", "lin", "mor", "ste", "cha", "dré", "gü", "ñan", "ful"
  };

  private final List<String> words = new ArrayList<>();
  private final Random random;

  Vocabulary(long seed) {
    Random making = new Random(1); // the words themselves are always the same
    for (int i = 0; i < WORDS; i++) {
      StringBuilder word = new StringBuilder();
      int syllables = 2 + making.nextInt(3);
      for (int part = 0; part < syllables; part++) {
        word.append(SYLLABLES[making.nextInt(SYLLABLES.length)]);
      }
      words.add(word.toString());
    }
    random = new Random(seed);
  }

  /// A random word; the first words are much more frequent than the last (Zipf).
  String word() {
    return words.get((int) Math.pow(WORDS, random.nextDouble()) - 1);
  }

  /// A text of about 80 characters.
  String text() {
    StringBuilder text = new StringBuilder(word());
    while (text.length() < 60 + random.nextInt(40)) {
      text.append(' ').append(word());
    }
    return text.toString();
  }

  /// A random number from 0 to `bound`, exclusive.
  int number(int bound) {
    return random.nextInt(bound);
  }
}
