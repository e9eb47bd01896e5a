package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.ALICE_ID;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.BOB_NEW;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.moved;
import static dev.parley.chat.Fixtures.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract for contacts, their presence, and the addresses of one person.
interface PeopleContract extends StoreUnderTest {
  ContactUpdate.Field KEEP = new ContactUpdate.Field.Keep();
  String PHOTO = "https://example.org/alice.png";

  @Test
  default void aSenderBecomesAContact() {
    store().ingest(arrived(incoming("wamid.1", named(ALICE, "Alice"), "Hello", BEFORE_NOON)), NOON);

    Contact expected =
        new Contact(ALICE, "Alice", "+15550001001", null, BEFORE_NOON, true, NOON, NOON, 2);
    assertEquals(List.of(expected), store().contacts(null, 10));
    assertEquals(List.of(new Change.ContactSaved(expected)), published(Change.ContactSaved.class));
    assertEquals(
        List.of(new Change.PresenceChanged(expected)), published(Change.PresenceChanged.class));
  }

  @Test
  default void aContactWithoutANameIsCalledByTheirAddress() {
    store().ingest(arrived(HELLO), NOON);

    assertEquals("Contact 15550001001", contactOf(ALICE).name());
    assertEquals("Contact 15550001001", onlyMessageOf(ALICE).party().name());
  }

  @Test
  default void aMessageWithoutANameShowsTheKnownOne() {
    store().ingest(arrived(incoming("wamid.1", named(ALICE, "Alice"), "Hello", NOON)), NOON);

    store().ingest(arrived(HELLO), AFTER_NOON);

    assertEquals("Alice", messagesOf(ALICE).getLast().party().name());
    assertEquals("Alice", contactOf(ALICE).name());
  }

  @Test
  default void aBlankNameIsIgnored() {
    store().ingest(arrived(incoming("wamid.1", named(ALICE, "Alice"), "Hello", NOON)), NOON);

    store().ingest(arrived(incoming("wamid.2", named(ALICE, " "), "Hello", NOON)), AFTER_NOON);

    assertEquals("Alice", contactOf(ALICE).name());
  }

  @Test
  default void aNewNameIsStoredAndPublished() {
    store().ingest(arrived(HELLO), NOON);

    store().ingest(arrived(incoming("wamid.1", named(ALICE, "Alice"), "Hello", NOON)), AFTER_NOON);

    assertEquals("Alice", contactOf(ALICE).name());
    assertEquals(
        List.of("Contact 15550001001", "Alice"),
        published(Change.ContactSaved.class).stream().map(it -> it.contact().name()).toList());
  }

  @Test
  default void aSecondMessageUpdatesLastSeenWithoutAnEvent() {
    store().ingest(arrived(HELLO), NOON);

    store().ingest(arrived(incoming("wamid.2", ALICE, "Again", AFTER_NOON)), AFTER_NOON);

    assertEquals(AFTER_NOON, contactOf(ALICE).lastSeen());
    assertEquals(NOON, contactOf(ALICE).createdAt());
    assertEquals(1, published(Change.ContactSaved.class).size());
    assertEquals(1, published(Change.PresenceChanged.class).size());
  }

  @Test
  default void aDuplicateMessageDoesNotUpdateLastSeen() {
    store().ingest(arrived(HELLO), NOON);

    store().ingest(arrived(HELLO), AFTER_NOON);

    assertEquals(NOON, contactOf(ALICE).lastSeen());
  }

  @Test
  default void outgoingMessagesMakeNobodyOnline() {
    store().ingest(arrived(REPLY), NOON);

    assertEquals(List.of(), store().contacts(null, 10));
    assertEquals(List.of(), published(Change.PresenceChanged.class));
    assertEquals("Contact 15550001001", store().chats(null, 1).getFirst().name());
  }

  @Test
  default void aSilentContactGoesOffline() {
    store().ingest(arrived(HELLO), NOON);
    store().ingest(arrived(incoming("wamid.bob", BOB, "Hello", AFTER_NOON)), AFTER_NOON);

    int gone = store().expire(NOON.plusSeconds(1), BEFORE_NOON, AFTER_NOON);

    assertEquals(1, gone);
    assertFalse(contactOf(ALICE).online());
    assertEquals(NOON, contactOf(ALICE).lastSeen());
    assertTrue(contactOf(BOB).online());
    assertEquals(
        new Change.PresenceChanged(contactOf(ALICE)),
        published(Change.PresenceChanged.class).getLast());
  }

  @Test
  default void aContactGoesOfflineOnce() {
    store().ingest(arrived(HELLO), NOON);
    store().expire(AFTER_NOON, BEFORE_NOON, AFTER_NOON);

    assertEquals(0, store().expire(AFTER_NOON, BEFORE_NOON, AFTER_NOON));
    assertEquals(2, published(Change.PresenceChanged.class).size());
  }

  @Test
  default void aReturningContactIsOnlineWithAnEvent() {
    store().ingest(arrived(HELLO), NOON);
    store().expire(AFTER_NOON, BEFORE_NOON, AFTER_NOON);

    store().ingest(arrived(incoming("wamid.2", ALICE, "Back", NOON)), AFTER_NOON);

    assertEquals(
        List.of(true, false, true),
        published(Change.PresenceChanged.class).stream().map(it -> it.contact().online()).toList());
  }

  @Test
  default void aContactCanBeMade() {
    Contact contact = store().saveContact(new ContactUpdate(ALICE, "Alice", KEEP, KEEP), NOON);

    assertEquals(
        new Contact(ALICE, "Alice", "+15550001001", null, NOON, false, NOON, NOON, 1), contact);
    assertEquals(contact, contactOf(ALICE));
    assertEquals(List.of(new Change.ContactSaved(contact)), published());
  }

  @Test
  default void fieldsOfAContactAreSetKeptAndCleared() {
    store().saveContact(new ContactUpdate(ALICE, "Alice", set("+1 555"), set(PHOTO)), NOON);

    Contact changed =
        store().saveContact(new ContactUpdate(ALICE, "Alice O.", KEEP, set(null)), AFTER_NOON);

    assertEquals(
        new Contact(ALICE, "Alice O.", "+1 555", null, NOON, false, NOON, AFTER_NOON, 2), changed);
    assertEquals(changed, contactOf(ALICE));
  }

  @Test
  default void aPhoneThatWasClearedStaysCleared() {
    store().saveContact(new ContactUpdate(ALICE, "Alice", KEEP, KEEP), NOON);

    store().saveContact(new ContactUpdate(ALICE, "Alice", set(null), KEEP), AFTER_NOON);

    assertNull(contactOf(ALICE).phone());
  }

  @Test
  default void anUpdateWithoutChangesIsNotPublished() {
    Contact first = store().saveContact(new ContactUpdate(ALICE, "Alice", KEEP, KEEP), NOON);

    Contact again = store().saveContact(new ContactUpdate(ALICE, "Alice", KEEP, KEEP), AFTER_NOON);

    assertEquals(first, again);
    assertEquals(1, published().size());
  }

  @Test
  default void aContactKeepsItsPhotoWhenItsPersonWrites() {
    store().saveContact(new ContactUpdate(ALICE, "Alice", KEEP, set(PHOTO)), NOON);

    store().ingest(arrived(HELLO), AFTER_NOON);

    assertEquals(PHOTO, contactOf(ALICE).avatar());
    assertEquals("Alice", contactOf(ALICE).name());
  }

  private static ContactUpdate.Field set(@Nullable String value) {
    return new ContactUpdate.Field.Set(value);
  }

  @Test
  default void aPersonWithoutANumberIsKnownByTheirId() {
    store().ingest(arrived(incoming("wamid.1", known(null, ALICE_ID), "Hello", NOON)), NOON);

    Message message = onlyMessageOf(ALICE_ID);
    assertNull(message.party().phone());
    assertNull(contactOf(ALICE_ID).phone());
  }

  @Test
  default void aPersonIsFoundByTheIdAloneLater() {
    store().ingest(arrived(incoming("wamid.1", known(ALICE, ALICE_ID), "one", NOON)), NOON);

    store().ingest(arrived(incoming("wamid.2", known(null, ALICE_ID), "two", NOON)), NOON);

    assertEquals(List.of("one", "two"), textsOf(ALICE));
    assertEquals(List.of(), messagesOf(ALICE_ID));
    assertEquals(1, store().contacts(null, 10).size());
  }

  @Test
  default void aPersonIsFoundByTheirNewNumber() {
    store().ingest(arrived(incoming("wamid.1", known(BOB, ALICE_ID), "one", NOON)), NOON);
    store().ingest(arrived(incoming("wamid.2", known(BOB_NEW, ALICE_ID), "two", NOON)), NOON);

    store().ingest(arrived(incoming("wamid.3", known(null, ALICE_ID), "three", NOON)), NOON);

    assertEquals(List.of("two", "three"), textsOf(BOB_NEW));
  }

  @Test
  default void aMovedPersonKeepsTheirName() {
    store().ingest(arrived(incoming("wamid.1", named(BOB, "Bob"), "Hello", NOON)), NOON);

    Ingested result = store().ingest(inbound(moved(BOB, BOB_NEW, null, null)), AFTER_NOON);

    assertEquals(new Ingested(0, 0, 0, 1, 0), result);
    assertEquals("Bob", contactOf(BOB_NEW).name());
    assertEquals("+15550002999", contactOf(BOB_NEW).phone());
    assertFalse(contactOf(BOB_NEW).online());
    assertEquals(List.of("Hello"), textsOf(BOB));
    assertEquals(
        new Change.ContactSaved(contactOf(BOB_NEW)),
        published(Change.ContactSaved.class).getLast());
  }

  @Test
  default void aMovedPersonIsFoundByTheirNewId() {
    store().ingest(inbound(moved(BOB, BOB_NEW, null, new WaId("US.2"))), NOON);

    store().ingest(arrived(incoming("wamid.1", known(null, new WaId("US.2")), "Hi", NOON)), NOON);

    assertEquals(List.of("Hi"), textsOf(BOB_NEW));
  }

  @Test
  default void aPersonIsFoundByAChangedId() {
    store().ingest(arrived(incoming("wamid.1", known(ALICE, ALICE_ID), "one", NOON)), NOON);

    store().ingest(inbound(moved(null, null, ALICE_ID, new WaId("US.2"))), NOON);
    store().ingest(arrived(incoming("wamid.2", known(null, new WaId("US.2")), "two", NOON)), NOON);

    assertEquals(List.of("one", "two"), textsOf(ALICE));
  }

  @Test
  default void aMoveDoesNotRenameAnExistingContact() {
    store().saveContact(new ContactUpdate(BOB_NEW, "Robert", KEEP, KEEP), NOON);
    store().ingest(arrived(incoming("wamid.1", named(BOB, "Bob"), "Hello", NOON)), NOON);

    store().ingest(inbound(moved(BOB, BOB_NEW, null, null)), NOON);

    assertEquals("Robert", contactOf(BOB_NEW).name());
  }

  @Test
  default void aMoveWithoutAChangeIsIgnored() {
    Ingested result = store().ingest(inbound(moved(null, null, null, ALICE_ID)), NOON);

    assertEquals(new Ingested(0, 0, 0, 1, 0), result);
  }

  private static Person known(@Nullable WaId number, @Nullable WaId userId) {
    return new Person(number, userId, null, null);
  }
}
