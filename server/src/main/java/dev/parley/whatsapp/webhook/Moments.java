package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Points in time as webhooks write them, between 1970 and 9999: whatever is outside is unreadable.
final class Moments {
  /// From here on a number counts milliseconds: as seconds it would be after the year 5138.
  private static final long FIRST_MILLIS = 100_000_000_000L;

  private static final long LAST_MILLIS = 253_402_300_799_999L; // 9999-12-31T23:59:59.999Z
  private static final int MAX_DIGITS = 15;
  private static final int MAX_ISO_LENGTH = 40;

  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter();

  private Moments() {}

  /// A number, or digits, of Unix seconds or milliseconds.
  static @Nullable Instant unix(@Nullable JsonNode node) {
    if (node == null) {
      return null;
    }
    if (node.isNumber()) {
      double number = node.doubleValue(); // exact up to 2^53, far beyond the year 9999
      return number >= 0 && number <= LAST_MILLIS ? ofUnix((long) number) : null;
    }
    return node.isTextual() ? unix(node.textValue()) : null;
  }

  /// The same, or ISO-8601 with any offset.
  static @Nullable Instant any(@Nullable JsonNode node) {
    Instant unix = unix(node);
    if (unix != null || node == null || !node.isTextual()) {
      return unix;
    }
    String text = node.textValue().strip();
    if (text.length() > MAX_ISO_LENGTH || text.indexOf('T') < 0) {
      return null;
    }
    try {
      Instant moment = ISO.parse(text, Instant::from).truncatedTo(ChronoUnit.MILLIS);
      long millis = moment.toEpochMilli();
      return millis >= 0 && millis <= LAST_MILLIS ? moment : null;
    } catch (DateTimeException | ArithmeticException e) {
      return null; // not a time, which the caller copes with
    }
  }

  private static @Nullable Instant unix(String text) {
    String digits = text.strip();
    return digits.length() <= MAX_DIGITS && Text.isDigits(digits)
        ? ofUnix(Long.parseLong(digits))
        : null;
  }

  private static @Nullable Instant ofUnix(long number) {
    if (number < FIRST_MILLIS) {
      return Instant.ofEpochSecond(number);
    }
    return number <= LAST_MILLIS ? Instant.ofEpochMilli(number) : null;
  }
}
