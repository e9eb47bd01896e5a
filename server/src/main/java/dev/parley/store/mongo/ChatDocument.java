package dev.parley.store.mongo;

import static dev.parley.store.mongo.Fields.date;
import static dev.parley.store.mongo.Fields.instant;
import static dev.parley.store.mongo.Fields.number;
import static dev.parley.store.mongo.Fields.text;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/// The summary of a chat. Its `_id` is the address.
final class ChatDocument {
  static final String COLLECTION = "parley_chats";

  static final String LAST_SEQ = "last_seq";
  static final String NEWEST_TIMESTAMP = "newest_timestamp";
  static final String UNREAD = "unread";
  private static final String NEWEST_SEQ = "newest_seq";
  private static final String UNREAD_SINCE = "unread_since";
  private static final String VERSION = "version";

  /// [Instant#EPOCH] where the window was never opened.
  static final String WINDOW_OPENED_AT = "window_opened_at";

  /// Summaries of an earlier version, which kept nothing of windows.
  static final Bson WITHOUT_WINDOW = Filters.exists(WINDOW_OPENED_AT, false);

  static final StoredKind KIND =
      StoredKind.in(COLLECTION)
          .keyedByAddress()
          .indexed(Indexes.descending(NEWEST_TIMESTAMP, Names.KEY));

  private ChatDocument() {}

  /// All but its key.
  private static Document of(ChatSummary summary) {
    return new Document()
        .append(LAST_SEQ, summary.lastSeq())
        .append(NEWEST_SEQ, summary.newestSeq())
        .append(NEWEST_TIMESTAMP, date(summary.newestTimestamp()))
        .append(UNREAD, summary.unread())
        .append(UNREAD_SINCE, date(summary.unreadSince()))
        .append(VERSION, summary.version())
        .append(WINDOW_OPENED_AT, windowOpenedAt(summary.windowOpenedAt()));
  }

  static ChatSummary read(Document document) {
    return new ChatSummary(
        new WaId(text(document, Names.KEY)),
        number(document, LAST_SEQ),
        number(document, NEWEST_SEQ),
        instant(document, NEWEST_TIMESTAMP),
        number(document, UNREAD),
        instant(document, UNREAD_SINCE),
        number(document, VERSION),
        hasWindow(document) ? windowOpenedAt(document) : null);
  }

  /// Whether it says when the window was opened, or that it never was.
  static boolean hasWindow(Document document) {
    return document.containsKey(WINDOW_OPENED_AT);
  }

  private static @Nullable Instant windowOpenedAt(Document document) {
    Instant at = instant(document, WINDOW_OPENED_AT);
    return at.equals(Instant.EPOCH) ? null : at;
  }

  /// How it is stored when the window was opened last.
  ///
  /// @param at null: never
  static Date windowOpenedAt(@Nullable Instant at) {
    return date(at == null ? Instant.EPOCH : at);
  }

  /// What a commit writes for a summary that changed.
  static void write(Table.Changed<WaId, ChatSummary> changed, List<Write> writes) {
    Write.row(
        COLLECTION,
        changed.key().value(),
        changed.before().map(ChatDocument::of).orElse(null),
        changed.after().map(ChatDocument::of).orElse(null),
        writes);
  }
}
