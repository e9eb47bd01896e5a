package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.date;
import static dev.parley.store.mongo.DocumentFields.instant;
import static dev.parley.store.mongo.DocumentFields.text;
import static dev.parley.store.mongo.DocumentFields.textOrNull;
import static dev.parley.store.mongo.DocumentFields.word;

import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.MessageId;
import dev.parley.chat.StatusReport;
import dev.parley.chat.WaId;
import dev.parley.chat.archive.ArchivedRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// A status that waits for its message. Its `_id` is the message's id and the status, with a space
/// between them; if a member of a group reported it, a space and their address follow.
final class EarlyStatusDocument {
  static final String COLLECTION = "parley_early_statuses";

  static final String MESSAGE_ID = "message_id";
  static final String RECEIVED_AT = "received_at";

  private static final String PARTICIPANT = "participant";

  static final StoredKind KIND =
      StoredKind.in(COLLECTION)
          .indexed(Indexes.ascending(MESSAGE_ID))
          .indexed(Indexes.ascending(RECEIVED_AT))
          .removable(MESSAGE_ID)
          .archivedAs(ArchivedRecord.Kind.EARLY_STATUS, EarlyStatusDocument::archived);

  /// A report that waits for its message.
  record Waiting(StatusReport report, Instant receivedAt) {
    /// The part of its key after the id of the message.
    String name() {
      WaId participant = report.participant();
      String word = word(report.status());
      return participant == null ? word : word + " " + participant.value();
    }
  }

  private EarlyStatusDocument() {}

  /// The document without its key.
  static Document of(Waiting waiting) {
    StatusReport report = waiting.report();
    return new Document()
        .append(MESSAGE_ID, report.message().value())
        .append(FieldNames.STATUS, word(report.status()))
        .append(FieldNames.AT, date(report.at()))
        .append(FieldNames.ERROR, DocumentFields.failure(report.failure()))
        .append(PARTICIPANT, report.participant() == null ? null : report.participant().value())
        .append(RECEIVED_AT, date(waiting.receivedAt()));
  }

  static Waiting read(Document document) {
    String participant = textOrNull(document, PARTICIPANT);
    StatusReport report =
        new StatusReport(
            new MessageId(text(document, MESSAGE_ID)),
            DocumentFields.status(text(document, FieldNames.STATUS)),
            instant(document, FieldNames.AT),
            DocumentFields.failure(document.get(FieldNames.ERROR)),
            participant == null ? null : new WaId(participant));
    return new Waiting(report, instant(document, RECEIVED_AT));
  }

  /// Adds the writes of a commit if the reports that wait for a message changed.
  static void write(
      StagedRows.Changed<MessageId, Map<String, Waiting>> changed, List<Write> writes) {
    Map<String, Waiting> before = changed.before().orElse(Map.of());
    Map<String, Waiting> after = changed.after().orElse(Map.of());
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      String key = changed.key().value() + " " + name;
      Write.row(COLLECTION, key, document(before.get(name)), document(after.get(name)), writes);
    }
  }

  private static @Nullable Document document(@Nullable Waiting waiting) {
    return waiting == null ? null : of(waiting);
  }

  private static Stream<ArchivedRecord> archived(Scan scan) {
    return scan.records(
        KIND,
        Sorts.ascending(FieldNames.KEY),
        document -> {
          Waiting waiting = read(document);
          return new ArchivedRecord.OfStatus(waiting.report(), waiting.receivedAt());
        });
  }
}
