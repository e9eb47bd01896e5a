package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ChatSummaryTest {
  private static final ChatSummary ONE = ChatSummary.empty(ALICE).with(stored(HELLO));

  @Test
  void theFirstMessageIsTheNewest() {
    assertEquals(
        new ChatSummary(ALICE, 1, 1, NOON, 1, NOON, 1, NOON, null, ChatState.NEW, 0, null), ONE);
  }

  @Test
  void aLaterMessageIsTheNewest() {
    ChatSummary two = ONE.with(second(incoming("wamid.2", ALICE, "Again", AFTER_NOON)));

    assertEquals(
        new ChatSummary(ALICE, 2, 2, AFTER_NOON, 2, NOON, 2, NOON, null, ChatState.NEW, 0, null),
        two);
  }

  @Test
  void ofEqualTimestampsTheMessageStoredLaterIsTheNewest() {
    assertEquals(2, ONE.with(second(incoming("wamid.2", ALICE, "Again", NOON))).newestSeq());
  }

  @Test
  void aLateMessageIsNotTheNewestButUnread() {
    ChatSummary two = ONE.with(second(incoming("wamid.2", ALICE, "Late", BEFORE_NOON)));

    assertEquals(
        new ChatSummary(ALICE, 2, 1, NOON, 2, BEFORE_NOON, 2, NOON, null, ChatState.NEW, 0, null),
        two);
  }

  @Test
  void outgoingMessagesAreNotUnread() {
    assertEquals(0, ChatSummary.empty(ALICE).with(stored(REPLY)).unread());
  }

  @Test
  void unreadCountRestartsAfterReading() {
    ChatSummary read = ONE.allRead();

    assertEquals(0, read.unread());
    assertEquals(
        AFTER_NOON,
        read.with(second(incoming("wamid.2", ALICE, "Again", AFTER_NOON))).unreadSince());
  }

  @Test
  void aMessageThatIsReadIsCountedOnce() {
    Message before = stored(HELLO);
    Message read =
        before.with(before.delivery().after(report(HELLO.id(), Status.READ, NOON)), NOON);
    Message played =
        read.with(read.delivery().after(report(HELLO.id(), Status.PLAYED, NOON)), NOON);

    ChatSummary summary = ONE.changed(before, read).changed(read, played);

    assertEquals(0, summary.unread());
    assertEquals(3, summary.version());
  }

  private static Message second(Draft draft) {
    Message first = stored(draft);
    return new Message(
        first.id(),
        first.metaId(),
        first.chat(),
        2,
        first.direction(),
        first.party(),
        first.body(),
        first.timestamp(),
        first.delivery(),
        first.reactions(),
        first.createdAt(),
        first.updatedAt(),
        first.rev());
  }
}
