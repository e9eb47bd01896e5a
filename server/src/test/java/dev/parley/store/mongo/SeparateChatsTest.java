package dev.parley.store.mongo;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.ALICE_ID;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.mongodb.client.MongoCollection;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.SharedRecord;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.WaId;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Chats of one person that an earlier version left separate.
@Timeout(60)
final class SeparateChatsTest {
  private static final WaId BOB_ID = new WaId("US.30481632649612825502");

  private final TestMongo mongo = new TestMongo();
  private final MongoCollection<Document> identities =
      mongo.database().getCollection(IdentityDocument.COLLECTION);
  private SteppedStore store = open();

  private SteppedStore open() {
    return SteppedStore.of(
        MongoChatStore.open(mongo.uri(), new RecordedFeed(), StoreListener.NONE));
  }

  @AfterEach
  void close() {
    store.close();
    mongo.close();
  }

  private void lead(WaId userId, WaId address) {
    identities.insertOne(
        new Document("_id", userId.value()).append("address", address.value()).append("rev", 1L));
  }

  @Test
  void theyBecomeOneAfterTheStart() {
    store.ingest(arrived(outgoing("wamid.1", ALICE, "offer", BEFORE_NOON)), NOON);
    store.ingest(arrived(incoming("wamid.2", ALICE_ID, "hidden", NOON)), NOON);
    store.ingest(arrived(outgoing("wamid.3", BOB, "offer", BEFORE_NOON)), NOON);
    store.ingest(arrived(incoming("wamid.4", BOB_ID, "hidden", NOON)), NOON);
    store.close();
    lead(ALICE_ID, ALICE);
    lead(BOB_ID, BOB);
    lead(new WaId("US.40481632649612825503"), BOB); // so that it may be the chat of somebody else

    store = open();
    List<SharedRecord> tasks = List.of();
    while (tasks.isEmpty()) {
      Thread.onSpinWait();
      tasks = store.shared(SharedRecord.Kind.JOIN);
    }
    SharedRecord task = tasks.getFirst();
    boolean more = store.step(NOON, rules -> rules.joins().next(task));
    assertFalse(more);

    assertEquals(
        List.of("offer", "hidden"),
        store.messages(ALICE, null, 10).stream().map(it -> it.body().text()).toList());
    assertEquals(List.of(), store.messages(ALICE_ID, null, 10));
    assertEquals(1, store.messages(BOB_ID, null, 10).size());
    assertEquals(List.of(), store.audit().findings());
  }
}
