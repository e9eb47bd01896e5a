package dev.parley.media;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/// The names that people give files, without what is dangerous in them.
final class FileName {
  /// What file systems take.
  private static final int MOST_BYTES = 255;

  private FileName() {}

  /// The last part of a path, without control characters, marks that turn the direction of writing,
  /// and dots and spaces at its ends; at most 255 bytes of UTF-8, cut in front of the extension.
  /// Null where nothing is left.
  static @Nullable String clean(@Nullable String given) {
    if (given == null) {
      return null;
    }
    String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
    StringBuilder clean = new StringBuilder();
    last.codePoints().filter(FileName::isHarmless).forEach(clean::appendCodePoint);
    String name = clean.toString().replaceAll("^[\\s.]+|[\\s.]+$", "");
    return name.isEmpty() ? null : cut(name);
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
    String begin = name.substring(0, name.length() - end.length());
    while ((begin + end).getBytes(UTF_8).length > MOST_BYTES) {
      begin = begin.substring(0, begin.offsetByCodePoints(begin.length(), -1));
    }
    return begin + end;
  }
}
