package dev.parley.store.mongo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.model.Filters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Commits that are applied late, twice, in parts, or by another process.
final class JournalTest {
  private static final String KEY = "wamid.1 read";

  @AutoClose private final TestMongo mongo = new TestMongo();
  private final Journal journal = new Journal(mongo.database());

  private static List<Write> add(String text) {
    return List.of(
        new Write.Add(
            EarlyStatusDocument.COLLECTION,
            FieldNames.KEY,
            new Document(FieldNames.KEY, KEY)
                .append(FieldNames.TEXT, text)
                .append(EarlyStatusDocument.MESSAGE_ID, "x")));
  }

  private static List<Write> remove() {
    return List.of(new Write.Remove(EarlyStatusDocument.COLLECTION, KEY));
  }

  private static List<Write> set(String text) {
    return List.of(
        new Write.Set(
            EarlyStatusDocument.COLLECTION,
            KEY,
            new Document(FieldNames.TEXT, text),
            Collections.emptyList()));
  }

  private List<String> texts() {
    return mongo
        .database()
        .getCollection(EarlyStatusDocument.COLLECTION)
        .find(Filters.exists(EarlyStatusDocument.MESSAGE_ID))
        .map(document -> document.getString(FieldNames.TEXT))
        .into(new ArrayList<>());
  }

  @Test
  void aLateApplicationDoesNotRestoreRemovedDocuments() {
    journal.apply(1, add("first"));
    journal.apply(2, remove());

    journal.apply(1, add("first"));

    assertEquals(List.of(), texts());
  }

  @Test
  void removedDocumentsCanBeAddedAgain() {
    journal.apply(1, add("first"));
    journal.apply(2, remove());

    journal.apply(3, add("second"));

    assertEquals(List.of("second"), texts());
  }

  @Test
  void aLateApplicationDoesNotRemoveReaddedDocuments() {
    journal.apply(1, add("first"));
    journal.apply(2, remove());
    journal.apply(3, add("second"));

    journal.apply(2, remove());

    assertEquals(List.of("second"), texts());
  }

  @Test
  void aLateApplicationDoesNotUndoALaterOne() {
    journal.apply(1, add("first"));
    journal.apply(2, set("second"));
    journal.apply(3, set("third"));

    journal.apply(2, set("second"));

    assertEquals(List.of("third"), texts());
  }

  @Test
  void onlyOneOfTwoCommitsOnTheSameBaseSucceeds() {
    Journal.Head head = journal.recover();

    assertTrue(journal.commit(head, head.next(null, 0, 0), add("first")));
    assertFalse(journal.commit(head, head.next(null, 0, 0), add("second")));

    assertEquals(head.number() + 1, journal.recover().number());
    assertEquals(List.of("first"), texts());
  }

  @Test
  void anUnansweredCommitIsFoundBeforeAnother() {
    Journal.Head head = journal.recover();
    Journal.Head mine = head.next(null, 0, 0);
    journal.commit(head, mine, add("mine"));
    Journal.Head other = journal.recover();
    journal.commit(other, other.next(null, 0, 0), set("other"));

    assertTrue(journal.recover().recent().contains(mine.token()));
    assertEquals(List.of("other"), texts());
  }

  @Test
  void anUnansweredCommitIsFoundBeforeManyOthers() {
    Journal.Head head = journal.recover();
    Journal.Head mine = head.next(null, 0, 0);
    journal.commit(head, mine, add("mine"));

    ObjectId others = null;
    for (int i = 0; i < 150; i++) {
      Journal.Head before = journal.recover();
      Journal.Head other = before.next(others, 0, 0);
      assertTrue(journal.commit(before, other, set("other " + i)));
      others = other.token();
    }

    assertTrue(journal.recover().recent().contains(mine.token()));
  }

  /// A document that no commit wrote has the `seq` that a commit wants to write.
  @Test
  void aTakenPlaceDoesNotBlockCommits() {
    var messages = mongo.database().getCollection(MessageDocument.COLLECTION);
    new Schema(mongo.database()).make();
    ObjectId unplaced = new ObjectId();
    messages.insertMany(
        List.of(
            new Document(FieldNames.WA_ID, "1").append(FieldNames.SEQ, 1L),
            new Document(FieldNames.KEY, unplaced).append(FieldNames.WA_ID, "1")));
    Write placing =
        new Write.Set(
            MessageDocument.COLLECTION, unplaced, new Document(FieldNames.SEQ, 1L), List.of());
    Journal.Head head = journal.recover();
    assertTrue(journal.commit(head, head.next(null, 0, 0), List.of(placing)));

    Journal.Head next = journal.recover();

    assertTrue(journal.commit(next, next.next(null, 0, 0), add("after")));
  }

  @Test
  void aCommitLargerThanADocumentIsKeptInPartsAndAppliedWhole() {
    Journal.Head head = journal.recover();
    String large = "x".repeat(6 << 20);
    List<Write> writes =
        List.of(1, 2, 3, 4).stream()
            .<Write>map(i ->
                new Write.Add(
                    EarlyStatusDocument.COLLECTION,
                    FieldNames.KEY,
                    new Document(FieldNames.KEY, "k" + i)
                        .append(FieldNames.TEXT, large)
                        .append(EarlyStatusDocument.MESSAGE_ID, "x")))
            .toList();

    assertTrue(journal.commit(head, head.next(null, 0, 0), writes));
    Journal.Head next = journal.recover();
    journal.commit(next, next.next(null, 0, 0), add("small"));
    journal.recover();
    journal.forgetOldParts();

    assertEquals(5, texts().size());
    assertEquals(1, mongo.database().getCollection(Journal.COLLECTION).countDocuments());
  }
}
