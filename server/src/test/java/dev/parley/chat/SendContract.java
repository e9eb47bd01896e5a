package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.AGENT;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.replyingTo;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static dev.parley.chat.Fixtures.saying;
import static dev.parley.chat.Fixtures.sentBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.access.Sender;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract for sending: an id is used only once, and repeating a request is harmless.
interface SendContract extends StoreUnderTest {
  @Test
  default void aSentMessageIsStoredAndPublished() {
    SendOutcome outcome = store().send(REPLY, NOON);

    Message message = onlyMessageOf(ALICE);
    assertEquals(new SendOutcome.Stored(message), outcome);
    assertEquals(REPLY.body(), message.body());
    assertEquals(Status.PENDING, message.delivery().status());
    assertEquals(List.of(new Change.MessageStored(message)), published());
  }

  @Test
  default void aMessageHasItsSender() {
    store().send(sentBy(AGENT, REPLY), NOON);
    store().ingest(arrived(HELLO), NOON);
    store().ingest(reported(report(REPLY.id(), Status.READ, NOON)), AFTER_NOON);

    assertEquals(
        Arrays.asList(null, AGENT),
        messagesOf(ALICE).stream()
            .sorted(Comparator.comparing(Message::direction))
            .map(message -> message.party().sentBy())
            .toList());
  }

  @Test
  default void aSenderOfEveryKindIsKept() {
    for (Sender.Kind kind : Sender.Kind.values()) {
      Sender sender = new Sender("id", "Name", kind);
      store().send(sentBy(sender, outgoing("msg_" + kind, BOB, "Hi", NOON)), NOON);

      assertEquals(sender, messagesOf(BOB).getLast().party().sentBy());
    }
  }

  @Test
  default void aRepeatedSendSendsNothing() {
    store().send(REPLY, NOON);

    SendOutcome again = store().send(REPLY, AFTER_NOON);

    assertEquals(new SendOutcome.AlreadyStored(onlyMessageOf(ALICE)), again);
    assertEquals(1, published().size());
  }

  @Test
  default void aRepeatedSendReturnsTheCurrentMessage() {
    store().send(REPLY, NOON);
    store().ingest(reported(report(REPLY.id(), Status.READ, NOON)), NOON);

    SendOutcome again = store().send(REPLY, AFTER_NOON);

    assertEquals(new SendOutcome.AlreadyStored(onlyMessageOf(ALICE)), again);
    assertEquals(Status.READ, onlyMessageOf(ALICE).delivery().status());
  }

  @Test
  default void anIdConflictsWithAnotherText() {
    store().send(REPLY, NOON);

    assertTaken(saying(REPLY, Body.text("Something else")));
  }

  @Test
  default void aRepeatedSendOfContentSendsNothing() {
    for (Content content : Contents.ALL) {
      Draft draft =
          saying(
              outgoing("msg_" + Contents.ALL.indexOf(content), BOB, "x", NOON), Body.of(content));
      store().send(draft, NOON);

      assertEquals(
          new SendOutcome.AlreadyStored(messagesOf(BOB).getLast()),
          store().send(draft, AFTER_NOON),
          content.toString());
    }
  }

  @Test
  default void anIdConflictsWithOtherContentOfTheSameDisplayText() {
    Media one = new Media("1", null, null, null);
    Media other = new Media("2", null, null, null);
    store().send(saying(REPLY, Body.of(new Content.Image(one, "The lid"))), NOON);

    assertTaken(saying(REPLY, Body.of(new Content.Image(other, "The lid"))));
  }

  @Test
  default void anIdConflictsWithAnotherChat() {
    store().send(REPLY, NOON);

    assertTaken(outgoing(REPLY.id().value(), BOB, "Hi Alice", NOON));
  }

  @Test
  default void anIdConflictsWithTheOtherDirection() {
    store().send(REPLY, NOON);

    assertTaken(incoming(REPLY.id().value(), ALICE, "Hi Alice", NOON));
  }

  @Test
  default void anIdConflictsWithAnotherQuote() {
    store().send(REPLY, NOON);

    assertTaken(replyingTo(REPLY, HELLO.id()));
  }

  @Test
  default void anIdConflictsWithTheWhatsAppIdOfAnotherMessage() {
    store().ingest(arrived(outgoing("msg_1", REPLY.id().value(), ALICE, "Other", NOON)), NOON);

    assertTaken(REPLY);
  }

  private void assertTaken(Draft draft) {
    List<Change> before = published();

    assertEquals(new SendOutcome.IdTaken(draft.id()), store().send(draft, AFTER_NOON));

    assertEquals(1, messagesOf(ALICE).size());
    assertEquals(List.of(), messagesOf(BOB));
    assertEquals(before, published());
  }

  @Test
  default void aCustomersMessageCanBePlayed() {
    store().send(HELLO, NOON);

    assertEquals(Direction.INCOMING, onlyMessageOf(ALICE).direction());
    assertEquals(1, summaryOf(ALICE).unread());
  }

  @Test
  default void oneSendFromManyThreadsIsOneMessage() throws InterruptedException {
    Callable<SendOutcome> send = () -> store().send(REPLY, NOON);

    List<SendOutcome> outcomes =
        StoreUnderTest.atOnce(IntStream.range(0, 50).mapToObj(i -> send).toList());

    long stored = outcomes.stream().filter(it -> it instanceof SendOutcome.Stored).count();
    long already = outcomes.stream().filter(it -> it instanceof SendOutcome.AlreadyStored).count();
    assertEquals(1, stored);
    assertEquals(49, already);
    assertEquals(1, published().size());
    assertEquals(REPLY.id(), onlyMessageOf(ALICE).id());
  }
}
