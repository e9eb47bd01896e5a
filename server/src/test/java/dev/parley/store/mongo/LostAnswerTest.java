package dev.parley.store.mongo;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.bwaldvogel.mongo.bson.Document;
import dev.parley.chat.Change;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Ingested;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.Refusal;
import dev.parley.chat.Status;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// MongoDB reports an error for a commit that it has applied, or applies much later. The change is
/// published once, and the waiting caller learns the result.
@Timeout(120)
final class LostAnswerTest {
  private static final int NOT_PRIMARY = 10_107;
  private static final int INTERNAL_ERROR = 1;
  private static final Ingested ONE = new Ingested(1, 0, 0, 0, 0);

  private final TappedMongo mongo = new TappedMongo();
  private final RecordedFeed feed = new RecordedFeed();
  private final ChatStore store = MongoChatStore.open(mongo.uri(), feed, StoreListener.NONE);

  @AfterEach
  void close() {
    mongo.tap((_, _, server) -> server.get());
    store.close();
    mongo.close();
  }

  /// Whether a command replaces the journal's head. Maintenance also writes to this collection.
  private static boolean commits(String name, Document command) {
    String updates = String.valueOf(command.get("updates"));
    return name.equals("update")
        && Journal.COLLECTION.equals(command.get("update"))
        && updates.contains("$set\"")
        && updates.contains("\"recent\"");
  }

  /// Answers the first `times` commits with an error. The server runs a commit first if `isDone`
  /// accepts it.
  private void tapCommits(int times, Predicate<Supplier<Document>> isDone, int code, String name) {
    AtomicInteger left = new AtomicInteger(times);
    mongo.tap((command, arguments, server) -> {
      if (commits(command, arguments) && left.getAndDecrement() > 0) {
        if (isDone.test(server)) {
          var _ = server.get();
        }
        throw TappedMongo.error(code, name);
      }
      return server.get();
    });
  }

  private void isThereAndToldOnce() {
    assertEquals(1, store.messages(ALICE, null, 10).size());
    assertEquals(1, feed.changes().stream().filter(Change.MessageStored.class::isInstance).count());
    assertEquals(List.of(), store.audit().findings());
  }

  @Test
  void aCommitReportedAsFailedIsPublishedOnce() {
    tapCommits(1, _ -> true, INTERNAL_ERROR, "InternalError");

    assertEquals(ONE, SteppedStore.of(store).ingest(arrived(HELLO), NOON));

    isThereAndToldOnce();
  }

  @Test
  void callersDoNotNoticeAChangeOfThePrimary() {
    tapCommits(2, _ -> false, NOT_PRIMARY, "NotWritablePrimary");
    Ingested before = SteppedStore.of(store).ingest(arrived(HELLO), NOON);
    tapCommits(2, _ -> true, NOT_PRIMARY, "NotWritablePrimary");
    Ingested after =
        SteppedStore.of(store).ingest(arrived(incoming("wamid.bob", BOB, "Hi", NOON)), NOON);

    assertEquals(ONE, before);
    assertEquals(ONE, after);
    assertEquals(List.of(), store.audit().findings());
    assertEquals(2, feed.changes().stream().filter(Change.MessageStored.class::isInstance).count());
  }

  @Test
  void aDriverThatRepeatsAWriteDoesItOnce() {
    AtomicInteger numbered = new AtomicInteger();
    tapCommits(1, server -> numbered.incrementAndGet() > 0, NOT_PRIMARY, "NotWritablePrimary");

    SteppedStore.of(store).ingest(arrived(HELLO), NOON);

    assertEquals(1, numbered.get());
    isThereAndToldOnce();
  }

  /// The server runs the command, although the caller gave up and tries again.
  @Test
  void aLateCommitIsPublishedOnce() {
    AtomicReference<Supplier<Document>> late = new AtomicReference<>();
    AtomicInteger commits = new AtomicInteger();
    mongo.tap((name, command, server) -> {
      if (!commits(name, command)) {
        return server.get();
      }
      switch (commits.incrementAndGet()) {
        case 1 -> {
          late.set(server);
          throw TappedMongo.error(INTERNAL_ERROR, "InternalError");
        }
        case 2 -> {
          var _ = late.get().get();
        }
        default -> {}
      }
      return server.get();
    });

    Ingested result = SteppedStore.of(store).ingest(arrived(HELLO), NOON);

    assertEquals(ONE, result);
    isThereAndToldOnce();
    assertTrue(commits.get() >= 2, "only " + commits);
  }

  /// The caller receives a failure, because nobody knows then that the commit will succeed.
  @Test
  void anAbandonedCommitIsPublishedWithoutAnotherOne() {
    Queue<Supplier<Document>> late = new ConcurrentLinkedQueue<>();
    mongo.tap((name, command, server) -> {
      if (commits(name, command)) {
        late.add(server);
        throw TappedMongo.error(INTERNAL_ERROR, "InternalError");
      }
      return server.get();
    });
    assertThrows(Refusal.class, () -> SteppedStore.of(store).ingest(arrived(HELLO), NOON));

    mongo.tap((_, _, server) -> server.get());
    var _ = late.remove().get(); // the first
    while (feed.changes().isEmpty()) {
      Thread.onSpinWait();
    }

    isThereAndToldOnce();
  }

  /// An error that would occur again whenever any process applies the commit.
  @Test
  void aFullDocumentDoesNotBlockWrites() {
    SteppedStore.of(store).ingest(arrived(HELLO), NOON);
    mongo.tap((name, command, server) ->
        name.equals("update")
                && MessageDocument.COLLECTION.equals(command.get("update"))
                && String.valueOf(command.get("updates")).contains("played")
            ? new Document("ok", 1.0)
                .append("n", 0)
                .append("nModified", 0)
                .append(
                    "writeErrors",
                    List.of(
                        new Document("index", 0).append("code", 17_419).append("errmsg", "large")))
            : server.get());

    SteppedStore.of(store).ingest(reported(report(HELLO.id(), Status.PLAYED, NOON)), NOON);
    Ingested next =
        SteppedStore.of(store).ingest(arrived(incoming("wamid.2", ALICE, "Hi", NOON)), NOON);

    assertEquals(ONE, next);
    assertEquals(2, store.messages(ALICE, null, 10).size());
  }
}
