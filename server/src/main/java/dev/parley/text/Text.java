package dev.parley.text;

/// Cleans and cuts strings from outside, so that every store can keep them.
public final class Text {
  private static final char REPLACEMENT = '\uFFFD';

  private Text() {}

  /// `text` with NUL and lone surrogates replaced by U+FFFD: some stores and clients do not accept
  /// these.
  public static String clean(String text) {
    int fault = nextFault(text, 0);
    if (fault < 0) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text);
    while (fault >= 0) {
      clean.setCharAt(fault, REPLACEMENT);
      fault = nextFault(text, fault + 1);
    }
    return clean.toString();
  }

  /// `text` cut to at most `max` code points, never through a surrogate pair.
  public static String cut(String text, int max) {
    return isLongerThan(text, max) ? text.substring(0, text.offsetByCodePoints(0, max)) : text;
  }

  /// Whether `text` has more than `max` code points.
  public static boolean isLongerThan(String text, int max) {
    return text.length() > max && text.codePointCount(0, text.length()) > max;
  }

  /// Whether `text` is of ASCII digits only, and not empty.
  public static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static int nextFault(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return i;
      }
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }
}
