package dev.parley.chat;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.byAlice;
import static dev.parley.chat.Fixtures.edit;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.replyingTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.ChatHistory.MessagePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The contract for answers: the quoted messages, the answers to a message, and the messages after
/// it.
interface ThreadContract extends StoreUnderTest {
  private Optional<Quote> quoted(String answer) {
    Message message = message(answer);
    return Quotes.of(store(), List.of(message)).of(message);
  }

  private Message message(String name) {
    MessageId id = new MessageId(name);
    return Objects.requireNonNull(store().messages(Set.of(id)).get(id));
  }

  private List<String> thread(String name) {
    return MessageThread.of(store(), message(name)).stream().map(it -> it.id().value()).toList();
  }

  private static Draft answer(String id, String quoted, int second) {
    return replyingTo(
        incoming(id, ALICE, "answer " + id, NOON.plusSeconds(second)), new MessageId(quoted));
  }

  @Test
  default void aMessageIsFoundByEachOfItsNames() {
    store().send(outgoing("msg_1", "wamid.theirs", ALICE, "Hi", NOON), NOON);
    MessageId own = new MessageId("msg_1");
    MessageId theirs = new MessageId("wamid.theirs");

    Map<MessageId, Message> found =
        store().messages(List.of(own, theirs, new MessageId("wamid.nobody")));

    assertEquals(Set.of(own, theirs), found.keySet());
    assertEquals(own, Objects.requireNonNull(found.get(theirs)).id());
  }

  @Test
  default void anAnswerQuotesByEachNameOfAMessage() {
    store().send(outgoing("msg_1", "wamid.theirs", ALICE, "Hi", NOON), NOON);
    store().ingest(arrived(answer("wamid.a", "wamid.theirs", 1)), NOON);

    Quote quote = quoted("wamid.a").orElseThrow();

    assertEquals("msg_1", quote.id().value());
    assertEquals("Hi", quote.text());
    assertEquals(Direction.OUTGOING, quote.direction());
  }

  @Test
  default void anEarlyAnswerQuotesAfterTheOriginalArrives() {
    store().ingest(arrived(answer("wamid.a", HELLO.id().value(), 1)), NOON);
    assertEquals(Optional.empty(), quoted("wamid.a"));

    store().ingest(arrived(HELLO), NOON);

    assertEquals("Hello", quoted("wamid.a").orElseThrow().text());
  }

  @Test
  default void aQuoteShowsTheCurrentText() {
    store().ingest(arrived(HELLO, answer("wamid.a", HELLO.id().value(), 1)), NOON);

    store().ingest(inbound(byAlice("wamid.e", HELLO.id(), NOON, edit("Hello there"))), NOON);

    assertEquals("Hello there", quoted("wamid.a").orElseThrow().text());
  }

  @Test
  default void nothingIsQuotedFromAnotherChat() {
    store().ingest(arrived(incoming("wamid.b", BOB, "Secret", NOON)), NOON);
    store().ingest(arrived(answer("wamid.a", "wamid.b", 1)), NOON);

    assertEquals(Optional.empty(), quoted("wamid.a"));
    assertEquals(List.of("wamid.a"), thread("wamid.a"));
    assertEquals(List.of("wamid.b"), thread("wamid.b"));
  }

  @Test
  default void aThreadHasTheOriginalAndItsAnswers() {
    store()
        .ingest(
            arrived(
                incoming("wamid.1", ALICE, "root", NOON),
                answer("wamid.2", "wamid.1", 2),
                answer("wamid.3", "wamid.1", 3),
                answer("wamid.4", "wamid.2", 4),
                answer("wamid.5", "wamid.4", 5),
                incoming("wamid.6", ALICE, "no answer", NOON.plusSeconds(6))),
            NOON);

    assertEquals(List.of("wamid.1", "wamid.2", "wamid.4", "wamid.5"), thread("wamid.2"));
    assertEquals(List.of("wamid.1", "wamid.2", "wamid.3", "wamid.4", "wamid.5"), thread("wamid.1"));
  }

  @Test
  default void messagesThatAnswerOneAnotherAreAThread() {
    store().ingest(arrived(answer("wamid.1", "wamid.2", 1), answer("wamid.2", "wamid.1", 2)), NOON);

    assertEquals(List.of("wamid.1", "wamid.2"), thread("wamid.1"));
  }

  @Test
  default void aThreadIsBounded() {
    List<Draft> all = new ArrayList<>(List.of(incoming("wamid.root", ALICE, "root", NOON)));
    for (int i = 0; i < MessageThread.MOST + 20; i++) {
      all.add(answer("wamid." + i, "wamid.root", i));
    }
    for (int from = 0; from < all.size(); from += 100) {
      store()
          .ingest(
              arrived(all.subList(from, Math.min(all.size(), from + 100)).toArray(Draft[]::new)),
              NOON);
    }

    assertEquals(MessageThread.MOST, thread("wamid.root").size());
  }

  @Test
  default void placesAfterAMessageFollowTheOrderOfTheChat() {
    store()
        .ingest(
            arrived(
                incoming("wamid.1", ALICE, "a", NOON),
                incoming("wamid.2", ALICE, "b", NOON),
                incoming("wamid.3", ALICE, "c", NOON.plusSeconds(1)),
                incoming("wamid.4", BOB, "d", NOON.plusSeconds(2))),
            NOON);
    MessagePosition first = message("wamid.1").position();

    List<MessagePosition> all = store().placesAfter(ALICE, first, 10);

    assertEquals(List.of(message("wamid.2").position(), message("wamid.3").position()), all);
    assertEquals(List.of(all.getFirst()), store().placesAfter(ALICE, first, 1));
    assertEquals(List.of(), store().placesAfter(ALICE, all.getLast(), 10));
  }
}
