package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract for unread messages, and for marking them as read.
interface ReadingContract extends StoreUnderTest {
  Draft SECOND = incoming("wamid.second", ALICE, "Are you there?", BEFORE_NOON);

  @Test
  default void incomingMessagesAreCountedUntilTheyAreRead() {
    store().ingest(arrived(HELLO, SECOND, REPLY), NOON);

    assertEquals(2, summaryOf(ALICE).unread());
  }

  @Test
  default void readingAChatReadsEveryIncomingMessageOfIt() {
    store().ingest(arrived(HELLO, SECOND, REPLY), NOON);

    List<MessageId> read = store().markRead(ALICE, AFTER_NOON);

    assertEquals(List.of(HELLO.id(), SECOND.id()), read);
    assertEquals(0, summaryOf(ALICE).unread());
    assertEquals(
        List.of(Status.READ, Status.READ, Status.PENDING),
        messagesOf(ALICE).stream().map(message -> message.delivery().status()).toList());
    Message first = messagesOf(ALICE).getFirst();
    assertEquals(Optional.of(AFTER_NOON), first.delivery().times().at(Status.READ));
    assertEquals(AFTER_NOON, first.updatedAt());
    assertEquals(BEFORE_NOON, first.timestamp());
  }

  @Test
  default void readingAChatIsPublished() {
    store().ingest(arrived(HELLO, SECOND), NOON);

    store().markRead(ALICE, AFTER_NOON);

    assertEquals(
        List.of(new Change.ChatRead(ALICE, List.of(HELLO.id(), SECOND.id()), AFTER_NOON)),
        published(Change.ChatRead.class));
    assertEquals(List.of(), published(Change.StatusChanged.class));
  }

  @Test
  default void readingAChatTwiceIsPublishedOnce() {
    store().ingest(arrived(HELLO), NOON);
    store().markRead(ALICE, NOON);
    long version = summaryOf(ALICE).version();

    List<MessageId> again = store().markRead(ALICE, AFTER_NOON);

    assertEquals(List.of(), again);
    assertEquals(1, published(Change.ChatRead.class).size());
    assertEquals(version, summaryOf(ALICE).version());
  }

  @Test
  default void readingAChatLeavesOthersUnread() {
    store().ingest(arrived(HELLO, incoming("wamid.bob", BOB, "Hello", NOON)), NOON);

    store().markRead(ALICE, NOON);

    assertEquals(1, summaryOf(BOB).unread());
  }

  @Test
  default void readingAnUnknownChatReadsNothing() {
    assertEquals(List.of(), store().markRead(ALICE, NOON));
    assertEquals(List.of(), published());
    assertEquals(Optional.empty(), store().chat(ALICE, 0));
  }

  @Test
  default void messagesAfterReadingAreUnread() {
    store().ingest(arrived(HELLO), NOON);
    store().markRead(ALICE, NOON);

    store().ingest(arrived(SECOND), AFTER_NOON);

    assertEquals(1, summaryOf(ALICE).unread());
    assertEquals(List.of(SECOND.id()), store().markRead(ALICE, AFTER_NOON));
  }

  @Test
  default void aReadStatusCountsAsReading() {
    store().ingest(arrived(HELLO, SECOND), NOON);

    store().ingest(reported(report(HELLO.id(), Status.READ, NOON)), NOON);
    store().ingest(reported(report(HELLO.id(), Status.PLAYED, NOON)), NOON);

    assertEquals(1, summaryOf(ALICE).unread());
    assertEquals(List.of(SECOND.id()), store().markRead(ALICE, NOON));
  }

  @Test
  default void aLongChatIsReadInSeveralPublishedSteps() {
    int many = 1_203;
    store()
        .ingest(
            arrived(
                IntStream.range(0, many)
                    .mapToObj(i -> incoming("wamid." + i, ALICE, "Hello", NOON.minusSeconds(i / 7)))
                    .toArray(Draft[]::new)),
            NOON);

    ReadPart first = store().markRead(ALICE, null, NOON);
    store().ingest(arrived(incoming("wamid.late", ALICE, "Late", BEFORE_NOON)), NOON);
    long read = first.read().size();
    ReadPart.Rest rest = first.rest();
    while (rest != null) {
      ReadPart next = store().markRead(ALICE, rest, AFTER_NOON);
      read += next.read().size();
      rest = next.rest();
    }

    assertEquals(many, read);
    assertTrue(published(Change.ChatRead.class).size() > 1);
    assertTrue(
        published(Change.ChatRead.class).stream().allMatch(it -> it.messages().size() <= 1_000));
    assertEquals(1, summaryOf(ALICE).unread());
    assertEquals(List.of(new MessageId("wamid.late")), store().markRead(ALICE, AFTER_NOON));
    assertEquals(List.of(), store().audit().findings());
  }

  @Test
  default void readingFromManyThreadsReadsEachMessageOnce() throws InterruptedException {
    store().ingest(arrived(HELLO, SECOND), NOON);
    Callable<List<MessageId>> read = () -> store().markRead(ALICE, AFTER_NOON);

    List<List<MessageId>> answers =
        StoreUnderTest.atOnce(IntStream.range(0, 20).mapToObj(i -> read).toList());

    assertEquals(1, answers.stream().filter(answer -> !answer.isEmpty()).count());
    assertEquals(1, published(Change.ChatRead.class).size());
    assertEquals(0, summaryOf(ALICE).unread());
    assertTrue(store().audit().findings().isEmpty());
  }
}
