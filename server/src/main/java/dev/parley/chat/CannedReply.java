package dev.parley.chat;

import java.util.LinkedHashMap;
import java.util.Map;

/// A prepared answer of a team. Clients replace placeholders in double braces, such as `{{name}}`.
///
/// @param id for example `reply_4f7k2m9q3x`; never changes
/// @param shortcut 1 to [#LONGEST_SHORTCUT] characters without spaces, by which clients find the
///   reply; unique
/// @param text 1 to 4096 characters
/// @param content the content to send with the text, in the format of `content` in `POST
///   /api/send`; empty if the reply is only a text
public record CannedReply(String id, String shortcut, String text, PlainJson content) {
  /// The maximum number of characters of a shortcut.
  public static final int LONGEST_SHORTCUT = 50;

  private static final String SHORTCUT = "shortcut";
  private static final String TEXT = "text";
  private static final String CONTENT = "content";

  /// The reply in a record.
  public static CannedReply of(SharedRecord shared) {
    String shortcut = shared.fields().text(SHORTCUT);
    String text = shared.fields().text(TEXT);
    return new CannedReply(
        shared.id(),
        shortcut == null ? shared.id() : shortcut,
        text == null ? "" : text,
        shared.fields().object(CONTENT));
  }

  SharedRecord asRecord() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(SHORTCUT, shortcut);
    fields.put(TEXT, text);
    if (!content.fields().isEmpty()) {
      fields.put(CONTENT, content.fields());
    }
    return new SharedRecord(SharedRecord.Kind.REPLY, id, new PlainJson(fields));
  }
}
