package dev.parley.store.mongo;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.bwaldvogel.mongo.bson.Document;
import dev.parley.chat.ChatStore;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests the guarantees that Parley requests from MongoDB, in the commands that the server
/// receives.
@Timeout(60)
final class WriteConcernTest {
  private static final Set<String> WRITES = Set.of("update", "insert", "delete", "findAndModify");

  @AutoClose private final TappedMongo mongo = new TappedMongo();
  private final Queue<Document> writes = new ConcurrentLinkedQueue<>();
  private final Queue<Document> readsOfTheJournal = new ConcurrentLinkedQueue<>();

  private void work(String uri) {
    mongo.tap((name, command, server) -> {
      if (WRITES.contains(name)) {
        writes.add(command);
      }
      if (Journal.COLLECTION.equals(command.get("find"))) {
        readsOfTheJournal.add(command);
      }
      return server.get();
    });
    try (ChatStore store = MongoChatStore.open(uri, new RecordedFeed(), StoreListener.NONE)) {
      SteppedStore.of(store).ingest(arrived(HELLO), NOON);
      SteppedStore.of(store).markRead(ALICE, NOON);
    }
    assertTrue(writes.size() > 4, () -> "only " + writes);
  }

  private Set<Document> concerns() {
    return writes.stream()
        .map(write -> (Document) Objects.requireNonNullElse(write.get("writeConcern"), NONE))
        .map(concern -> new Document(concern))
        .peek(concern -> concern.remove("wtimeout"))
        .collect(Collectors.toSet());
  }

  private static final Document NONE = new Document();

  @Test
  void writesNeedAMajorityWithJournal() {
    work(mongo.uri());

    assertEquals(Set.of(new Document("w", "majority").append("j", true)), concerns());
  }

  @Test
  void theUriCanOverrideTheWriteConcern() {
    work(mongo.uri() + "&w=1&journal=false");

    assertEquals(Set.of(new Document("w", 1).append("j", false)), concerns());
  }

  @Test
  void theJournalIsReadWithMajorityConcern() {
    work(mongo.uri());

    assertEquals(
        Set.of("majority"),
        readsOfTheJournal.stream()
            .map(find -> ((Document) Objects.requireNonNull(find.get("readConcern"))).get("level"))
            .collect(Collectors.toSet()));
  }

  @Test
  void everyWriteMayBeRepeatedByTheDriver() {
    work(mongo.uri());

    assertEquals(
        List.of(),
        writes.stream()
            .filter(write -> !write.containsKey("txnNumber") && !isUpkeep(write))
            .toList());
  }

  /// Whether a write affects all documents that match. The driver does not retry such a write. Only
  /// the store's upkeep makes them, and repeats them in its next round.
  private static boolean isUpkeep(Document write) {
    return write.containsKey("delete")
        || (write.get("updates") instanceof List<?> updates
            && updates.stream()
                .allMatch(it -> it instanceof Document update && isTrue(update.get("multi"))));
  }

  private static boolean isTrue(@Nullable Object value) {
    return Boolean.TRUE.equals(value);
  }
}
