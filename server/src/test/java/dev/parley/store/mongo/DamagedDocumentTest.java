package dev.parley.store.mongo;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.byAlice;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.react;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.parley.chat.ChatStore;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Ingested;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.Refusal;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.WaId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.bson.Document;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/// A document of Parley that was damaged by hand fails the steps that need it, and is named in the
/// log. Nothing else is affected.
@Timeout(60)
final class DamagedDocumentTest {
  private static final Ingested ONE = new Ingested(1, 0, 0, 0, 0);

  @AutoClose private final TestMongo mongo = new TestMongo();

  private void damage(String collection, Object key, String field) {
    var result =
        mongo
            .database()
            .getCollection(collection)
            .updateOne(Filters.eq("_id", key), Updates.set(field, List.of("damaged")));
    assertEquals(1, result.getModifiedCount());
  }

  private static <T> CompletableFuture<T> begin(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, Thread::startVirtualThread);
  }

  private static ListAppender<ILoggingEvent> log() {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    ((Logger) LoggerFactory.getLogger(DamageLog.class)).addAppender(lines);
    return lines;
  }

  @Test
  void aDamagedSummaryFailsTheStepsOfItsChatAndNoOthers() {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch holding = new CountDownLatch(1);
    ListAppender<ILoggingEvent> log = log();
    try (MongoChatStore store =
        MongoChatStore.open(
            mongo.uri(),
            changes -> {
              holding.countDown();
              try {
                held.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            StoreListener.NONE)) {
      CompletableFuture<Ingested> first =
          begin(() -> SteppedStore.of(store).ingest(arrived(HELLO), NOON));
      while (holding.getCount() > 0) {
        Thread.onSpinWait();
      }
      damage(ChatDocument.COLLECTION, ALICE.value(), ChatDocument.UNREAD);
      CompletableFuture<Ingested> ofAlice =
          begin(() ->
              SteppedStore.of(store).ingest(arrived(incoming("wamid.a", ALICE, "Hi", NOON)), NOON));
      CompletableFuture<Ingested> ofBob =
          begin(() ->
              SteppedStore.of(store).ingest(arrived(incoming("wamid.b", BOB, "Hi", NOON)), NOON));
      while (store.waiting() < 2) {
        Thread.onSpinWait();
      }
      held.countDown();

      assertEquals(ONE, first.join());
      assertEquals(ONE, ofBob.join());
      var refused = assertThrows(Exception.class, ofAlice::get);
      assertEquals(ErrorCode.INTERNAL, assertInstanceOf(Refusal.class, refused.getCause()).code());
      assertEquals(1, store.messages(BOB, null, 10).size());
      String line = log.list.getFirst().getKeyValuePairs().toString();
      assertTrue(line.contains("parley_chats") && line.contains("155…1001"), line);
      assertFalse(line.contains(ALICE.value()), line);
    }
  }

  @Test
  void aDamagedWaitingStatusDoesNotStopTheUpkeep() {
    try (ChatStore store =
        MongoChatStore.open(mongo.uri(), new RecordedFeed(), StoreListener.NONE)) {
      SteppedStore.of(store).ingest(arrived(HELLO), NOON);
      mongo
          .database()
          .getCollection(EarlyStatusDocument.COLLECTION)
          .insertOne(
              new Document("_id", "x read")
                  .append(EarlyStatusDocument.MESSAGE_ID, 7)
                  .append(
                      EarlyStatusDocument.RECEIVED_AT, DocumentFields.date(NOON.minusSeconds(9))));

      int expired = SteppedStore.of(store).expire(NOON.plusSeconds(1), NOON, NOON.plusSeconds(2));

      assertEquals(1, expired);
    }
  }

  @Test
  void aDamagedWaitingReactionFailsOnlyItsMessage() {
    try (ChatStore opened =
        MongoChatStore.open(mongo.uri(), new RecordedFeed(), StoreListener.NONE)) {
      SteppedStore store = SteppedStore.of(opened);
      store.ingest(inbound(byAlice("wamid.r", HELLO.id(), NOON, react("👍"))), NOON);
      damage(AmendmentDocument.COLLECTION, "wamid.r", FieldNames.KIND);

      Refusal refused =
          assertThrows(Refusal.class, () -> store.ingest(arrived(HELLO), NOON.plusSeconds(1)));

      assertEquals(ErrorCode.INTERNAL, refused.code());
      assertEquals(ONE, store.ingest(arrived(incoming("wamid.b", BOB, "Hi", NOON)), NOON));
    }
  }

  @Test
  void aDamagedChatDoesNotBlockTheAdoptionOfOthers() {
    WaId carol = new WaId("15550003003");
    try (ChatStore store =
        MongoChatStore.open(mongo.uri(), new RecordedFeed(), StoreListener.NONE)) {
      SteppedStore.of(store).ingest(arrived(HELLO), NOON);
      damage(ChatDocument.COLLECTION, ALICE.value(), ChatDocument.LAST_SEQ);
      for (WaId chat : List.of(ALICE, carol)) {
        mongo
            .database()
            .getCollection(MessageDocument.COLLECTION)
            .insertOne(
                new Document("wa_id", chat.value())
                    .append("id", "node." + chat)
                    .append("name", "Somebody")
                    .append("text", "stored by another program")
                    .append("type", "incoming"));
      }

      while (store.messages(carol, null, 10).isEmpty()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aRefusedOpeningClosesItsClient() {
    try (ChatStore store =
        MongoChatStore.open(mongo.uri(), new RecordedFeed(), StoreListener.NONE)) {
      SteppedStore.of(store).ingest(arrived(HELLO), NOON);
    }
    damage(Journal.COLLECTION, Journal.HEAD, "recent");
    long before = clients();

    for (int i = 0; i < 5; i++) {
      assertThrows(StoreOpenException.class, () -> MongoHistory.openToRead(mongo.uri()));
      assertThrows(StoreOpenException.class, () -> MongoRecords.openToRead(mongo.uri()));
      assertThrows(StoreOpenException.class, () -> MongoArchive.open(mongo.uri()));
      assertThrows(
          StoreOpenException.class,
          () ->
              MongoChatStore.open(
                  mongo.uri().replace("/parley_test", "/a%20b"),
                  new RecordedFeed(),
                  StoreListener.NONE));
    }

    while (clients() > before) { // they end a moment after they were closed
      Thread.onSpinWait();
    }
  }

  /// Threads with which drivers watch their servers.
  private static long clients() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("cluster-"))
        .count();
  }
}
