package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.ALICE_ID;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.GROUP;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.byAlice;
import static dev.parley.chat.Fixtures.byUs;
import static dev.parley.chat.Fixtures.edit;
import static dev.parley.chat.Fixtures.in;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.react;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static dev.parley.chat.Fixtures.revoke;
import static dev.parley.chat.Fixtures.unreact;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract for reactions, edits and revocations, which may arrive before or after their
/// message.
interface AmendmentContract extends StoreUnderTest {
  InboundEvent.Amended THUMB = byAlice("wamid.r1", REPLY.id(), NOON, react("👍"));
  InboundEvent.Amended HEART = byAlice("wamid.r2", REPLY.id(), AFTER_NOON, react("❤️"));

  @Test
  default void aReactionIsStoredAndPublished() {
    store().ingest(arrived(REPLY), NOON);

    Ingested result = store().ingest(inbound(THUMB), AFTER_NOON);

    assertEquals(new Ingested(1, 0, 0, 0, 0), result);
    Message message = onlyMessageOf(ALICE);
    assertEquals(List.of(new Reaction(ALICE.value(), "👍", NOON)), message.reactions());
    assertEquals(AFTER_NOON, message.updatedAt());
    assertEquals(
        List.of(new Change.MessageAmended(message)), published(Change.MessageAmended.class));
    assertEquals(1, published(Change.MessageStored.class).size());
  }

  @Test
  default void aPersonsNextReactionTakesThePlaceOfTheirFirst() {
    store().ingest(arrived(REPLY), NOON);

    store().ingest(inbound(THUMB), NOON);
    store().ingest(inbound(HEART), NOON);

    assertEquals(
        List.of(new Reaction(ALICE.value(), "❤️", AFTER_NOON)), onlyMessageOf(ALICE).reactions());
  }

  @Test
  default void aRemovedReactionIsGone() {
    store().ingest(arrived(REPLY), NOON);
    store().ingest(inbound(THUMB), NOON);

    store().ingest(inbound(byAlice("wamid.r3", REPLY.id(), AFTER_NOON, unreact())), NOON);

    assertEquals(List.of(), onlyMessageOf(ALICE).reactions());
    assertEquals(2, published(Change.MessageAmended.class).size());
  }

  @Test
  default void bothSidesReactionsAreShown() {
    store().ingest(arrived(REPLY), NOON);

    store().ingest(inbound(THUMB, byUs("wamid.r4", REPLY.id(), AFTER_NOON, react("🎉"))), NOON);

    assertEquals(
        List.of(
            new Reaction(ALICE.value(), "👍", NOON), new Reaction(Reaction.US, "🎉", AFTER_NOON)),
        onlyMessageOf(ALICE).reactions());
  }

  @Test
  default void amendmentsThatArriveLateAreAppliedInTheOrderOfTheirTimes() {
    store().ingest(arrived(REPLY), NOON);

    store().ingest(inbound(HEART), NOON);
    store().ingest(inbound(THUMB), NOON);

    assertEquals("❤️", onlyMessageOf(ALICE).reactions().getFirst().emoji());
    assertEquals(1, published(Change.MessageAmended.class).size());
  }

  @Test
  default void aRepeatedAmendmentCountsOnce() {
    store().ingest(arrived(REPLY), NOON);
    store().ingest(inbound(THUMB), NOON);

    Ingested again = store().ingest(inbound(THUMB), AFTER_NOON);

    assertEquals(new Ingested(0, 0, 1, 0, 0), again);
    assertEquals(1, published(Change.MessageAmended.class).size());
    assertEquals(NOON, onlyMessageOf(ALICE).updatedAt());
  }

  @Test
  default void anEarlyAmendmentWaitsForItsMessage() {
    store().ingest(inbound(HEART, THUMB), NOON);

    store().ingest(arrived(REPLY), AFTER_NOON);

    Message message = onlyMessageOf(ALICE);
    assertEquals("❤️", message.reactions().getFirst().emoji());
    assertEquals(List.of(new Change.MessageStored(message)), published(Change.MessageStored.class));
    assertEquals(List.of(), published(Change.MessageAmended.class));
  }

  @Test
  default void anAmendmentMayNameItsMessageByEitherId() {
    Draft draft = outgoing("msg_1", "wamid.1", ALICE, "Hi", NOON);
    store().ingest(arrived(draft), NOON);

    store().ingest(inbound(byAlice("wamid.r1", draft.id(), NOON, react("👍"))), NOON);
    store()
        .ingest(inbound(byUs("wamid.r2", new MessageId("wamid.1"), AFTER_NOON, react("🎉"))), NOON);

    assertEquals(
        List.of("👍", "🎉"),
        onlyMessageOf(ALICE).reactions().stream().map(Reaction::emoji).toList());
  }

  @Test
  default void anAmendmentMayWaitUnderEitherId() {
    Draft draft = outgoing("msg_1", "wamid.1", ALICE, "Hi", NOON);
    store().ingest(inbound(byAlice("wamid.r1", draft.id(), NOON, react("👍"))), NOON);
    store()
        .ingest(inbound(byUs("wamid.r2", new MessageId("wamid.1"), AFTER_NOON, react("🎉"))), NOON);

    store().ingest(arrived(draft), NOON);

    assertEquals(
        List.of("👍", "🎉"),
        onlyMessageOf(ALICE).reactions().stream().map(Reaction::emoji).toList());
  }

  @Test
  default void aReactionFromAnotherChatIsIgnored() {
    store().ingest(arrived(REPLY), NOON);

    store()
        .ingest(
            inbound(
                new InboundEvent.Amended(
                    new MessageId("wamid.r5"),
                    REPLY.id(),
                    Person.at(BOB),
                    null,
                    Direction.INCOMING,
                    NOON,
                    react("👎"))),
            NOON);

    assertEquals(List.of(), onlyMessageOf(ALICE).reactions());
    assertEquals(List.of(), published(Change.MessageAmended.class));
  }

  @Test
  default void anEditChangesTheTextInItsPlace() {
    store().ingest(arrived(HELLO), NOON);

    store().ingest(inbound(byAlice("wamid.e1", HELLO.id(), AFTER_NOON, edit("Hallo"))), AFTER_NOON);

    Message message = onlyMessageOf(ALICE);
    assertEquals("Hallo", message.body().text());
    assertEquals(AFTER_NOON, message.body().editedAt());
    assertEquals(NOON, message.timestamp());
    assertEquals(1, message.seq());
    assertEquals(
        List.of(new Change.MessageAmended(message)), published(Change.MessageAmended.class));
  }

  @Test
  default void anEditOfTheOtherSidesMessageIsIgnored() {
    store().ingest(arrived(HELLO), NOON);

    store().ingest(inbound(byUs("wamid.e1", HELLO.id(), AFTER_NOON, edit("Mine"))), NOON);

    assertEquals(List.of("Hello"), textsOf(ALICE));
  }

  @Test
  default void theLaterOfTwoEditsWins() {
    store().ingest(arrived(HELLO), NOON);

    store().ingest(inbound(byAlice("wamid.e2", HELLO.id(), AFTER_NOON, edit("second"))), NOON);
    store().ingest(inbound(byAlice("wamid.e1", HELLO.id(), NOON, edit("first"))), NOON);

    assertEquals(List.of("second"), textsOf(ALICE));
  }

  @Test
  default void aRevokedMessageStaysRevoked() {
    store().ingest(arrived(HELLO), NOON);
    store().ingest(inbound(byAlice("wamid.d1", HELLO.id(), NOON, revoke())), NOON);

    store().ingest(inbound(byAlice("wamid.e1", HELLO.id(), AFTER_NOON, edit("Back"))), NOON);

    assertEquals(Body.of(new Content.Revoked()), onlyMessageOf(ALICE).body());
    assertEquals(1, published(Change.MessageAmended.class).size());
  }

  @Test
  default void aMessageRevokedBeforeItsArrivalShowsNoText() {
    store().ingest(inbound(byAlice("wamid.d1", HELLO.id(), AFTER_NOON, revoke())), NOON);

    store().ingest(arrived(HELLO), NOON);

    assertEquals(List.of("Message deleted"), textsOf(ALICE));
  }

  @Test
  default void amendmentsAndStatusesDoNotOverwriteEachOther() {
    store().ingest(arrived(REPLY), NOON);

    store().ingest(inbound(THUMB), NOON);
    store().ingest(reported(report(REPLY.id(), Status.READ, AFTER_NOON)), NOON);
    store().ingest(inbound(byUs("wamid.e1", REPLY.id(), AFTER_NOON, edit("Hi!"))), NOON);

    Message message = onlyMessageOf(ALICE);
    assertEquals(Status.READ, message.delivery().status());
    assertEquals(1, message.reactions().size());
    assertEquals("Hi!", message.body().text());
  }

  @Test
  default void aRepeatedOlderReactionChangesNothing() {
    store().ingest(arrived(REPLY), NOON);
    store().ingest(inbound(THUMB, HEART), NOON);

    Ingested again = store().ingest(inbound(THUMB), AFTER_NOON);

    assertEquals(0, again.messages());
    assertEquals("❤️", onlyMessageOf(ALICE).reactions().getFirst().emoji());
    assertEquals(2, published(Change.MessageAmended.class).size());
  }

  @Test
  default void aRepeatedOlderReactionOfTheSameSecondIsADuplicate() {
    store().ingest(arrived(REPLY), NOON);
    store().ingest(inbound(THUMB, byAlice("wamid.r2", REPLY.id(), NOON, react("❤️"))), NOON);

    Ingested again = store().ingest(inbound(THUMB), AFTER_NOON);

    assertEquals(new Ingested(0, 0, 1, 0, 0), again);
    assertEquals("❤️", onlyMessageOf(ALICE).reactions().getFirst().emoji());
  }

  @Test
  default void theLastOfThousandsOfReactionsByOnePersonCounts() {
    store().ingest(arrived(REPLY), NOON);

    for (int from = 0; from < 2_000; from += 100) {
      store()
          .ingest(
              new Inbound(
                  IntStream.range(from, from + 100)
                      .<InboundEvent>mapToObj(i ->
                          byAlice(
                              "wamid.r" + i,
                              REPLY.id(),
                              NOON.plusSeconds(i / 1_000),
                              i == 1_999 ? react("🏁") : react(i % 2 == 0 ? "👍" : "🎉")))
                      .toList(),
                  null),
              NOON);
    }

    assertEquals(
        List.of(new Reaction(ALICE.value(), "🏁", NOON.plusSeconds(1))),
        onlyMessageOf(ALICE).reactions());
  }

  @Test
  default void theLastOfThousandsOfReactionsBeforeTheMessageCounts() {
    store()
        .ingest(
            new Inbound(
                IntStream.range(0, 200)
                    .<InboundEvent>mapToObj(i ->
                        byAlice(
                            "wamid.r" + i, REPLY.id(), NOON, i == 199 ? react("🏁") : react("👍")))
                    .toList(),
                null),
            NOON);

    store().ingest(arrived(REPLY), NOON);

    assertEquals("🏁", onlyMessageOf(ALICE).reactions().getFirst().emoji());
  }

  @Test
  default void reactionsAreOrderedByTime() {
    store().ingest(arrived(REPLY), NOON);

    store().ingest(inbound(HEART, byUs("wamid.r4", REPLY.id(), NOON, react("🎉"))), NOON);

    assertEquals(
        List.of("🎉", "❤️"),
        onlyMessageOf(ALICE).reactions().stream().map(Reaction::emoji).toList());
  }

  @Test
  default void aMessageShowsTheReactionsOfABoundedNumberOfPeople() {
    store().ingest(arrived(in(GROUP, HELLO)), NOON);

    store()
        .ingest(
            new Inbound(
                IntStream.range(0, 300)
                    .<InboundEvent>mapToObj(i ->
                        inGroup("wamid.r" + i, new WaId("1555" + (1_000_000 + i)), react("👍")))
                    .toList(),
                null),
            NOON);

    assertEquals(256, onlyMessageOf(GROUP).reactions().size());
  }

  @Test
  default void onlyTheAuthorEditsOrRevokesInAGroup() {
    store().ingest(arrived(in(GROUP, HELLO)), NOON);

    store().ingest(inbound(inGroup("wamid.e1", BOB, edit("I am Bob"))), NOON);
    store().ingest(inbound(inGroup("wamid.d1", BOB, revoke())), NOON);

    assertEquals(List.of("Hello"), textsOf(GROUP));
    assertEquals(List.of(), published(Change.MessageAmended.class));

    store().ingest(inbound(inGroup("wamid.e2", ALICE, edit("Hallo"))), NOON);

    assertEquals(List.of("Hallo"), textsOf(GROUP));
  }

  @Test
  default void anEarlyEditByAnotherMemberOfAGroupIsIgnored() {
    store()
        .ingest(
            inbound(inGroup("wamid.d1", BOB, revoke()), inGroup("wamid.e1", ALICE, edit("Hallo"))),
            NOON);

    store().ingest(arrived(in(GROUP, HELLO)), NOON);

    assertEquals(List.of("Hallo"), textsOf(GROUP));
  }

  @Test
  default void inAGroupTheAuthorMayBeKnownByUserIdFirst() {
    Person hidden = new Person(null, ALICE_ID, null, null);
    store().ingest(arrived(in(GROUP, incoming("wamid.hello", hidden, "Hello", NOON))), NOON);

    store()
        .ingest(
            inbound(
                new InboundEvent.Amended(
                    new MessageId("wamid.e1"),
                    HELLO.id(),
                    new Person(ALICE, ALICE_ID, null, null),
                    GROUP,
                    Direction.INCOMING,
                    AFTER_NOON,
                    edit("Hallo"))),
            AFTER_NOON);

    assertEquals(List.of("Hallo"), textsOf(GROUP));
  }

  private static InboundEvent.Amended inGroup(String event, WaId by, Amendment.Action what) {
    return new InboundEvent.Amended(
        new MessageId(event),
        HELLO.id(),
        Person.at(by),
        GROUP,
        Direction.INCOMING,
        AFTER_NOON,
        what);
  }

  @Test
  default void anAmendmentCreatesNoChatAndNoMessage() {
    store().ingest(inbound(THUMB), NOON);

    assertEquals(List.of(), store().chats(null, 10));
    assertEquals(List.of(), messagesOf(ALICE));
  }
}
