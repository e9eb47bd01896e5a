package dev.parley.store.mongo;

import dev.parley.chat.Status;
import dev.parley.time.Moments;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// Fields of a document, strictly where Parley wrote them, leniently where another program may
/// have.
final class Fields {
  private Fields() {}

  /// The number of the change that a message or contact is as of; 0 where there is none.
  static long change(Document document) {
    return document.get(Names.CHANGE) instanceof Number change ? change.longValue() : 0;
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static String constant(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  static Status status(String word) {
    return Status.valueOf(constant(word));
  }

  /// @throws IllegalStateException when it is not there, or no text
  static String text(Document document, String field) {
    if (document.get(field) instanceof String text) {
      return text;
    }
    throw new IllegalStateException("the field " + field + " of a document is damaged");
  }

  static @Nullable String textOrNull(Document document, String field) {
    return document.get(field) instanceof String text ? text : null;
  }

  static long number(Document document, String field) {
    if (document.get(field) instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalStateException("the field " + field + " of a document is damaged");
  }

  static Instant instant(Document document, String field) {
    if (document.get(field) instanceof Date date) {
      return date.toInstant();
    }
    throw new IllegalStateException("the field " + field + " of a document is damaged");
  }

  /// A moment in whichever form a program may have stored it: a date, an ISO 8601 text, Unix
  /// seconds or milliseconds as a number or as digits.
  static Optional<Instant> moment(@Nullable Object value) {
    return switch (value) {
      case Date date -> Optional.of(date.toInstant());
      case Number number -> unix(number);
      case String text -> parse(text.strip());
      case null, default -> Optional.empty();
    };
  }

  private static Optional<Instant> parse(String text) {
    try {
      return Optional.of(
          text.matches("-?[0-9]{1,15}")
              ? Moments.ofUnix(Long.parseLong(text))
              : Instant.ofEpochMilli(OffsetDateTime.parse(text).toInstant().toEpochMilli()));
    } catch (DateTimeException | ArithmeticException notAMoment) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> unix(Number number) {
    try {
      return Optional.of(Moments.ofUnix(number.longValue()));
    } catch (DateTimeException | ArithmeticException notAMoment) { // a decimal may be no number
      return Optional.empty();
    }
  }
}
