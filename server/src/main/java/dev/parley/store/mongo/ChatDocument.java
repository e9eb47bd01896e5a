package dev.parley.store.mongo;

import static dev.parley.store.mongo.Fields.date;
import static dev.parley.store.mongo.Fields.instant;
import static dev.parley.store.mongo.Fields.number;
import static dev.parley.store.mongo.Fields.text;

import com.mongodb.client.model.Indexes;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.WaId;
import java.util.List;
import org.bson.Document;

/// The summary of a chat. Its `_id` is the address.
final class ChatDocument {
  static final String COLLECTION = "parley_chats";

  static final String LAST_SEQ = "last_seq";
  static final String NEWEST_TIMESTAMP = "newest_timestamp";
  static final String UNREAD = "unread";
  private static final String NEWEST_SEQ = "newest_seq";
  private static final String UNREAD_SINCE = "unread_since";
  private static final String VERSION = "version";

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
        .append(VERSION, summary.version());
  }

  static ChatSummary read(Document document) {
    return new ChatSummary(
        new WaId(text(document, Names.KEY)),
        number(document, LAST_SEQ),
        number(document, NEWEST_SEQ),
        instant(document, NEWEST_TIMESTAMP),
        number(document, UNREAD),
        instant(document, UNREAD_SINCE),
        number(document, VERSION));
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
