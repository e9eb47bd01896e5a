package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract for the presence of connected people.
interface PresenceContract extends StoreUnderTest {
  @Test
  default void manyContactsGoOfflineInSteps() {
    int many = 1_203;
    store()
        .ingest(
            arrived(
                IntStream.range(0, many)
                    .mapToObj(i ->
                        Fixtures.incoming(
                            "wamid." + i, new WaId("1666" + (1_000_000 + i)), "Hello", NOON))
                    .toArray(Draft[]::new)),
            NOON);

    GonePart first = store().expire(AFTER_NOON, (WaId) null, AFTER_NOON);
    int gone = store().expire(AFTER_NOON, BEFORE_NOON, AFTER_NOON);

    assertTrue(first.contacts() < many);
    assertEquals(many, first.contacts() + gone);
    assertEquals(0, store().contacts(null, 2_000).stream().filter(Contact::online).count());
  }

  @Test
  default void aConnectedContactIsOnlineAndSeen() {
    store().ingest(arrived(HELLO), BEFORE_NOON);
    store().expire(NOON, BEFORE_NOON, NOON);

    Set<WaId> known = store().presence(Set.of(ALICE), true, NOON);

    assertEquals(Set.of(ALICE), known);
    assertTrue(contactOf(ALICE).online());
    assertEquals(NOON, contactOf(ALICE).lastSeen());
    assertEquals(
        new Change.PresenceChanged(contactOf(ALICE)),
        published(Change.PresenceChanged.class).getLast());
  }

  @Test
  default void aLeavingContactIsOfflineAndSeenUntilThen() {
    store().ingest(arrived(HELLO), BEFORE_NOON);

    store().presence(Set.of(ALICE), false, NOON);

    assertFalse(contactOf(ALICE).online());
    assertEquals(NOON, contactOf(ALICE).lastSeen());
    assertEquals(
        new Change.PresenceChanged(contactOf(ALICE)),
        published(Change.PresenceChanged.class).getLast());
  }

  @Test
  default void aConnectedContactIsSeenAgainWithoutAnEvent() {
    store().ingest(arrived(HELLO), BEFORE_NOON);

    store().presence(Set.of(ALICE), true, AFTER_NOON);

    assertEquals(AFTER_NOON, contactOf(ALICE).lastSeen());
    assertEquals(1, published(Change.PresenceChanged.class).size());
  }

  @Test
  default void aRecentlySeenContactDoesNotExpire() {
    store().ingest(arrived(HELLO), BEFORE_NOON);
    store().presence(Set.of(ALICE), true, NOON);

    int gone = store().expire(NOON, BEFORE_NOON, AFTER_NOON);

    assertEquals(0, gone);
    assertTrue(contactOf(ALICE).online());
  }

  @Test
  default void presenceWithoutAContactIsNotStored() {
    Set<WaId> known = store().presence(Set.of(BOB), true, NOON);

    assertEquals(Set.of(), known);
    assertEquals(List.of(), store().contacts(null, 10));
    assertEquals(List.of(), published());
  }
}
