package dev.parley.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.time.Moments;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Times in JSON: written as `2025-08-07T10:30:00.000Z`, always with three digits of a second; read
/// from ISO-8601 with any offset, or Unix seconds or milliseconds.
public final class Times {
  /// The allowed forms, for error messages.
  public static final String ALLOWED =
      "must be a time such as 2025-08-07T10:30:00Z, or Unix seconds or milliseconds";

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final DateTimeFormatter ANY_YEAR =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private static final int SECONDS_A_DAY = 86_400;

  private Times() {}

  /// `2025-08-07T10:30:00.000Z`
  public static String format(Instant time) {
    return isFourDigits(time) ? new String(ascii(time), US_ASCII) : ANY_YEAR.format(time);
  }

  /// Parses a client's text; empty if it is not a time, or not in the years 1970 to 9999.
  public static Optional<Instant> parse(String text) {
    return Moments.parse(text);
  }

  /// Parses a client's number: Unix seconds or milliseconds, without their fractions.
  public static Optional<Instant> parse(BigDecimal number) {
    return Moments.parseUnix(number);
  }

  static void write(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
    json.writeFieldName(name);
    if (time == null) {
      json.writeNull();
    } else if (isFourDigits(time)) {
      byte[] ascii = ascii(time);
      json.writeRawUTF8String(ascii, 0, ascii.length);
    } else {
      json.writeString(ANY_YEAR.format(time));
    }
  }

  private static boolean isFourDigits(Instant time) {
    return !time.isBefore(FIRST) && !time.isAfter(Moments.LAST);
  }

  /// Formats by hand, because a page of chats can have thirty thousand times, and a formatter takes
  /// ten times as long. Days are counted from 1 March of year 0, so that a leap day is the last day
  /// of a year.
  private static byte[] ascii(Instant time) {
    long second = time.getEpochSecond();
    int ofDay = Math.floorMod(second, SECONDS_A_DAY);
    int day = (int) Math.floorDiv(second, (long) SECONDS_A_DAY) + 719_468 + 146_097;
    int ofEra = day % 146_097; // an era is 400 years
    int yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int monthFromMarch = (5 * ofYear + 2) / 153;
    int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    int year = (day / 146_097 - 1) * 400 + yearOfEra + (month <= 2 ? 1 : 0);
    byte[] ascii = "0000-00-00T00:00:00.000Z".getBytes(US_ASCII);
    digits(ascii, 0, 4, year);
    digits(ascii, 5, 2, month);
    digits(ascii, 8, 2, ofYear - (153 * monthFromMarch + 2) / 5 + 1);
    digits(ascii, 11, 2, ofDay / 3600);
    digits(ascii, 14, 2, ofDay / 60 % 60);
    digits(ascii, 17, 2, ofDay % 60);
    digits(ascii, 20, 3, time.getNano() / 1_000_000);
    return ascii;
  }

  private static void digits(byte[] ascii, int at, int count, int value) {
    int rest = value;
    for (int i = at + count - 1; i >= at; i--) {
      ascii[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
