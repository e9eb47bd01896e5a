package dev.parley.search;

import java.text.Normalizer;

/// Makes spellings equal that search treats as the same word: upper and lower case, with and
/// without accents, full and half width, digits of all scripts, and variant forms of Arabic
/// letters. Marks that distinguish words are kept: vowel signs of Indic scripts, tones of Thai, the
/// dakuten of Japanese.
final class Folding {
  private Folding() {}

  /// The folded form of a word; empty if nothing is left of it.
  static String fold(String word) {
    if (isPlain(word)) {
      return word;
    }
    String apart = Normalizer.normalize(word, Normalizer.Form.NFKD);
    StringBuilder folded = new StringBuilder(apart.length());
    for (int i = 0; i < apart.length(); ) {
      int c = apart.codePointAt(i);
      i += Character.charCount(c);
      if (!isIgnored(c)) {
        add(folded, Character.toLowerCase(c));
      }
    }
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  private static boolean isPlain(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return true;
  }

  /// Whether a character is an accent or a point over a letter, a mark of elongation or format, or
  /// a variant selector of emoji.
  private static boolean isIgnored(int c) {
    return (c >= 0x0300 && c <= 0x036F) // accents of Latin, Greek and Cyrillic
        || (c >= 0x0483 && c <= 0x0487)
        || (c >= 0x0591 && c <= 0x05C7 && Character.getType(c) == Character.NON_SPACING_MARK)
        || (c >= 0x0610 && c <= 0x061A) // Arabic
        || (c >= 0x064B && c <= 0x065F)
        || c == 0x0640
        || c == 0x0670
        || (c >= 0x06D6 && c <= 0x06ED && Character.getType(c) == Character.NON_SPACING_MARK)
        || (c >= 0x1AB0 && c <= 0x1AFF)
        || (c >= 0x1DC0 && c <= 0x1DFF)
        || (c >= 0x20D0 && c <= 0x20FF)
        || (c >= 0xFE00 && c <= 0xFE0F) // how an emoji is drawn
        || (c >= 0xFE20 && c <= 0xFE2F)
        || (c >= 0x1F3FB && c <= 0x1F3FF) // the colour of its skin
        || Character.getType(c) == Character.FORMAT;
  }

  private static void add(StringBuilder folded, int c) {
    switch (c) {
      case 'ß' -> folded.append("ss");
      case 'æ' -> folded.append("ae");
      case 'œ' -> folded.append("oe");
      case 'þ' -> folded.append("th");
      case 'ø' -> folded.append('o');
      case 'đ', 'ð' -> folded.append('d');
      case 'ł' -> folded.append('l');
      case 'ħ' -> folded.append('h');
      case 'ı' -> folded.append('i');
      case 'ς' -> folded.append('σ');
      case 'ٱ' -> folded.append('ا');
      case 'ة' -> folded.append('ه');
      case 'ى', 'ی' -> folded.append('ي');
      case 'ک' -> folded.append('ك');
      default -> {
        if (Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER) {
          folded.append((char) ('0' + Character.digit(c, 10)));
        } else {
          folded.appendCodePoint(c);
        }
      }
    }
  }
}
