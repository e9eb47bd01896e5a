package dev.parley.store.sqlite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.access.Sender;
import dev.parley.chat.Amendment;
import dev.parley.chat.Body;
import dev.parley.chat.ChatHistory.Position;
import dev.parley.chat.Content;
import dev.parley.chat.ContentFields;
import dev.parley.chat.Direction;
import dev.parley.chat.Failure;
import dev.parley.chat.Origin;
import dev.parley.chat.PlainJson;
import dev.parley.chat.Reaction;
import dev.parley.chat.Receipt;
import dev.parley.chat.Status;
import dev.parley.chat.StatusTimes;
import dev.parley.chat.WaId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Converts single values to columns and back.
final class Columns {
  private static final String ORIGIN = "\"origin\"";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};
  private static final TypeReference<List<Map<String, Object>>> ROWS = new TypeReference<>() {};
  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

  private Columns() {}

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// The word for the kind of an amendment.
  static String kind(Amendment.Action what) {
    return switch (what) {
      case Amendment.Action.React _ -> "react";
      case Amendment.Action.Edit _ -> "edit";
      case Amendment.Action.Revoke _ -> "revoke";
    };
  }

  static Status status(String word) {
    return Status.valueOf(word.toUpperCase(Locale.ROOT));
  }

  static Direction direction(String word) {
    return Direction.valueOf(word.toUpperCase(Locale.ROOT));
  }

  static void set(PreparedStatement statement, int index, @Nullable Instant at)
      throws SQLException {
    if (at == null) {
      statement.setNull(index, Types.INTEGER);
    } else {
      statement.setLong(index, at.toEpochMilli());
    }
  }

  /// Sets the first two parameters to the position after which a page begins, or to a position
  /// before all rows.
  static void setPosition(PreparedStatement query, @Nullable Position after) throws SQLException {
    setPosition(query, 1, after);
  }

  /// Sets two parameters to the position after which a page begins, or to a position before all
  /// rows.
  ///
  /// @param index the index of the first parameter
  static void setPosition(PreparedStatement query, int index, @Nullable Position after)
      throws SQLException {
    if (after == null) {
      query.setLong(index, Long.MAX_VALUE);
      query.setString(index + 1, "");
    } else {
      set(query, index, after.at());
      query.setString(index + 1, after.waId().value());
    }
  }

  static String fields(PlainJson fields) {
    return json(fields.fields());
  }

  static PlainJson fields(String json) {
    return new PlainJson(parse(json, FIELDS));
  }

  /// The content of a body in addition to its text, with its origin.
  static @Nullable String content(Body body) {
    Map<String, Object> fields = ContentFields.stored(body);
    return fields == null ? null : json(fields);
  }

  /// The content; null if the column is null or has a content unknown to this version.
  static @Nullable Content content(@Nullable String json) {
    return json == null ? null : ContentFields.read(parse(json, FIELDS)).orElse(null);
  }

  /// The origin; null if absent.
  static @Nullable Origin origin(@Nullable String json) {
    return json == null || !json.contains(ORIGIN)
        ? null
        : ContentFields.readOrigin(parse(json, FIELDS));
  }

  static @Nullable String failure(@Nullable Failure failure) {
    return failure == null ? null : json(ContentFields.of(failure));
  }

  static @Nullable Failure failure(@Nullable String json) {
    return json == null ? null : ContentFields.readFailure(parse(json, FIELDS));
  }

  static @Nullable String reactions(List<Reaction> reactions) {
    if (reactions.isEmpty()) {
      return null;
    }
    return json(
        reactions.stream()
            .map(it -> Map.of("by", it.by(), "emoji", it.emoji(), "at", it.at().toEpochMilli()))
            .toList());
  }

  static List<Reaction> reactions(@Nullable String json) {
    if (json == null) {
      return List.of();
    }
    List<Reaction> reactions = new ArrayList<>();
    for (Map<String, Object> row : parse(json, ROWS)) {
      if (row.get("by") instanceof String by
          && row.get("emoji") instanceof String emoji
          && row.get("at") instanceof Number at) {
        reactions.add(new Reaction(by, emoji, Instant.ofEpochMilli(at.longValue())));
      }
    }
    return reactions;
  }

  static @Nullable String receipts(List<Receipt> receipts) {
    if (receipts.isEmpty()) {
      return null;
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Receipt receipt : receipts) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("by", receipt.by().value());
      for (Status status : Status.values()) {
        Instant at = receipt.times().reported().get(status);
        if (at != null) {
          row.put(word(status), at.toEpochMilli());
        }
      }
      rows.add(row);
    }
    return json(rows);
  }

  static List<Receipt> receipts(@Nullable String json) {
    if (json == null) {
      return List.of();
    }
    List<Receipt> receipts = new ArrayList<>();
    for (Map<String, Object> row : parse(json, ROWS)) {
      if (row.get("by") instanceof String by && WaId.isValid(by)) {
        Map<Status, Instant> times = new EnumMap<>(Status.class);
        for (Status status : Status.values()) {
          if (row.get(word(status)) instanceof Number at) {
            times.put(status, Instant.ofEpochMilli(at.longValue()));
          }
        }
        receipts.add(new Receipt(new WaId(by), new StatusTimes(times)));
      }
    }
    return receipts;
  }

  static @Nullable String sender(@Nullable Sender sender) {
    return sender == null
        ? null
        : json(Map.of("id", sender.id(), "name", sender.name(), "kind", sender.kind().word()));
  }

  /// The sender; null if the column is null or has a sender unknown to this version.
  static @Nullable Sender sender(@Nullable String json) {
    if (json == null) {
      return null;
    }
    Map<String, Object> fields = parse(json, FIELDS);
    return fields.get("id") instanceof String id
            && fields.get("name") instanceof String name
            && fields.get("kind") instanceof String kind
        ? Sender.Kind.of(kind).map(it -> new Sender(id, name, it)).orElse(null)
        : null;
  }

  static String texts(List<String> texts) {
    return json(texts);
  }

  static List<String> texts(String json) {
    return parse(json, TEXTS);
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a column cannot be written as JSON", e);
    }
  }

  private static <T> T parse(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON column is damaged", e);
    }
  }
}
