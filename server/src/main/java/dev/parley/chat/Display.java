package dev.parley.chat;

import dev.parley.text.Text;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns arbitrary text into one line for a chat list.
final class Display {
  private static final int MAX_CODE_POINTS = 200;
  private static final Pattern LINE_BREAKS = Pattern.compile("\\R+");

  private Display() {}

  /// The first of `candidates` that is not blank, on one line, cut to 200 code points. The last one
  /// must not be blank.
  static String firstOf(@Nullable String... candidates) {
    String first = firstOrNull(candidates);
    if (first == null) {
      throw new IllegalArgumentException("the last candidate must not be blank");
    }
    return first;
  }

  /// The first of `candidates` that is not blank, as in [#firstOf]; null if all are blank.
  static @Nullable String firstOrNull(@Nullable String... candidates) {
    for (String candidate : candidates) {
      String line = candidate == null ? "" : oneLine(candidate);
      if (!line.isEmpty()) {
        return line;
      }
    }
    return null;
  }

  /// A duration for people: `45 s`, `2 min`, `1 h 5 min`.
  ///
  /// @param seconds 0 or more
  static String duration(long seconds) {
    long minutes = Math.ceilDiv(seconds, 60);
    if (seconds < 60) {
      return seconds + " s";
    }
    if (minutes < 60) {
      return minutes + " min";
    }
    return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
  }

  private static String oneLine(String text) {
    // strip() comes last, because it does not treat every line break as white space, for example
    // U+0085
    return Text.cut(LINE_BREAKS.matcher(text).replaceAll(" ").strip(), MAX_CODE_POINTS);
  }
}
