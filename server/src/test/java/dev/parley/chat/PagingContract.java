package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract for paging: complete, without losses or duplicates, even with equal times.
interface PagingContract extends StoreUnderTest {
  @Test
  default void chatsComeWithTheNewestMessageFirst() {
    store().ingest(arrived(incoming("wamid.1", BOB, "Hello", AFTER_NOON), HELLO), AFTER_NOON);

    assertEquals(
        List.of(BOB, ALICE), store().chats(null, 10).stream().map(ListedChat::waId).toList());
  }

  @Test
  default void aChatMovesUpWithANewMessage() {
    store().ingest(arrived(HELLO, incoming("wamid.1", BOB, "Hello", AFTER_NOON)), NOON);

    store().ingest(arrived(incoming("wamid.2", ALICE, "Hm", AFTER_NOON.plusSeconds(1))), NOON);

    assertEquals(
        List.of(ALICE, BOB), store().chats(null, 10).stream().map(ListedChat::waId).toList());
  }

  @Test
  default void chatsArePagedToTheEnd() {
    List<WaId> people = storeFromTwentyPeople();
    List<ListedChat> paged = new ArrayList<>();

    ChatHistory.@Nullable Position after = null;
    List<ListedChat> page = store().chats(after, 3);
    while (!page.isEmpty()) {
      paged.addAll(page);
      ChatSummary last = page.getLast().summary();
      after = new ChatHistory.Position(last.newestTimestamp(), last.waId());
      page = store().chats(after, 3);
    }

    assertEquals(store().chats(null, 100), paged);
    assertEquals(
        new HashSet<>(people), new HashSet<>(paged.stream().map(ListedChat::waId).toList()));
    assertEquals(people.size(), paged.size());
    assertEquals(
        paged.stream()
            .map(head -> head.summary().newestTimestamp())
            .sorted(Comparator.reverseOrder())
            .toList(),
        paged.stream().map(head -> head.summary().newestTimestamp()).toList());
  }

  @Test
  default void contactsArePagedToTheEnd() {
    List<WaId> people = storeFromTwentyPeople();
    List<Contact> paged = new ArrayList<>();

    List<Contact> page = store().contacts(null, 3);
    while (!page.isEmpty()) {
      paged.addAll(page);
      Contact last = page.getLast();
      page = store().contacts(new ChatHistory.Position(last.lastSeen(), last.waId()), 3);
    }

    assertEquals(store().contacts(null, 100), paged);
    assertEquals(new HashSet<>(people), new HashSet<>(paged.stream().map(Contact::waId).toList()));
    assertEquals(people.size(), paged.size());
    assertEquals(
        paged.stream().map(Contact::lastSeen).sorted(Comparator.reverseOrder()).toList(),
        paged.stream().map(Contact::lastSeen).toList());
  }

  /// Ten people write at noon, ten a minute later; some addresses are digits, others are not.
  private List<WaId> storeFromTwentyPeople() {
    List<WaId> people = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      WaId person = new WaId(i % 2 == 0 ? "1555000400" + i : "US." + i + "_a-B");
      Instant at = i < 10 ? NOON : AFTER_NOON;
      people.add(person);
      store().ingest(arrived(incoming("wamid." + i, person, "Hello", at)), at);
    }
    return people;
  }

  @Test
  default void messagesArePagedToTheBeginning() {
    List<Instant> times = List.of(NOON, AFTER_NOON, NOON, BEFORE_NOON, NOON, AFTER_NOON, NOON);
    for (int i = 0; i < times.size(); i++) {
      store().ingest(arrived(incoming("wamid." + i, ALICE, "Hello", times.get(i))), NOON);
    }
    List<Message> paged = new ArrayList<>();

    List<Message> page = store().messages(ALICE, null, 2);
    while (!page.isEmpty()) {
      paged.addAll(0, page);
      Message oldest = page.getFirst();
      page =
          store()
              .messages(
                  ALICE, new ChatHistory.MessagePosition(oldest.timestamp(), oldest.seq()), 2);
    }

    assertEquals(messagesOf(ALICE), paged);
    assertEquals(List.of(4L, 1L, 3L, 5L, 7L, 2L, 6L), paged.stream().map(Message::seq).toList());
  }

  @Test
  default void aCursorWithoutASeqPrecedesAllMessagesOfItsTime() {
    store()
        .ingest(arrived(HELLO, incoming("wamid.0", ALICE, "Earlier", NOON.minusMillis(1))), NOON);

    List<Message> before = store().messages(ALICE, new ChatHistory.MessagePosition(NOON, 0), 10);

    assertEquals(List.of("Earlier"), before.stream().map(it -> it.body().text()).toList());
  }

  /// Thirty messages of 100 KB; three have the same time.
  private void storeLongMessages() {
    for (int i = 0; i < 30; i++) {
      store()
          .ingest(
              arrived(
                  incoming("wamid." + i, ALICE, "y".repeat(50_000), NOON.plusSeconds(i * 7 % 10))),
              NOON);
    }
  }

  @Test
  default void aPageOfLongMessagesIsReadInSlices() {
    storeLongMessages();
    List<Message> all = messagesOf(ALICE);
    Message before = all.get(28);

    MessagePage page = store().page(ALICE, before.position(), 25);

    assertTrue(page.older());
    assertEquals(all.get(3).position(), page.oldest());
    List<Message> read = new ArrayList<>(page.first().messages());
    MessageSlice slice = page.first();
    int slices = 0;
    while (slice.rest() != null) {
      slice = store().slice(ALICE, slice.rest());
      assertTrue(slice.messages().size() <= 11, () -> "at once: " + read.size());
      read.addAll(slice.messages());
      slices++;
    }
    assertEquals(all.subList(3, 28), read);
    assertTrue(slices > 2, "slices: " + slices);
    assertEquals(read, store().messages(ALICE, before.position(), 25));
  }

  @Test
  default void newMessagesDoNotDisplaceOthersFromAPage() {
    storeLongMessages();
    List<Message> all = messagesOf(ALICE);
    MessagePage page = store().page(ALICE, null, 30);
    assertFalse(page.older());
    assertEquals(all.getFirst().position(), page.oldest());

    store()
        .ingest(
            arrived(
                incoming("wamid.first", ALICE, "Hm", BEFORE_NOON),
                incoming("wamid.within", ALICE, "Hm", NOON.plusSeconds(4)),
                incoming("wamid.last", ALICE, "Hm", AFTER_NOON)),
            NOON);
    Set<MessageId> read = new HashSet<>();
    MessageSlice slice = page.first();
    while (slice.rest() != null) {
      slice = store().slice(ALICE, slice.rest());
      slice.messages().forEach(it -> assertTrue(read.add(it.id()), () -> "twice: " + it.id()));
    }

    Set<MessageId> expected = new HashSet<>(all.stream().map(Message::id).toList());
    expected.add(new MessageId("wamid.within"));
    assertEquals(expected, read);
  }

  @Test
  default void aPageHoldsTheNewestMessages() {
    store().ingest(arrived(HELLO, incoming("wamid.1", ALICE, "Newer", AFTER_NOON)), NOON);

    assertEquals(
        List.of("Newer"),
        store().messages(ALICE, null, 1).stream().map(it -> it.body().text()).toList());
  }

  @Test
  default void aPageHoldsMessagesOfItsChatOnly() {
    store().ingest(arrived(HELLO, incoming("wamid.1", BOB, "Hi", NOON)), NOON);

    assertEquals(List.of("Hi"), textsOf(BOB));
  }
}
