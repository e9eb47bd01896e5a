package dev.parley.store.mongo;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Direction;
import dev.parley.chat.Ingested;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.Status;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.WaId;
import dev.parley.chat.WindowFixtures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests how Parley shows the documents of the replaced backend, and which fields it does not
/// change.
@Timeout(60)
final class AdoptionTest {
  private final TestMongo mongo = new TestMongo();
  private final MongoCollection<Document> messages =
      mongo.database().getCollection(MessageDocument.COLLECTION);
  private final RecordedFeed feed = new RecordedFeed();
  private @Nullable ChatStore opened;

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
    mongo.close();
  }

  private ChatStore open() {
    ChatStore store = MongoChatStore.open(mongo.uri(), feed, StoreListener.NONE);
    opened = store;
    return store;
  }

  /// Opens the store and waits until every document has its place.
  private ChatStore openAndTakeOver() {
    ChatStore store = open();
    while (messages.countDocuments(Filters.eq(FieldNames.SEQ, null)) > 0) {
      Thread.onSpinWait();
    }
    SteppedStore.of(store)
        .presence(Set.of(), false, NOON); // waits for the commit of the last places
    return store;
  }

  /// A message as the replaced backend stores it.
  private static Document old(String id, String waId, String text, Object timestamp) {
    return new Document(FieldNames.KEY, new ObjectId())
        .append("id", id)
        .append("meta_msg_id", id)
        .append("wa_id", waId)
        .append("name", "Alice")
        .append("text", text)
        .append("type", "incoming")
        .append("timestamp", timestamp)
        .append("status", "delivered")
        .append("message_type", "text")
        .append("webhook_data", new Document("from", waId))
        .append("createdAt", Date.from(NOON))
        .append("updatedAt", Date.from(NOON))
        .append("__v", 0);
  }

  private static Date at(long second) {
    return Date.from(NOON.plusSeconds(second));
  }

  @Test
  void messagesGetTheirSeqInTheOrderOfStoring() {
    messages.insertMany(
        List.of(
            old("wamid.1", ALICE.value(), "second", at(2)),
            old("wamid.2", ALICE.value(), "first", at(1)),
            old("wamid.3", BOB.value(), "Hi", at(3))));

    ChatStore store = openAndTakeOver();

    List<Message> alice = store.messages(ALICE, null, 10);
    assertEquals(List.of("first", "second"), alice.stream().map(it -> it.body().text()).toList());
    assertEquals(List.of(2L, 1L), alice.stream().map(Message::seq).toList());
    assertEquals(2, store.chat(ALICE, 0).orElseThrow().head().summary().unread());
    assertEquals(List.of(BOB, ALICE), store.chats(null, 10).stream().map(it -> it.waId()).toList());
    assertEquals(List.of(), store.audit().findings());
    assertEquals(List.of(), feed.changes());
  }

  @Test
  void customersMessagesOpenTheirWindows() {
    Document future = old("wamid.2", BOB.value(), "Hi", at(100_000_000));
    Document undated = old("wamid.3", "15550001003", "Hi", at(100_000_000));
    undated.remove("createdAt");
    messages.insertMany(
        List.of(
            old("wamid.1", ALICE.value(), "Hello", at(-60)),
            old("msg_1", "15550001004", "Ours", at(0)).append("type", "outgoing"),
            future,
            undated));

    Map<WaId, Optional<Instant>> opened = WindowFixtures.opened(openAndTakeOver());

    assertEquals(
        Map.of(
            ALICE,
            Optional.of(NOON.minusSeconds(60)),
            BOB,
            Optional.of(NOON),
            new WaId("15550001003"),
            Optional.of(undated.getObjectId(FieldNames.KEY).getDate().toInstant()),
            new WaId("15550001004"),
            Optional.empty()),
        opened);
  }

  @Test
  void nothingOfADocumentIsChanged() {
    Document before = old("wamid.1", ALICE.value(), "Hello", "2025-08-07T10:30:00Z");
    messages.insertOne(new Document(before));

    openAndTakeOver();

    Document after = messages.find().first();
    assertTrue(after != null);
    after
        .keySet()
        .removeAll(
            List.of(
                FieldNames.SEQ,
                FieldNames.AT,
                FieldNames.PARLEY_STATUS,
                FieldNames.REV,
                FieldNames.CHANGE));
    assertEquals(before, after);
  }

  @Test
  void manyMessagesAreTakenOverInBatches() {
    List<Document> many = new ArrayList<>();
    for (int i = 0; i < 2 * Lookups.BATCH + 1; i++) {
      many.add(old("wamid." + i, ALICE.value(), "Hello", at(i)));
    }
    messages.insertMany(many);

    ChatStore store = openAndTakeOver();

    assertEquals(
        LongStream.rangeClosed(1, many.size()).boxed().toList(),
        store.messages(ALICE, null, many.size()).stream().map(Message::seq).toList());
    assertEquals(List.of(), store.audit().findings());
  }

  @Test
  void aLaterMessageFollowsTheAdoptedOnes() {
    ChatStore store = open();
    messages.insertOne(old("wamid.1", ALICE.value(), "from Node", at(0)));

    SteppedStore.of(store)
        .ingest(arrived(incoming("wamid.2", ALICE, "from Meta", NOON.plusSeconds(1))), NOON);

    assertEquals(
        List.of("from Node", "from Meta"),
        store.messages(ALICE, null, 10).stream().map(it -> it.body().text()).toList());
    assertEquals(2, store.chat(ALICE, 0).orElseThrow().head().summary().lastSeq());
  }

  @Test
  void anAdoptedMessageIsADuplicate() {
    messages.insertOne(old("wamid.1", ALICE.value(), "Hello", at(0)));

    Ingested result =
        SteppedStore.of(open()).ingest(arrived(incoming("wamid.1", ALICE, "Hello", NOON)), NOON);

    assertEquals(new Ingested(0, 0, 1, 0, 0), result);
  }

  @Test
  void aStatusChangesAnAdoptedMessage() {
    messages.insertOne(old("wamid.1", ALICE.value(), "Hello", at(0)));
    ChatStore store = open();

    SteppedStore.of(store)
        .ingest(reported(report(new MessageId("wamid.1"), Status.READ, NOON)), NOON);

    assertEquals(Status.READ, store.messages(ALICE, null, 1).getFirst().delivery().status());
    assertEquals(0, store.chat(ALICE, 0).orElseThrow().head().summary().unread());
  }

  @Test
  void oddDocumentsAreShownAsWellAsPossible() {
    ObjectId key = new ObjectId(Date.from(NOON));
    messages.insertMany(
        List.of(
            new Document(FieldNames.KEY, key).append("wa_id", ALICE.value()).append("text", null),
            old("wamid.2", ALICE.value(), "text date", "2026-03-01T13:00:00.000+01:00")
                .append("status", "unknown")
                .append("name", " "),
            old("wamid.3", ALICE.value(), "digits", "1772366400")));

    ChatStore store = openAndTakeOver();

    List<Message> shown = store.messages(ALICE, null, 10);
    assertEquals(List.of(NOON, NOON, NOON), shown.stream().map(Message::timestamp).toList());
    assertEquals(new MessageId(key.toHexString()), shown.getFirst().id());
    assertEquals("Message without text", shown.getFirst().body().text());
    assertEquals(Direction.INCOMING, shown.getFirst().direction());
    assertEquals("Contact " + ALICE, shown.get(1).party().name());
    assertEquals(Status.DELIVERED, shown.get(1).delivery().status());
    SteppedStore.of(store).markRead(ALICE, NOON);
    assertEquals(List.of(), store.audit().findings());
  }

  @Test
  void documentsWithoutAnAddressAreReportedAndLeftAlone() {
    messages.insertMany(
        List.of(
            old("wamid.1", "not an address", "lost", at(0)),
            new Document("text", "nowhere"),
            old("wamid.2", ALICE.value(), "Hello", at(0))));

    ChatStore store = openAndTakeOver();

    assertEquals(1, store.chats(null, 10).size());
    assertEquals(
        List.of("2 messages of another program have no wa_id that Parley can show"),
        store.audit().findings());
  }

  @Test
  void idsThatNameSeveralMessagesAreReportedAndServed() {
    messages.insertMany(
        List.of(
            old("wamid.1", ALICE.value(), "one", at(0)),
            old("wamid.1", ALICE.value(), "two", at(1))));

    ChatStore store = openAndTakeOver();

    assertEquals(2, store.messages(ALICE, null, 10).size());
    assertEquals(
        List.of("1 ids name more than one message, such as wamid.1"), store.audit().findings());
  }

  @Test
  void messagesThatShareAnIdAreAllRead() {
    messages.insertMany(
        List.of(
            old("wamid.1", ALICE.value(), "one", at(0)),
            old("wamid.1", ALICE.value(), "two", at(1))));
    ChatStore store = openAndTakeOver();

    SteppedStore.of(store).markRead(ALICE, NOON);

    assertEquals(
        List.of(Status.READ, Status.READ),
        store.messages(ALICE, null, 10).stream().map(it -> it.delivery().status()).toList());
    assertEquals(
        List.of("1 ids name more than one message, such as wamid.1"), store.audit().findings());
  }

  @Test
  void damageByTheReplacedBackendIsNotedButNotAFault() {
    messages.insertMany(
        List.of(
            old("wamid.1", ALICE.value(), "Media message", at(0)),
            old("wamid.2", ALICE.value(), "Hello", "2026-03-01T12:00:01Z"),
            old("wamid.3", ALICE.value(), "Sent", at(2))
                .append("type", "outgoing")
                .append("status", "sent"),
            old("wamid.4", ALICE.value(), "Read", at(3))
                .append("type", "outgoing")
                .append("status", "read"),
            new Document("wa_id", BOB.value()).append("text", "Hi")));

    ChatStore store = openAndTakeOver();

    assertEquals(List.of(), store.audit().findings());
    assertEquals(
        List.of(
            "1 messages say only \"Media message\": what they held was not stored",
            "2 messages have a timestamp that is no date",
            "1 messages of ours come before one that was read, and are not marked so: their status"
                + " may have gone back",
            "1 messages have no id",
            "1 messages have no name"),
        store.audit().notes());
  }

  @Test
  void aStatusThatItDoesNotKnowIsKeptBesideOneThatItKnows() {
    ChatStore store = open();
    SteppedStore.of(store).ingest(arrived(outgoing("msg_1", ALICE, "Hi", NOON)), NOON);
    Document pending = messages.find().first();

    SteppedStore.of(store)
        .ingest(reported(report(new MessageId("msg_1"), Status.PLAYED, NOON)), NOON);
    Document played = messages.find().first();
    messages.updateMany(Filters.empty(), Updates.set("status", "delivered"));

    assertEquals("sent", pending == null ? "" : pending.getString("status"));
    assertEquals("read", played == null ? "" : played.getString("status"));
    assertEquals(Status.DELIVERED, store.messages(ALICE, null, 1).getFirst().delivery().status());
  }

  @Test
  void theWebhookOfAMessageIsReturnedAsJson() {
    messages.insertOne(old("wamid.1", ALICE.value(), "Hello", at(0)));

    ChatStore store = openAndTakeOver();

    assertEquals(
        "{\"from\": \"" + ALICE + "\"}",
        store.webhookData(ALICE, store.messages(ALICE, null, 1)).get(new MessageId("wamid.1")));
  }

  @Test
  void contactsAreShownAsTheyAre() {
    mongo
        .database()
        .getCollection(ContactDocument.COLLECTION)
        .insertOne(
            new Document("wa_id", ALICE.value())
                .append("name", "Alice")
                .append("avatar", null)
                .append("last_seen", Date.from(NOON))
                .append("is_online", false)
                .append("createdAt", Date.from(Instant.EPOCH)));

    ChatStore store = open();

    assertEquals("Alice", store.contacts(null, 10).getFirst().name());
    assertNull(store.contacts(null, 10).getFirst().avatar());
    assertEquals(NOON, store.contacts(null, 10).getFirst().lastSeen());
  }
}
