package dev.parley.time;

import dev.parley.text.Text;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/// Reads points in time as programs write them. Times before 1970 or after 9999 are unreadable,
/// except for [#ofUnix].
public final class Moments {
  /// The latest time that can be read.
  public static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  /// The forms that [#parseLoosely] reads, for error messages.
  public static final String ALLOWED =
      "must be Unix seconds or milliseconds, or a time such as 2025-08-07T10:30:00Z,"
          + " 2025-08-07 10:30:00, 2025-08-07 or Thu, 07 Aug 2025 10:30:00 GMT;"
          + " without a zone it counts as UTC";

  /// The smallest number that counts as milliseconds: as seconds it would be in the year 5138, as
  /// milliseconds it is in 1973.
  private static final long LEAST_MILLIS = 100_000_000_000L;

  private static final int MAX_DIGITS = 15;
  private static final int MAX_DECIMALS = 31;
  private static final int MAX_LENGTH = 40;

  /// ISO-8601 and similar forms: a blank instead of the `T`, no time of day, no zone.
  private static final DateTimeFormatter LOOSE_ISO =
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

  /// Unix seconds, or milliseconds if seconds would be after the year 5138; negative before 1970.
  ///
  /// @throws DateTimeException if the number is out of range
  public static Instant ofUnix(long number) {
    return number > -LEAST_MILLIS && number < LEAST_MILLIS
        ? Instant.ofEpochSecond(number)
        : Instant.ofEpochMilli(number);
  }

  /// Unix seconds or milliseconds, fractions of them cut off.
  public static Optional<Instant> parseUnix(BigDecimal number) {
    boolean sensible =
        number.signum() >= 0
            && (long) number.precision() - number.scale() <= MAX_DIGITS // a scale can be very large
            && number.scale() <= MAX_DECIMALS;
    return sensible ? readable(ofUnix(number.longValue())) : Optional.empty();
  }

  /// The digits of Unix seconds or milliseconds. Digits after a point are cut off: programs with
  /// loose typing write `1790400001.0`.
  public static Optional<Instant> parseUnix(String text) {
    String plain = text.strip();
    int point = plain.indexOf('.');
    String digits =
        point > 0 && Text.isDigits(plain.substring(point + 1)) ? plain.substring(0, point) : plain;
    return digits.length() <= MAX_DIGITS && Text.isDigits(digits)
        ? readable(ofUnix(Long.parseLong(digits)))
        : Optional.empty();
  }

  /// ISO-8601 with an offset, or the digits of Unix seconds or milliseconds.
  public static Optional<Instant> parse(String text) {
    String plain = text.strip();
    if (Text.isDigits(plain)) {
      return parseUnix(plain);
    }
    try {
      return readable(OffsetDateTime.parse(plain).toInstant());
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }

  /// Parses the forms of [#parse], and also dates and times as SQL or RFC 1123 write them. Cuts the
  /// result to whole milliseconds. UTC if no zone is given.
  public static Optional<Instant> parseLoosely(String text) {
    Optional<Instant> unix = parseUnix(text);
    String plain = text.strip();
    if (unix.isPresent() || plain.length() > MAX_LENGTH) {
      return unix;
    }
    return parse(LOOSE_ISO, plain)
        .or(() -> parse(DateTimeFormatter.RFC_1123_DATE_TIME, plain))
        .flatMap(Moments::readable);
  }

  private static Optional<Instant> parse(DateTimeFormatter format, String text) {
    try {
      return Optional.of(format.parse(text, Instant::from).truncatedTo(ChronoUnit.MILLIS));
    } catch (DateTimeException | ArithmeticException notInThisFormat) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> readable(Instant moment) {
    return moment.isBefore(Instant.EPOCH) || moment.isAfter(LAST)
        ? Optional.empty()
        : Optional.of(moment);
  }
}
