package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.text.Text;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Points in time as webhooks write them, between 1970 and 9999: whatever is outside is unreadable.
final class Moments {
  /// From here on a number counts milliseconds: as seconds it would be after the year 5138.
  private static final long FIRST_MILLIS = 100_000_000_000L;

  private static final long LAST_MILLIS = 253_402_300_799_999L;
  private static final Instant LAST = Instant.ofEpochMilli(LAST_MILLIS);
  // 9999-12-31T23:59:59.999Z
  private static final int MAX_DIGITS = 15;
  private static final int MAX_LENGTH = 40;

  /// What [#any] reads, for error messages.
  static final String ALLOWED =
      "must be Unix seconds or milliseconds, or a time such as 2025-08-07T10:30:00Z,"
          + " 2025-08-07 10:30:00, 2025-08-07 or Thu, 07 Aug 2025 10:30:00 GMT;"
          + " without a zone it counts as UTC";

  /// ISO-8601 and its look-alikes: a blank for the `T`, no time of day, no zone.
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .parseCaseInsensitive()
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[' '][XXX][XX][X]")
          .optionalEnd()
          .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
          .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
          .toFormatter(Locale.ROOT);

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

  /// The same, or a date or time as ISO-8601, SQL or RFC 1123 write it; UTC where no zone is given.
  static @Nullable Instant any(@Nullable JsonNode node) {
    Instant unix = unix(node);
    if (unix != null || node == null || !node.isTextual()) {
      return unix;
    }
    String text = node.textValue().strip();
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    Instant moment = parse(ISO, text);
    if (moment == null) {
      moment = parse(DateTimeFormatter.RFC_1123_DATE_TIME, text);
    }
    return moment == null || moment.isBefore(Instant.EPOCH) || moment.isAfter(LAST) ? null : moment;
  }

  private static @Nullable Instant parse(DateTimeFormatter format, String text) {
    try {
      return format.parse(text, Instant::from).truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException | ArithmeticException e) {
      return null; // not a time in this format
    }
  }

  private static @Nullable Instant unix(String text) {
    String digits = whole(text.strip());
    return digits.length() <= MAX_DIGITS && Text.isDigits(digits)
        ? ofUnix(Long.parseLong(digits))
        : null;
  }

  /// `1790400001.0` without what follows the point, as programs of loose typing write it.
  private static String whole(String number) {
    int point = number.indexOf('.');
    return point > 0 && Text.isDigits(number.substring(point + 1))
        ? number.substring(0, point)
        : number;
  }

  private static @Nullable Instant ofUnix(long number) {
    if (number < FIRST_MILLIS) {
      return Instant.ofEpochSecond(number);
    }
    return number <= LAST_MILLIS ? Instant.ofEpochMilli(number) : null;
  }
}
