package dev.parley.store.mongo;

import dev.parley.chat.Change;
import dev.parley.chat.ChangeLog;
import dev.parley.chat.ChangeReference;
import dev.parley.chat.Commit;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.bson.Document;

/// An entry of the log of changes: the changes of a commit, or a part of them. Its `_id` is the
/// number of its last change. See [ChangeLogRows].
final class ChangeDocument {
  static final String COLLECTION = "parley_changes";

  /// A larger commit gets several entries: MongoDB's limit of a document is 16 MB.
  private static final int CHANGES_OF_AN_ENTRY = 2_000;

  private static final long TOKENS = 1L << 40;

  private static final String COUNT = "count";
  private static final String TOKEN = "token";
  static final String CHANGES = "changes";

  static final StoredKind KIND = StoredKind.in(COLLECTION);

  private ChangeDocument() {}

  /// A token for a commit: see [dev.parley.chat.StreamPosition].
  static long token() {
    return ThreadLocalRandom.current().nextLong(TOKENS);
  }

  /// The document without its key.
  private static Document of(int count, long token, Instant now, String changes) {
    return new Document(COUNT, count)
        .append(TOKEN, token)
        .append(FieldNames.AT, DocumentFields.date(now))
        .append(CHANGES, changes);
  }

  static ChangeLog.Entry read(Document document) {
    return new ChangeLog.Entry(
        DocumentFields.number(document, FieldNames.KEY),
        (int) DocumentFields.number(document, COUNT),
        DocumentFields.number(document, TOKEN),
        DocumentFields.instant(document, FieldNames.AT),
        DocumentFields.text(document, CHANGES));
  }

  /// Adds the entries of a commit.
  static void write(Commit commit, Instant now, List<Write> writes) {
    List<Change> all = commit.changes();
    for (int from = 0; from < all.size(); from += CHANGES_OF_AN_ENTRY) {
      List<Change> some = all.subList(from, Math.min(all.size(), from + CHANGES_OF_AN_ENTRY));
      writes.add(
          Write.added(
              COLLECTION,
              commit.first() + from + some.size() - 1,
              of(some.size(), commit.token(), now, ChangeReference.write(some))));
    }
  }

  /// The entry with which the log begins again.
  static Write beginning(long number, Instant now) {
    return Write.added(COLLECTION, number, of(0, token(), now, ""));
  }
}
