package dev.parley.chat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A word that a team puts on chats to find them again.
///
/// @param id for example `label_4f7k2m9q3x`; never changes
/// @param name 1 to [#LONGEST_NAME] characters; unique, regardless of case
/// @param color for example `#2f7d32`; null: clients choose one
public record Label(String id, String name, @Nullable String color) {
  /// The maximum number of characters of a name.
  public static final int LONGEST_NAME = 50;

  private static final String NAME = "name";
  private static final String COLOR = "color";

  /// The label in a record.
  public static Label of(SharedRecord shared) {
    String name = shared.fields().text(NAME);
    return new Label(shared.id(), name == null ? shared.id() : name, shared.fields().text(COLOR));
  }

  SharedRecord asRecord() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(NAME, name);
    if (color != null) {
      fields.put(COLOR, color);
    }
    return new SharedRecord(SharedRecord.Kind.LABEL, id, new PlainJson(fields));
  }
}
