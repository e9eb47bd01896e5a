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

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Paging: to the end, without loss or repeat, also among equal times.
interface PagingContract extends StoreUnderTest {
  @Test
  default void chatsComeWithTheNewestMessageFirst() {
    store().ingest(arrived(incoming("wamid.1", BOB, "Hello", AFTER_NOON), HELLO), AFTER_NOON);

    assertEquals(
        List.of(BOB, ALICE), store().chats(null, 10).stream().map(ChatHead::waId).toList());
  }

  @Test
  default void aChatMovesUpWithANewMessage() {
    store().ingest(arrived(HELLO, incoming("wamid.1", BOB, "Hello", AFTER_NOON)), NOON);

    store().ingest(arrived(incoming("wamid.2", ALICE, "Hm", AFTER_NOON.plusSeconds(1))), NOON);

    assertEquals(
        List.of(ALICE, BOB), store().chats(null, 10).stream().map(ChatHead::waId).toList());
  }

  @Test
  default void chatsArePagedToTheEnd() {
    List<WaId> people = storeFromTwentyPeople();
    List<ChatHead> paged = new ArrayList<>();

    ChatHistory.@Nullable Position after = null;
    List<ChatHead> page = store().chats(after, 3);
    while (!page.isEmpty()) {
      paged.addAll(page);
      ChatSummary last = page.getLast().summary();
      after = new ChatHistory.Position(last.newestTimestamp(), last.waId());
      page = store().chats(after, 3);
    }

    assertEquals(store().chats(null, 100), paged);
    assertEquals(new HashSet<>(people), new HashSet<>(paged.stream().map(ChatHead::waId).toList()));
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

  /// Ten write at noon, ten a minute later; addresses that are digits and such that are not.
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
  default void aPlaceWithoutASeqStandsBeforeEverythingOfItsMoment() {
    store()
        .ingest(arrived(HELLO, incoming("wamid.0", ALICE, "Earlier", NOON.minusMillis(1))), NOON);

    List<Message> before = store().messages(ALICE, new ChatHistory.MessagePosition(NOON, 0), 10);

    assertEquals(List.of("Earlier"), before.stream().map(it -> it.body().text()).toList());
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
