package dev.parley.chat;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A position in the order of all changes of a store. Clients receive it as an opaque text, for
/// example `2s-1k9x0f3`, and send it back.
///
/// The token distinguishes positions with the same number: those of another database, and those of
/// a database that was restored to an earlier state and then changed differently.
///
/// @param number the number of the last change before this position: changes are counted from 1
/// @param token the token of the commit of this change; from 0 to 2^40 - 1
public record StreamPosition(long number, long token) {
  private static final int RADIX = 36;
  private static final Pattern SHAPE = Pattern.compile("([0-9a-z]{1,12})-([0-9a-z]{1,8})");

  /// The position in a text; empty if the text is not a position. Never throws.
  public static Optional<StreamPosition> parse(String text) {
    Matcher parts = SHAPE.matcher(text);
    return parts.matches()
        ? Optional.of(
            new StreamPosition(
                Long.parseLong(parts.group(1), RADIX), Long.parseLong(parts.group(2), RADIX)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return Long.toString(number, RADIX) + "-" + Long.toString(token, RADIX);
  }
}
