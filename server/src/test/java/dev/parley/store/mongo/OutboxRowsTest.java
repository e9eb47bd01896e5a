package dev.parley.store.mongo;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.bson.Document;
import dev.parley.chat.MessageId;
import dev.parley.chat.Outbox.Urgency;
import dev.parley.outbox.OutboxEntry;
import dev.parley.outbox.OutboxEntry.State;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The reads of the outbox by a group of steps.
final class OutboxRowsTest {
  private static final int WAITING = 200;
  private static final int GROUP = 100;

  private final TappedMongo mongo = new TappedMongo();
  private final MongoClient client = MongoClients.create(mongo.uri());
  private final MongoDatabase database = client.getDatabase("x");
  private final OutboxRows rows = new OutboxRows(database, new DamageLog(), new ArrayDeque<>());
  private final AtomicInteger read = new AtomicInteger();

  @BeforeEach
  void fill() {
    MongoCollection<org.bson.Document> outbox = database.getCollection(OutboxDocument.COLLECTION);
    outbox.insertMany(
        IntStream.rangeClosed(1, WAITING)
            .mapToObj(OutboxRowsTest::entry)
            .map(it -> OutboxDocument.of(it).append("_id", it.message().value()))
            .toList());
    mongo.tap((name, _, server) -> {
      Document answer = server.get();
      if (name.equals("find")
          && answer.get("cursor") instanceof Document cursor
          && cursor.get("firstBatch") instanceof Collection<?> found) {
        read.addAndGet(found.size());
      }
      return answer;
    });
  }

  @AfterEach
  void close() {
    client.close();
    mongo.close();
  }

  private static OutboxEntry entry(int place) {
    State state = place == 1 ? State.READY : State.QUEUED;
    return new OutboxEntry(
        new MessageId("msg_" + place),
        ALICE,
        place,
        state,
        Urgency.BULK,
        NOON,
        0,
        null,
        null,
        null,
        NOON);
  }

  @Test
  void messagesOfAGroupAreNotReadBackFromTheChat() {
    for (int i = 1; i <= GROUP; i++) {
      assertEquals(1, rows.firstOf(ALICE).orElseThrow().place());
      rows.save(entry(WAITING + i));
    }

    assertTrue(read.get() <= GROUP, "documents read: " + read);
  }

  @Test
  void messagesRemovedByAGroupAreNotFound() {
    for (int i = 1; i <= GROUP; i++) {
      OutboxEntry first = rows.firstOf(ALICE).orElseThrow();
      assertEquals(i, first.place());
      rows.remove(first.message());
    }

    assertEquals(
        List.of(101L, 102L, 103L),
        rows.due(null, State.QUEUED, Urgency.BULK, NOON, 3).stream()
            .map(OutboxEntry::place)
            .toList());
  }
}
