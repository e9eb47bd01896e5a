package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.byAlice;
import static dev.parley.chat.Fixtures.edit;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The contract for the log of changes: a client that was disconnected receives everything that it
/// missed, or learns that it has to start from scratch.
public interface ChangeLogContract extends StoreUnderTest {
  private void muchHappens() {
    store().ingest(arrived(HELLO, REPLY), NOON);
    store().ingest(reported(report(REPLY.id(), Status.READ, NOON)), NOON);
    store().ingest(reported(report(REPLY.id(), Status.DELIVERED, NOON)), NOON); // already read
    store().ingest(inbound(byAlice("wamid.e1", HELLO.id(), NOON, edit("Hallo"))), NOON);
    store().ingest(arrived(incoming("wamid.bob", BOB, "Hi", NOON)), AFTER_NOON);
    store().markRead(BOB, AFTER_NOON);
    store().presence(Set.of(ALICE), false, AFTER_NOON);
    store().presence(Set.of(ALICE), false, AFTER_NOON.plusSeconds(5)); // seen again, nothing else
    ContactUpdate.Field keep = new ContactUpdate.Field.Keep();
    store().saveContact(new ContactUpdate(BOB, "Bob", keep, keep), AFTER_NOON);
  }

  @Test
  default void thePositionStaysTheSameWithoutChanges() {
    StreamPosition begin = store().position();

    assertEquals(begin, store().position());
    assertEquals(Sync.nothing(begin), store().sync(begin, 500).orElseThrow());
    store().ingest(arrived(HELLO), NOON);
    assertNotEquals(begin, store().position());
  }

  @Test
  default void eachChangedObjectIsReturnedOnceInItsCurrentState() {
    StreamPosition begin = store().position();
    muchHappens();

    Sync sync = store().sync(begin, 500).orElseThrow();

    assertFalse(sync.more());
    assertEquals(store().position(), sync.position());
    assertEquals(
        Set.of(onlyMessageOf(BOB), messagesOf(ALICE).getFirst(), messagesOf(ALICE).getLast()),
        new HashSet<>(store().messages(sync.messages()).values()));
    assertEquals(3, sync.messages().size());
    assertEquals(
        Map.of(ALICE, contactOf(ALICE), BOB, contactOf(BOB)), store().contacts(sync.people()));
    assertEquals(2, sync.people().size());
    assertEquals(
        new HashSet<>(store().chats(null, 10)),
        store().heads(sync.people()).stream().map(ChatHead::chat).collect(Collectors.toSet()));
  }

  @Test
  default void readingInPartsGivesTheSameChanges() {
    StreamPosition position = store().position();
    muchHappens();

    Map<MessageId, Message> messages = new HashMap<>();
    Map<WaId, Contact> contacts = new HashMap<>();
    boolean more = true;
    int parts = 0;
    while (more) {
      Sync sync = store().sync(position, 1).orElseThrow();
      messages.putAll(store().messages(sync.messages()));
      contacts.putAll(store().contacts(sync.people()));
      more = sync.more();
      position = sync.position();
      parts++;
    }

    assertTrue(parts > 8, "parts: " + parts);
    assertEquals(store().position(), position);
    assertEquals(3, messages.size());
    messagesOf(ALICE).forEach(it -> assertEquals(it, messages.get(it.id())));
    assertEquals(Map.of(ALICE, contactOf(ALICE), BOB, contactOf(BOB)), contacts);
  }

  @Test
  default void everyChangeCanBeReadAgainInItsOrder() {
    StreamPosition position = store().position();
    muchHappens();

    List<String> read = new ArrayList<>();
    long number = position.number();
    boolean more = true;
    while (more) {
      ChangeLog.Missed missed = store().missed(position, 2).orElseThrow();
      for (Commit commit : missed.commits()) {
        number++;
        assertEquals(number, commit.first());
        commit.changes().forEach(it -> read.add(it.getClass().getSimpleName()));
      }
      position = missed.position();
      more = missed.more();
    }

    assertEquals(all().stream().map(it -> it.getClass().getSimpleName()).toList(), read);
    assertTrue(read.contains("MessageTouched"), read::toString);
    assertTrue(read.contains("ContactSeen"), read::toString);
  }

  @Test
  default void everyChangeIncreasesTheRev() {
    muchHappens();

    Map<Object, Long> revs = new HashMap<>();
    for (Change change : all()) {
      Object key;
      long rev;
      switch (change) {
        case Change.MessageStored(var it) -> {
          key = it.id();
          rev = it.rev();
        }
        case Change.StatusChanged(var it) -> {
          key = it.id();
          rev = it.rev();
        }
        case Change.MessageAmended(var it) -> {
          key = it.id();
          rev = it.rev();
        }
        case Change.MessageTouched(var it) -> {
          key = it.id();
          rev = it.rev();
        }
        case Change.ContactSaved(var it) -> {
          key = it.waId();
          rev = it.rev();
        }
        case Change.NoteSaved(var it) -> {
          key = it.id();
          rev = it.rev();
        }
        case Change.Removed _,
            Change.PresenceChanged _,
            Change.ContactSeen _,
            Change.ChatRead _,
            Change.ChatUpdated _ -> {
          continue;
        }
      }
      Long before = revs.put(key, rev);
      assertTrue(before == null || before < rev, () -> change + " after " + before);
    }
    for (Message message : messagesOf(ALICE)) {
      assertEquals(revs.get(message.id()), message.rev());
    }
    assertTrue(onlyMessageOf(BOB).rev() > 0);
  }

  @Test
  default void aDigestSaysWhetherSomethingChanged() {
    Digest nothing = store().digest(ALICE);
    assertEquals(0, nothing.messages());
    assertEquals(0, nothing.seq());
    store().ingest(arrived(HELLO, REPLY), NOON);
    Digest before = store().digest(ALICE);

    store().ingest(arrived(incoming("wamid.bob", BOB, "Hi", NOON)), NOON);
    assertEquals(before, store().digest(ALICE));
    store().ingest(reported(report(REPLY.id(), Status.READ, NOON)), NOON);
    Digest after = store().digest(ALICE);

    assertEquals(2, after.messages());
    assertEquals(2, after.seq());
    assertNotEquals(before.sha256(), after.sha256());
    Digest.Builder own = new Digest.Builder();
    messagesOf(ALICE).forEach(it -> own.add(it.seq(), it.id().value(), it.rev()));
    assertEquals(own.build(), after);
  }

  @Test
  default void anUnknownPositionIsRefused() {
    StreamPosition begin = store().position();
    store().ingest(arrived(HELLO), NOON);
    StreamPosition now = store().position();

    assertTrue(store().sync(new StreamPosition(now.number() + 1, now.token()), 5).isEmpty());
    assertTrue(store().sync(new StreamPosition(now.number(), now.token() + 1), 5).isEmpty());
    assertTrue(store().missed(new StreamPosition(now.number(), now.token() + 1), 5).isEmpty());
    assertTrue(store().sync(begin, 5).isPresent());
  }

  @Test
  default void oldChangesAndTheirPositionsAreRemoved() {
    StreamPosition begin = store().position();
    muchHappens();
    StreamPosition now = store().position();

    while (store().forgetChanges(Instant.EPOCH, 1_000)) {}
    assertTrue(store().sync(begin, 5).isPresent());
    while (store().forgetChanges(Instant.EPOCH, 1)) {}

    assertTrue(store().sync(begin, 5).isEmpty());
    assertEquals(now, store().position());
    assertTrue(store().sync(now, 5).isPresent());
    store().ingest(arrived(incoming("wamid.after", BOB, "Hi", NOON)), AFTER_NOON);
    assertEquals(1, store().sync(now, 5).orElseThrow().messages().size());
  }
}
