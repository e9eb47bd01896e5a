package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.named;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static dev.parley.chat.Fixtures.saying;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The contract for data of a phone that used the number before (old messages and the address
/// book), and for conversations of another responder of the number.
interface HistoryContract extends StoreUnderTest {
  Content PICTURE = new Content.Image(new Media("700", "image/jpeg", null, null), "The lid");

  private static Draft old(Draft draft, Status status) {
    return new Draft(
        draft.id(),
        draft.metaId(),
        draft.person(),
        draft.group(),
        draft.direction(),
        draft.from(),
        draft.to(),
        draft.body().from(Origin.HISTORY),
        draft.timestamp(),
        status,
        draft.webhookData());
  }

  private static Draft placeholder(String id) {
    return old(
        saying(incoming(id, ALICE, "x", NOON), Body.of(new Content.Placeholder())), Status.READ);
  }

  @Test
  default void anOldMessageIsNotNewAndCountsAsRead() {
    Ingested result =
        store()
            .ingest(
                arrived(
                    old(incoming("wamid.h1", ALICE, "Long ago", BEFORE_NOON), Status.READ),
                    old(outgoing("wamid.h2", ALICE, "Our answer", NOON), Status.PLAYED)),
                AFTER_NOON);

    assertEquals(new Ingested(2, 0, 0, 0, 0), result);
    assertEquals(List.of("Our answer", "Long ago"), textsOf(ALICE).reversed());
    assertEquals(0, summaryOf(ALICE).unread());
    assertEquals(List.of(), published(Change.MessageStored.class));
    assertEquals(2, all().stream().filter(Change.MessageTouched.class::isInstance).count());
    assertEquals(Origin.HISTORY, messagesOf(ALICE).getFirst().body().origin());
  }

  @Test
  default void anOldMessageHasNoStatusTimes() {
    store()
        .ingest(arrived(old(outgoing("wamid.h2", ALICE, "Ours", NOON), Status.READ)), AFTER_NOON);

    Delivery delivery = onlyMessageOf(ALICE).delivery();
    assertEquals(Status.READ, delivery.status());
    assertEquals(StatusTimes.NONE, delivery.times());
  }

  @Test
  default void aRecentMessageOfTheHistoryMakesNobodyOnline() {
    store().ingest(arrived(old(incoming("wamid.h1", ALICE, "Just now", NOON), Status.READ)), NOON);

    assertFalse(contactOf(ALICE).online());
    assertEquals(NOON, contactOf(ALICE).lastSeen());
  }

  @Test
  default void anOldMessageThatIsStoredIsADuplicate() {
    store().ingest(arrived(HELLO), NOON);

    Ingested result = store().ingest(arrived(old(HELLO, Status.READ)), AFTER_NOON);

    assertEquals(new Ingested(0, 0, 1, 0, 0), result);
    assertEquals(1, summaryOf(ALICE).unread());
  }

  @Test
  default void oldMessagesAreOrderedByTheirTimes() {
    store().ingest(arrived(HELLO), NOON);
    store()
        .ingest(
            arrived(old(incoming("wamid.h1", ALICE, "Before", BEFORE_NOON), Status.READ)),
            AFTER_NOON);

    assertEquals(
        List.of("Before", "Hello"),
        messagesOf(ALICE).stream()
            .sorted((one, other) -> one.timestamp().compareTo(other.timestamp()))
            .map(it -> it.body().text())
            .toList());
    assertEquals(NOON, summaryOf(ALICE).newestTimestamp());
  }

  @Test
  default void aLaterMediaFileReplacesItsPlaceholder() {
    store().ingest(arrived(placeholder("wamid.media")), NOON);

    Ingested result =
        store()
            .ingest(
                arrived(
                    old(
                        saying(incoming("wamid.media", ALICE, "x", NOON), Body.of(PICTURE)),
                        Status.READ)),
                AFTER_NOON);

    assertEquals(new Ingested(1, 0, 0, 0, 0), result);
    Message message = onlyMessageOf(ALICE);
    assertEquals(Body.of(PICTURE).from(Origin.HISTORY), message.body());
    assertEquals(1, message.seq());
    assertEquals(1, published(Change.MessageAmended.class).size());
  }

  @Test
  default void aPlaceholderAfterItsMediaFileChangesNothing() {
    Draft media =
        old(saying(incoming("wamid.media", ALICE, "x", NOON), Body.of(PICTURE)), Status.READ);
    store().ingest(arrived(media), NOON);

    Ingested result = store().ingest(arrived(placeholder("wamid.media"), media), AFTER_NOON);

    assertEquals(new Ingested(0, 0, 2, 0, 0), result);
    assertEquals(PICTURE, onlyMessageOf(ALICE).body().content());
  }

  @Test
  default void laterStatusesOfAnOldMessageCount() {
    store()
        .ingest(arrived(old(outgoing("wamid.h2", ALICE, "Ours", NOON), Status.SENT)), AFTER_NOON);

    store()
        .ingest(reported(report(new MessageId("wamid.h2"), Status.READ, AFTER_NOON)), AFTER_NOON);

    assertEquals(Status.READ, onlyMessageOf(ALICE).delivery().status());
  }

  @Test
  default void aMessageOfAnotherRespondersConversationIsMarkedAndStoredOnce() {
    Draft seen = saying(HELLO, HELLO.body().from(Origin.STANDBY));
    store().ingest(arrived(seen), NOON);

    Ingested again = store().ingest(arrived(HELLO, seen), AFTER_NOON);

    assertEquals(new Ingested(0, 0, 2, 0, 0), again);
    Message message = onlyMessageOf(ALICE);
    assertEquals(Origin.STANDBY, message.body().origin());
    assertEquals("Hello", message.body().text());
    assertEquals(1, published(Change.MessageStored.class).size());
    assertEquals(1, summaryOf(ALICE).unread());
  }

  @Test
  default void anEditLeavesTheOriginOfAMessage() {
    Draft seen = saying(HELLO, HELLO.body().from(Origin.STANDBY));
    store().ingest(arrived(seen), NOON);

    store()
        .ingest(
            inbound(Fixtures.byAlice("wamid.e", HELLO.id(), AFTER_NOON, Fixtures.edit("Hi"))),
            AFTER_NOON);

    assertEquals("Hi", onlyMessageOf(ALICE).body().text());
    assertEquals(Origin.STANDBY, onlyMessageOf(ALICE).body().origin());
  }

  @Test
  default void theAddressBookOfAPhoneNamesStrangers() {
    Ingested result =
        store()
            .ingest(
                inbound(new InboundEvent.Listed(named(ALICE, "Alice of the bakery"), NOON)),
                AFTER_NOON);

    assertEquals(new Ingested(0, 0, 0, 1, 0), result);
    Contact contact = contactOf(ALICE);
    assertEquals("Alice of the bakery", contact.name());
    assertEquals("+15550001001", contact.phone());
    assertFalse(contact.online());
    assertEquals(1, published(Change.ContactSaved.class).size());
    assertEquals(Optional.empty(), store().chat(ALICE, 1));
  }

  @Test
  default void theAddressBookNamesOnlyContactsWithoutAName() {
    store()
        .ingest(arrived(HELLO, incoming("wamid.bob", named(BOB, "Bob himself"), "Hi", NOON)), NOON);

    store()
        .ingest(
            inbound(
                new InboundEvent.Listed(named(ALICE, "Alice of the bakery"), NOON),
                new InboundEvent.Listed(named(BOB, "Bob of the mill"), NOON)),
            AFTER_NOON);

    assertEquals("Alice of the bakery", contactOf(ALICE).name());
    assertEquals("Bob himself", contactOf(BOB).name());
  }

  @Test
  default void aPersonRemovedFromTheAddressBookStaysAContact() {
    store().ingest(inbound(new InboundEvent.Listed(named(ALICE, "Alice"), NOON)), NOON);

    Ingested result =
        store().ingest(inbound(new InboundEvent.Listed(Person.at(ALICE), NOON)), AFTER_NOON);

    assertEquals(new Ingested(0, 0, 0, 1, 0), result);
    assertEquals("Alice", contactOf(ALICE).name());
  }
}
