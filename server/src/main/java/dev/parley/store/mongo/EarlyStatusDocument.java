package dev.parley.store.mongo;

import static dev.parley.store.mongo.Fields.date;
import static dev.parley.store.mongo.Fields.instant;
import static dev.parley.store.mongo.Fields.text;
import static dev.parley.store.mongo.Fields.word;

import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.MessageId;
import dev.parley.chat.Status;
import dev.parley.chat.StatusReport;
import dev.parley.chat.archive.Kept;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// A status that waits for its message. Its `_id` is the message's id and the status, with a space
/// between them.
final class EarlyStatusDocument {
  static final String COLLECTION = "parley_early_statuses";

  static final String MESSAGE_ID = "message_id";
  static final String RECEIVED_AT = "received_at";

  static final StoredKind KIND =
      StoredKind.in(COLLECTION)
          .indexed(Indexes.ascending(MESSAGE_ID))
          .indexed(Indexes.ascending(RECEIVED_AT))
          .removable(MESSAGE_ID)
          .carriedAs(Kept.Kind.EARLY_STATUS, EarlyStatusDocument::carried);

  /// A report that waits for its message.
  record Waiting(StatusReport report, Instant receivedAt) {}

  private EarlyStatusDocument() {}

  /// All but its key.
  static Document of(Waiting waiting) {
    StatusReport report = waiting.report();
    return new Document()
        .append(MESSAGE_ID, report.message().value())
        .append(Names.STATUS, word(report.status()))
        .append(Names.AT, date(report.at()))
        .append(Names.ERROR, Fields.failure(report.failure()))
        .append(RECEIVED_AT, date(waiting.receivedAt()));
  }

  static Waiting read(Document document) {
    StatusReport report =
        new StatusReport(
            new MessageId(text(document, MESSAGE_ID)),
            Fields.status(text(document, Names.STATUS)),
            instant(document, Names.AT),
            Fields.failure(document.get(Names.ERROR)));
    return new Waiting(report, instant(document, RECEIVED_AT));
  }

  /// What a commit writes when other reports wait for a message.
  static void write(Table.Changed<MessageId, Map<Status, Waiting>> changed, List<Write> writes) {
    Map<Status, Waiting> before = changed.before().orElse(Map.of());
    Map<Status, Waiting> after = changed.after().orElse(Map.of());
    for (Status status : Status.values()) {
      String key = changed.key().value() + " " + word(status);
      Write.row(COLLECTION, key, document(before.get(status)), document(after.get(status)), writes);
    }
  }

  private static @Nullable Document document(@Nullable Waiting waiting) {
    return waiting == null ? null : of(waiting);
  }

  private static Stream<Kept> carried(Scan scan) {
    return scan.records(
        KIND,
        Sorts.ascending(Names.KEY),
        document -> {
          Waiting waiting = read(document);
          return new Kept.OfStatus(waiting.report(), waiting.receivedAt());
        });
  }
}
