package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.byAlice;
import static dev.parley.chat.Fixtures.edit;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract for removing data for good, and for the counts of removed data.
interface ErasureContract extends StoreUnderTest {
  private Erasure begin() {
    Erasure erasure = Erasure.of(Set.of(ALICE), null, NOON, new Random(1));
    store()
        .step(
            NOON,
            rules -> {
              rules.erasure().begin(erasure);
              return true;
            });
    return erasure;
  }

  private boolean erase(String erasure, WaId chat, @Nullable Instant before) {
    return store().step(NOON, rules -> rules.erasure().eraseMessages(erasure, chat, before));
  }

  private Erasure receipt(String id) {
    return store().shared(SharedRecord.Kind.ERASURE).stream()
        .map(Erasure::of)
        .filter(it -> it.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  default void aChatThatIsErasedIsGone() {
    store().ingest(arrived(HELLO, incoming("wamid.bob", BOB, "Hi", NOON)), NOON);
    store().addNote(new Note("note_1", ALICE, 0, "Wants the blue one", null, NOON, null, 0));
    Erasure erasure = begin();
    StreamPosition before = store().position();

    assertFalse(erase(erasure.id(), ALICE, null));
    assertTrue(erasePerson(erasure.id()));

    assertEquals(Optional.empty(), store().chat(ALICE, 10));
    assertEquals(Map.of(), store().messages(List.of(HELLO.id())));
    assertEquals(List.of(), store().notes(ALICE));
    assertEquals(Map.of(), store().contacts(List.of(ALICE)));
    assertEquals(
        List.of(Change.Removed.Kind.CHAT, Change.Removed.Kind.CONTACT),
        store().sync(before, 10).orElseThrow().removed().stream()
            .map(Change.Removed::kind)
            .toList());
    Erasure receipt = receipt(erasure.id());
    assertEquals(1, receipt.count(Erasure.Thing.CHATS));
    assertEquals(1, receipt.count(Erasure.Thing.MESSAGES));
    assertEquals(1, receipt.count(Erasure.Thing.NOTES));
    assertEquals(1, receipt.count(Erasure.Thing.CONTACTS));
    assertEquals(1, messagesOf(BOB).size());
    assertEquals(List.of(), store().audit().findings());
  }

  /// If the erasure did not start again, their new chat would stay, and lose its contact.
  @Test
  default void aPersonWhoWritesDuringTheirErasureIsErasedAgain() {
    store().ingest(arrived(HELLO), NOON);
    Erasure erasure = begin();
    assertFalse(erase(erasure.id(), ALICE, null));
    store().ingest(arrived(incoming("wamid.late", ALICE, "Wait", NOON)), AFTER_NOON);

    assertFalse(erasePerson(erasure.id()));
    assertEquals(Set.of(ALICE), store().contacts(List.of(ALICE)).keySet());
    assertFalse(erase(erasure.id(), ALICE, null));
    assertTrue(erasePerson(erasure.id()));

    assertEquals(Map.of(), store().contacts(List.of(ALICE)));
    assertEquals(List.of(), textsOf(ALICE));
    assertEquals(2, receipt(erasure.id()).count(Erasure.Thing.MESSAGES));
    assertEquals(1, receipt(erasure.id()).count(Erasure.Thing.CONTACTS));
    assertEquals(List.of(), store().audit().findings());
  }

  private boolean erasePerson(String erasure) {
    return store().step(NOON, rules -> rules.erasure().erasePerson(erasure, Set.of(ALICE)));
  }

  @Test
  default void aLongChatIsErasedInSteps() {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      drafts.add(incoming("wamid." + i, ALICE, "m" + i, NOON.plusSeconds(i)));
    }
    store().ingest(arrived(drafts.toArray(Draft[]::new)), AFTER_NOON);
    Erasure erasure = begin();

    assertTrue(erase(erasure.id(), ALICE, null));
    assertEquals(150, messagesOf(ALICE).size());
    assertEquals(List.of(), store().audit().findings());
    assertTrue(erase(erasure.id(), ALICE, null));
    assertFalse(erase(erasure.id(), ALICE, null));
    assertFalse(erase(erasure.id(), ALICE, null), "nothing is left");

    assertEquals(Optional.empty(), store().chat(ALICE, 10));
    assertEquals(250, receipt(erasure.id()).count(Erasure.Thing.MESSAGES));
    assertEquals(1, receipt(erasure.id()).count(Erasure.Thing.CHATS));
  }

  /// A process that is killed between two steps must not leave a chat without messages: the check
  /// of summaries at the next start would remove it, without notifying anybody.
  @Test
  default void theChatIsRemovedInTheSameStepAsItsLastMessage() {
    for (Instant before : Arrays.asList(null, AFTER_NOON)) {
      List<Draft> drafts = new ArrayList<>();
      for (int i = 0; i < 200; i++) { // two full steps
        drafts.add(incoming("wamid." + i, ALICE, "m" + i, NOON.plusMillis(i)));
      }
      store().ingest(arrived(drafts.toArray(Draft[]::new)), AFTER_NOON);
      Erasure erasure = begin();
      StreamPosition position = store().position();

      assertTrue(erase(erasure.id(), ALICE, before));
      assertEquals(100, messagesOf(ALICE).size());
      assertFalse(erase(erasure.id(), ALICE, before), "nothing is left");

      assertEquals(Optional.empty(), store().chat(ALICE, 10));
      assertTrue(
          store()
              .sync(position, 1_000)
              .orElseThrow()
              .removed()
              .contains(Change.Removed.chat(ALICE)));
      assertEquals(1, receipt(erasure.id()).count(Erasure.Thing.CHATS));
      assertEquals(List.of(), store().audit().findings());
    }
  }

  /// An edit of a message that has not arrived: there is no chat yet.
  @Test
  default void pendingAmendmentsOfAnErasedPersonAreRemoved() {
    WaId other = new WaId(ALICE.value() + "@410987654321098");
    Draft toOther = incoming("wamid.other", other, "Hi there", NOON);
    Amendment.Action secret = edit("They must not read this");
    store().ingest(inbound(byAlice("wamid.e1", HELLO.id(), NOON, secret)), NOON);
    store()
        .ingest(
            inbound(
                new InboundEvent.Amended(
                    new MessageId("wamid.e2"),
                    toOther.id(),
                    Person.at(other),
                    null,
                    Direction.INCOMING,
                    NOON,
                    secret)),
            NOON);
    Erasure erasure = begin();

    assertTrue(erasePerson(erasure.id()));

    store().ingest(arrived(HELLO, toOther), AFTER_NOON);
    assertEquals(List.of("Hello"), textsOf(ALICE));
    assertEquals(List.of("Hi there"), textsOf(other));
  }

  @Test
  default void anErasedChatCanBeginAgain() {
    store().ingest(arrived(HELLO), NOON);
    erase(begin().id(), ALICE, null);

    store().ingest(arrived(HELLO), AFTER_NOON);

    assertEquals(1, onlyMessageOf(ALICE).seq());
    assertEquals(1, summaryOf(ALICE).unread());
    assertEquals(List.of(), store().audit().findings());
  }

  @Test
  default void oldMessagesAreRemovedAndTheOthersKeepTheirSeq() {
    store()
        .ingest(
            arrived(
                incoming("wamid.1", ALICE, "old", BEFORE_NOON),
                incoming("wamid.2", ALICE, "new", NOON),
                incoming("wamid.3", ALICE, "old as well", BEFORE_NOON),
                incoming("wamid.4", BOB, "old", BEFORE_NOON)),
            AFTER_NOON);
    assertEquals(Set.of(ALICE, BOB), Set.copyOf(store().chatsOlderThan(NOON, null, 10)), "before");

    assertFalse(erase(Erasure.RETENTION, ALICE, NOON));
    assertFalse(erase(Erasure.RETENTION, BOB, NOON));

    assertEquals(List.of("new"), textsOf(ALICE));
    ChatSummary summary = summaryOf(ALICE);
    assertEquals(3, summary.lastSeq());
    assertEquals(2, summary.newestSeq());
    assertEquals(2, summary.removed());
    assertEquals(1, summary.unread());
    assertEquals(Optional.empty(), store().chat(BOB, 1));
    assertEquals(List.of(), store().chatsOlderThan(NOON, null, 10));
    assertEquals(List.of("wamid.1", "wamid.3"), published(Change.Removed.class).getFirst().ids());
    store().ingest(arrived(incoming("wamid.5", ALICE, "newer", AFTER_NOON)), AFTER_NOON);
    assertEquals(4, messagesOf(ALICE).getLast().seq());
    assertEquals(List.of(), store().audit().findings());
  }

  @Test
  default void aPersonIsFoundUnderAllAddresses() {
    WaId other = new WaId(ALICE.value() + "@410987654321098");
    store().ingest(arrived(HELLO, incoming("wamid.other", other, "Hi there", NOON)), NOON);
    store()
        .ingest(
            arrived(
                incoming("wamid.id", new Person(ALICE, Fixtures.ALICE_ID, null, null), "-", NOON)),
            NOON);

    assertEquals(Set.of(ALICE, other, Fixtures.ALICE_ID), store().addressesOf(ALICE));
    assertEquals(Set.of(BOB), store().addressesOf(BOB));
  }

  @Test
  default void entriesOfTheLogCanBeRewritten() {
    store().ingest(arrived(HELLO), NOON);
    StreamPosition position = store().position();
    ChangeLog.Entry entry = store().changesFrom(1, 10).getFirst();
    List<ChangeReference> erased =
        ChangeReference.read(entry.changes()).stream().map(_ -> ChangeReference.erased()).toList();
    Erasure erasure = begin();

    store()
        .step(
            NOON,
            rules -> {
              rules
                  .erasure()
                  .rewrite(
                      erasure.id(),
                      List.of(
                          new ChangeLog.Entry(
                              entry.last(),
                              entry.count(),
                              entry.token(),
                              entry.at(),
                              ChangeReference.writeReferences(erased))));
              return true;
            });

    assertEquals(position, store().position());
    assertFalse(store().changesFrom(1, 10).toString().contains(HELLO.id().value()));
  }
}
