package dev.parley.store.mongo;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.parley.chat.Change;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Ingested;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.Status;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Several stores, as of several processes, write to one database at once.
@Timeout(120)
final class SeveralStoresTest {
  private static final int STORES = 3;
  private static final int MESSAGES = 60;

  private final TestMongo mongo = new TestMongo();
  private final List<RecordedFeed> feeds =
      Stream.generate(RecordedFeed::new).limit(STORES).toList();
  private final List<ChatStore> stores =
      feeds.stream()
          .<ChatStore>map(feed -> MongoChatStore.open(mongo.uri(), feed, StoreListener.NONE))
          .toList();

  @AfterEach
  void close() {
    stores.forEach(ChatStore::close);
    mongo.close();
  }

  private static String id(int number) {
    return "wamid." + number;
  }

  /// Lets every store ingest every webhook.
  private List<Ingested> deliverToAll() throws InterruptedException {
    List<Callable<Ingested>> deliveries = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      int number = i;
      for (ChatStore store : stores) {
        deliveries.add(() ->
            SteppedStore.of(store)
                .ingest(
                    arrived(incoming(id(number), number % 2 == 0 ? ALICE : BOB, "Hello", NOON)),
                    NOON));
      }
    }
    return StoreUnderTest.atOnce(deliveries);
  }

  /// Every process reports a message once and at the same position, no matter which of them stored
  /// it.
  @Test
  void aMessageIsStoredOnceAndPublishedOnceByEachStore() throws InterruptedException {
    List<Ingested> results = deliverToAll();

    assertEquals(
        new Ingested(MESSAGES, 0, (STORES - 1) * (long) MESSAGES, 0, 0),
        results.stream().reduce(Ingested.NOTHING, Ingested::plus));
    for (RecordedFeed feed : feeds) {
      while (told(feed).size() < MESSAGES) {
        Thread.onSpinWait(); // an idle store reads the commits of the others
      }
      assertEquals(MESSAGES, told(feed).stream().distinct().count());
      assertEquals(told(feeds.getFirst()), told(feed));
    }
  }

  private static List<MessageId> told(RecordedFeed feed) {
    return feed.changes().stream()
        .filter(Change.MessageStored.class::isInstance)
        .map(change -> ((Change.MessageStored) change).message().id())
        .toList();
  }

  @Test
  void placesInAChatHaveNoGaps() throws InterruptedException {
    deliverToAll();

    for (ChatStore store : stores) {
      assertEquals(
          LongStream.rangeClosed(1, MESSAGES / 2).boxed().toList(),
          store.messages(ALICE, null, MESSAGES).stream().map(Message::seq).toList());
      assertEquals(List.of(), store.audit().findings());
    }
  }

  @Test
  void statusesOnlyAdvanceThroughAnyStore() throws InterruptedException {
    deliverToAll();
    List<Status> ranks = List.of(Status.READ, Status.DELIVERED, Status.PLAYED, Status.SENT);
    List<Callable<Ingested>> reports = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      MessageId message = new MessageId(id(i));
      for (int rank = 0; rank < ranks.size(); rank++) {
        ChatStore store = stores.get((i + rank) % STORES);
        Status status = ranks.get(rank);
        reports.add(
            () -> SteppedStore.of(store).ingest(reported(report(message, status, NOON)), NOON));
      }
    }

    StoreUnderTest.atOnce(reports);

    for (Message message : stores.getFirst().messages(ALICE, null, MESSAGES)) {
      assertEquals(Status.PLAYED, message.delivery().status());
      assertEquals(ranks.size(), message.delivery().times().reported().size());
    }
    assertEquals(List.of(), stores.getLast().audit().findings());
  }

  @Test
  void aStatusThatAnotherProgramMovesIsCountedByOneOfThem() throws InterruptedException {
    deliverToAll();
    ChatStore store = stores.getFirst();
    long unread = store.chat(ALICE, 0).orElseThrow().head().summary().unread();

    mongo
        .database()
        .getCollection(MessageDocument.COLLECTION)
        .updateMany(Filters.eq("wa_id", ALICE.value()), Updates.set("status", "read"));
    StoreUnderTest.atOnce(
        stores.stream()
            .<Callable<Object>>map(it -> () -> SteppedStore.of(it).markRead(ALICE, NOON))
            .toList());
    while (store.chat(ALICE, 0).orElseThrow().head().summary().unread() > 0) {
      Thread.onSpinWait();
    }

    assertEquals(MESSAGES / 2, unread);
    assertEquals(List.of(), store.audit().findings());
  }
}
