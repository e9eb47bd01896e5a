package dev.parley.store.mongo;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.parley.chat.Change;
import dev.parley.chat.ChatStore;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.Refusal;
import dev.parley.chat.Status;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests what happens when another program changes the status of messages that Parley has counted.
@Timeout(120)
final class MovedStatusesTest {
  private static final MessageId FIRST = new MessageId("wamid.1");

  private final TestMongo mongo = new TestMongo();
  private final MongoCollection<Document> messages =
      mongo.database().getCollection(MessageDocument.COLLECTION);
  private final RecordedFeed feed = new RecordedFeed();
  private final ChatStore store = MongoChatStore.open(mongo.uri(), feed, StoreListener.NONE);

  @BeforeEach
  void twoUnreadAndOneOfOurs() {
    SteppedStore.of(store)
        .ingest(
            arrived(
                incoming("wamid.1", ALICE, "one", NOON),
                incoming("wamid.2", ALICE, "two", NOON.plusSeconds(1)),
                outgoing("msg_1", ALICE, "three", NOON.plusSeconds(2))),
            NOON);
  }

  @AfterEach
  void close() {
    store.close();
    mongo.close();
  }

  private void move(String id, String status) {
    messages.updateOne(Filters.eq("id", id), Updates.set("status", status));
  }

  private ChatSummary summary() {
    return store.chat(ALICE, 0).orElseThrow().head().summary();
  }

  private void awaitNewVersion(ChatSummary before) {
    while (summary().version() == before.version()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void messagesReadByAnotherProgramAreNotUnread() {
    ChatSummary before = summary();

    move("wamid.1", "read");
    awaitNewVersion(before);

    assertEquals(1, summary().unread());
    assertEquals(List.of(), store.audit().findings());
    assertEquals(Status.READ, store.messages(ALICE, null, 9).getFirst().delivery().status());
  }

  @Test
  void messagesMarkedUnreadByAnotherProgramAreUnread() {
    SteppedStore.of(store).markRead(ALICE, NOON);
    ChatSummary before = summary();

    move("wamid.1", "delivered");
    awaitNewVersion(before);

    assertEquals(1, summary().unread());
    assertEquals(List.of(FIRST), SteppedStore.of(store).markRead(ALICE, NOON));
    assertEquals(0, summary().unread());
    assertEquals(List.of(), store.audit().findings());
  }

  @Test
  void aStatusChangedByAnotherProgramRaisesTheChatsRev() {
    ChatSummary before = summary();

    move("msg_1", "read");
    awaitNewVersion(before);

    assertEquals(2, summary().unread());
    assertEquals(List.of(), store.audit().findings());
  }

  @Test
  void messagesJustReadByAnotherProgramAreNotReadAgain() {
    move("wamid.1", "read");

    List<MessageId> read = SteppedStore.of(store).markRead(ALICE, NOON);

    assertEquals(List.of(new MessageId("wamid.2")), read);
    assertEquals(0, summary().unread());
    assertEquals(List.of(), store.audit().findings());
  }

  @Test
  void aStatusForAMessageThatAnotherProgramReadJustNowCountsItOnce() {
    move("wamid.1", "read");

    SteppedStore.of(store).ingest(reported(report(FIRST, Status.PLAYED, NOON)), NOON);

    assertEquals(1, summary().unread());
    assertEquals(List.of(), store.audit().findings());
  }

  @Test
  void aStepThatFailsDoesNotTakeTheCountBack() {
    move("wamid.1", "read");
    Inbound tooLarge =
        new Inbound(
            List.of(
                new InboundEvent.StatusReported(report(FIRST, Status.PLAYED, NOON)),
                new InboundEvent.Arrived(incoming("wamid.3", ALICE, "x".repeat(Sizes.MOST), NOON))),
            null);

    assertThrows(Refusal.class, () -> SteppedStore.of(store).ingest(tooLarge, NOON));
    SteppedStore.of(store).ingest(reported(report(FIRST, Status.PLAYED, NOON)), NOON);

    assertEquals(1, summary().unread());
    assertEquals(List.of(), store.audit().findings());
  }

  @Test
  void aWordThatIsNoStatusMovesNothing() {
    ChatSummary before = summary();

    move("wamid.1", "seen by the cat");
    move("wamid.2", "read");
    awaitNewVersion(before);

    assertEquals(1, summary().unread());
    assertEquals(before.version() + 1, summary().version());
    assertEquals(List.of(), store.audit().findings());
  }

  @Test
  void statusesChangedByAnotherProgramAreNotPublished() {
    List<Change> told = feed.changes();
    ChatSummary before = summary();

    move("wamid.1", "read");
    awaitNewVersion(before);

    assertEquals(told, feed.changes());
  }

  @Test
  void uncountedStatusesAreReported() {
    store.close();

    move("wamid.1", "read");

    try (MongoHistory history = MongoHistory.openToRead(mongo.uri())) {
      List<String> findings = history.audit().findings();
      assertEquals(1, findings.size(), findings::toString);
      assertTrue(
          findings.getFirst().startsWith("1 messages got another status"), findings::toString);
    }
  }
}
