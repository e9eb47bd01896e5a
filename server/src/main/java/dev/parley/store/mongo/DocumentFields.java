package dev.parley.store.mongo;

import dev.parley.access.Sender;
import dev.parley.chat.Body;
import dev.parley.chat.Content;
import dev.parley.chat.ContentFields;
import dev.parley.chat.Failure;
import dev.parley.chat.Origin;
import dev.parley.chat.Status;
import dev.parley.time.Moments;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// Converts values to fields of a document and back, for fields that several kinds of records have.
/// Fields that Parley wrote are read strictly, fields that another program may have written
/// leniently.
final class DocumentFields {
  private DocumentFields() {}

  /// The number of the last change of a message or contact; 0 if there is none.
  static long change(Document document) {
    return document.get(FieldNames.CHANGE) instanceof Number change ? change.longValue() : 0;
  }

  static Date date(Instant at) {
    return Date.from(at);
  }

  static @Nullable Date dateOrNull(@Nullable Instant at) {
    return at == null ? null : date(at);
  }

  /// The content of a body in addition to its text, with its origin.
  static @Nullable Document content(Body body) {
    Map<String, Object> fields = ContentFields.stored(body);
    return fields == null ? null : new Document(fields);
  }

  /// The origin; null if absent.
  static @Nullable Origin origin(@Nullable Object value) {
    return value instanceof Document fields ? ContentFields.readOrigin(fields) : null;
  }

  /// The content; null if there is none, or its kind is unknown to this version.
  static @Nullable Content content(@Nullable Object value) {
    return value instanceof Document fields ? ContentFields.read(fields).orElse(null) : null;
  }

  static @Nullable Document failure(@Nullable Failure failure) {
    return failure == null ? null : new Document(ContentFields.of(failure));
  }

  /// The failure; null if there is none, or it is damaged.
  static @Nullable Failure failure(@Nullable Object value) {
    try {
      return value instanceof Document fields ? ContentFields.readFailure(fields) : null;
    } catch (IllegalArgumentException damaged) {
      return null; // like damaged content
    }
  }

  static @Nullable Document sender(@Nullable Sender sender) {
    return sender == null
        ? null
        : new Document(FieldNames.ID, sender.id())
            .append(FieldNames.NAME, sender.name())
            .append(FieldNames.KIND, sender.kind().word());
  }

  /// The sender; null if there is none, or its kind is unknown to this version.
  static @Nullable Sender sender(@Nullable Object value) {
    return value instanceof Document fields
            && fields.get(FieldNames.ID) instanceof String id
            && fields.get(FieldNames.NAME) instanceof String name
            && fields.get(FieldNames.KIND) instanceof String kind
        ? Sender.Kind.of(kind).map(it -> new Sender(id, name, it)).orElse(null)
        : null;
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

  /// @throws IllegalStateException if the field is absent or not a text
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

  /// A time in any form in which a program may have stored it: a date, an ISO 8601 text, Unix
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
    } catch (DateTimeException | ArithmeticException notAMoment) { // a decimal may be NaN
      return Optional.empty();
    }
  }
}
