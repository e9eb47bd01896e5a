package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.date;
import static dev.parley.store.mongo.DocumentFields.instant;
import static dev.parley.store.mongo.DocumentFields.text;
import static dev.parley.store.mongo.DocumentFields.word;

import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.MessageId;
import dev.parley.chat.Status;
import dev.parley.chat.StatusReport;
import dev.parley.chat.archive.ArchivedRecord;
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
          .carriedAs(ArchivedRecord.Kind.EARLY_STATUS, EarlyStatusDocument::carried);

  /// A report that waits for its message.
  record Waiting(StatusReport report, Instant receivedAt) {}

  private EarlyStatusDocument() {}

  /// The document without its key.
  static Document of(Waiting waiting) {
    StatusReport report = waiting.report();
    return new Document()
        .append(MESSAGE_ID, report.message().value())
        .append(FieldNames.STATUS, word(report.status()))
        .append(FieldNames.AT, date(report.at()))
        .append(FieldNames.ERROR, DocumentFields.failure(report.failure()))
        .append(RECEIVED_AT, date(waiting.receivedAt()));
  }

  static Waiting read(Document document) {
    StatusReport report =
        new StatusReport(
            new MessageId(text(document, MESSAGE_ID)),
            DocumentFields.status(text(document, FieldNames.STATUS)),
            instant(document, FieldNames.AT),
            DocumentFields.failure(document.get(FieldNames.ERROR)));
    return new Waiting(report, instant(document, RECEIVED_AT));
  }

  /// Adds the writes of a commit if the reports that wait for a message changed.
  static void write(
      StagedRows.Changed<MessageId, Map<Status, Waiting>> changed, List<Write> writes) {
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

  private static Stream<ArchivedRecord> carried(Scan scan) {
    return scan.records(
        KIND,
        Sorts.ascending(FieldNames.KEY),
        document -> {
          Waiting waiting = read(document);
          return new ArchivedRecord.OfStatus(waiting.report(), waiting.receivedAt());
        });
  }
}
