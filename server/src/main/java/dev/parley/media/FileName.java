package dev.parley.media;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/// Makes file names that people chose harmless.
final class FileName {
  /// The longest name that common file systems accept.
  private static final int MOST_BYTES = 255;

  private FileName() {}

  /// The last part of a path without control characters, without marks that change the writing
  /// direction, and without dots and spaces at both ends. A name of more than 255 bytes in UTF-8 is
  /// shortened before its extension. Null if nothing is left.
  static @Nullable String clean(@Nullable String given) {
    if (given == null) {
      return null;
    }
    String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
    StringBuilder clean = new StringBuilder();
    last.codePoints().filter(FileName::isHarmless).forEach(clean::appendCodePoint);
    String name = cut(stripped(clean.toString()));
    return name.isEmpty() ? null : name;
  }

  /// A cleaned name with another extension, at most as long as a cleaned name may be: `note` gets
  /// `.ogg`.
  static String withEnd(String name, String end) {
    return cut(name + end);
  }

  private static String stripped(String name) {
    int from = 0;
    int to = name.length();
    while (from < to && isAtNoEnd(name.charAt(from))) {
      from++;
    }
    while (to > from && isAtNoEnd(name.charAt(to - 1))) {
      to--;
    }
    return name.substring(from, to);
  }

  private static boolean isAtNoEnd(char character) {
    return character == '.' || Character.isWhitespace(character);
  }

  private static boolean isHarmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> "<>:\"|?*".indexOf(codePoint) < 0;
    };
  }

  private static String cut(String name) {
    int dot = name.lastIndexOf('.');
    String end = dot > 0 && name.length() - dot <= 16 ? name.substring(dot) : "";
    if (name.getBytes(UTF_8).length <= MOST_BYTES) {
      return name;
    }
    int left = MOST_BYTES - end.getBytes(UTF_8).length;
    int kept = 0;
    while (kept < name.length() - end.length()) {
      int next = name.offsetByCodePoints(kept, 1);
      left -= name.substring(kept, next).getBytes(UTF_8).length;
      if (left < 0) {
        break;
      }
      kept = next;
    }
    return stripped(name.substring(0, kept)) + end;
  }
}
