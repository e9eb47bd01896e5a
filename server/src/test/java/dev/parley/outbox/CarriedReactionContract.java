package dev.parley.outbox;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.UNDELIVERABLE;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.parley.chat.InboundEvent;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.OutgoingReaction;
import dev.parley.chat.Person;
import dev.parley.chat.Reaction;
import dev.parley.chat.RetryOutcome;
import dev.parley.chat.SendOutcome;
import dev.parley.chat.SendOutcome.NoTargetReason;
import dev.parley.chat.Status;
import dev.parley.chat.StatusReport;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract of every store's outbox for reactions that the business sends, and for the
/// identities of customers that WhatsApp's answers report.
public interface CarriedReactionContract extends OutboxContract {
  MessageId THEIRS = new MessageId("wamid.q");
  MessageId THUMB = new MessageId("msg_thumb");
  MessageId HEART = new MessageId("msg_heart");
  Instant SOON = NOON.plusSeconds(1);

  default void theyWrote() {
    report(new InboundEvent.Arrived(incoming("wamid.q", ALICE, "Well?", NOON)), NOON);
  }

  default SendOutcome react(MessageId id, MessageId target, @Nullable String emoji, Instant now) {
    return react(id, ALICE, target, emoji, now);
  }

  default SendOutcome react(
      MessageId id, WaId to, MessageId target, @Nullable String emoji, Instant now) {
    OutgoingReaction reaction = new OutgoingReaction(target, emoji);
    return open().chats().step(now, rules -> rules.react(id, to, reaction, Status.PENDING));
  }

  /// The reactions of the business to a message.
  default List<String> ours(MessageId target) {
    return message(target).reactions().stream()
        .filter(it -> it.by().equals(Reaction.US))
        .map(Reaction::emoji)
        .toList();
  }

  private static Parcel.OfReaction reaction(Claim claim) {
    return (Parcel.OfReaction) claim.parcels().getFirst();
  }

  private static InboundEvent told(MessageId metaId, Status status, MessageId sentAs) {
    return new InboundEvent.StatusReported(
        new StatusReport(metaId, status, NOON.plusSeconds(5), null), sentAs, null, null);
  }

  @Test
  default void aReactionShowsAtOnceAndIsCarried() {
    theyWrote();

    SendOutcome outcome = react(THUMB, THEIRS, "👍", SOON);

    assertEquals(new SendOutcome.Stored(message(THEIRS)), outcome);
    assertEquals(List.of(new Reaction(Reaction.US, "👍", SOON)), message(THEIRS).reactions());
    Claim claim = claim("a", 10, SOON);
    assertEquals(
        List.of(new Parcel.OfReaction(THUMB, ALICE, ALICE, THEIRS, "👍", 1)), claim.parcels());
    settle(THUMB, "a", new Outcome.Accepted(META), SOON);
    assertNull(claim("b", 10, SOON.plus(LEASE)).next());
    assertEquals(List.of("👍"), ours(THEIRS));
  }

  @Test
  default void aReactionIsTakenAway() {
    theyWrote();
    react(THUMB, THEIRS, "👍", SOON);
    settle(THUMB, "a", new Outcome.Accepted(META), claimedAt(SOON));

    react(HEART, THEIRS, null, SOON);

    assertEquals(List.of(), ours(THEIRS));
    assertNull(reaction(claim("b", 10, SOON)).emoji());
  }

  /// Claims all entries under the name `a`.
  private Instant claimedAt(Instant now) {
    claim("a", 10, now);
    return now;
  }

  @Test
  default void aReactionKeepsItsPlaceInTheChat() {
    theyWrote();
    send("msg_1", ALICE);
    react(THUMB, FIRST, "👍", SOON);
    send("msg_2", ALICE);

    assertEquals(List.of("msg_1"), claimed("a", 10, SOON));
    settle(FIRST, "a", new Outcome.Accepted(META), SOON);
    Claim second = claim("b", 10, SOON);
    assertEquals(META, reaction(second).target());
    settle(THUMB, "b", new Outcome.Accepted(new MessageId("wamid.r")), SOON);
    assertEquals(List.of("msg_2"), claimed("c", 10, SOON));
  }

  @Test
  default void aReactionIsRemovedIfItsMessageFails() {
    theyWrote();
    send("msg_1", ALICE);
    react(THUMB, FIRST, "👍", SOON);
    send("msg_2", ALICE);
    claim("a", 10, SOON);
    settle(FIRST, "a", new Outcome.Refused(UNDELIVERABLE), SOON);

    Claim claim = claim("b", 10, SOON);

    assertEquals(List.of(new Claim.Withdrawn(THUMB, OutboxRules.NOTHING_THERE)), claim.withdrawn());
    assertEquals(List.of(), ours(FIRST));
    assertEquals(List.of("msg_2"), claimed("c", 10, SOON));
  }

  @Test
  default void aReactionIsRemovedIfItsMessageIsRetried() {
    theyWrote();
    send("msg_1", ALICE);
    react(THUMB, FIRST, "👍", SOON);
    claim("a", 10, SOON);
    settle(FIRST, "a", new Outcome.Refused(UNDELIVERABLE), SOON);
    RetryOutcome again = open().chats().step(SOON, rules -> rules.retry(FIRST, Status.PENDING));
    assertEquals(RetryOutcome.Retried.class, again.getClass());

    assertEquals(1, claim("b", 10, SOON).withdrawn().size());
    assertEquals(List.of(), ours(FIRST));
    assertEquals(List.of("msg_1"), claimed("c", 10, SOON));
  }

  @Test
  default void refusedReactionsAreRemoved() {
    theyWrote();
    react(THUMB, THEIRS, "👍", SOON);
    settle(THUMB, "a", new Outcome.Refused(UNDELIVERABLE), claimedAt(SOON));

    assertEquals(List.of(), ours(THEIRS));
    assertNull(claim("b", 10, SOON).next());
  }

  @Test
  default void aRefusedReactionRestoresThePreviousOne() {
    theyWrote();
    react(HEART, THEIRS, "❤️", SOON);
    settle(HEART, "a", new Outcome.Accepted(META), claimedAt(SOON));
    react(THUMB, THEIRS, "👍", SOON.plusSeconds(1));
    settle(THUMB, "a", new Outcome.Refused(UNDELIVERABLE), claimedAt(SOON.plusSeconds(2)));

    assertEquals(List.of("❤️"), ours(THEIRS));
  }

  @Test
  default void aLaterReactionStaysIfAnEarlierOneIsRefused() {
    theyWrote();
    react(THUMB, THEIRS, "👍", SOON);
    claim("a", 10, SOON);
    react(HEART, THEIRS, "❤️", SOON);
    settle(THUMB, "a", new Outcome.Refused(UNDELIVERABLE), SOON.plusSeconds(1));

    assertEquals(List.of("❤️"), ours(THEIRS));
    assertEquals(List.of("msg_heart"), claimed("b", 10, SOON.plusSeconds(1)));
  }

  @Test
  default void aStatusMaySayLaterThatItFailed() {
    theyWrote();
    react(THUMB, THEIRS, "👍", SOON);
    settle(THUMB, "a", new Outcome.Accepted(META), claimedAt(SOON));

    report(told(META, Status.FAILED, THUMB), SOON.plusSeconds(5));

    assertEquals(List.of(), ours(THEIRS));
  }

  @Test
  default void aStatusSettlesAReactionUnderWay() {
    theyWrote();
    react(THUMB, THEIRS, "👍", SOON);
    claim("a", 10, SOON);

    report(told(META, Status.DELIVERED, THUMB), SOON);

    assertNull(claim("b", 10, SOON.plus(LEASE)).next());
    assertEquals(List.of("👍"), ours(THEIRS));
  }

  @Test
  default void anUncertainReactionIsResentAFewTimes() {
    theyWrote();
    react(THUMB, THEIRS, "👍", SOON);
    Instant now = SOON;
    for (int attempt = 1; attempt <= POLICY.attempts(); attempt++) {
      assertEquals(attempt, claim("t" + attempt, 10, now).parcels().getFirst().attempt());
      settle(THUMB, "t" + attempt, new Outcome.Unknown(UNDELIVERABLE), now);
      now = now.plusSeconds(1);
    }

    Claim last = claim("last", 10, now);

    assertEquals(List.of(), last.parcels());
    assertEquals(List.of(new Claim.Withdrawn(THUMB, OutboxRules.NOT_KNOWN)), last.withdrawn());
    assertEquals(List.of(), ours(THEIRS));
  }

  @Test
  default void aClaimThatEndsIsMadeAgainAtOnce() {
    theyWrote();
    react(THUMB, THEIRS, "👍", SOON);
    claim("a", 10, SOON);

    assertEquals(List.of("msg_thumb"), claimed("b", 10, SOON.plus(LEASE)));
  }

  @Test
  default void expiredReactionsAreRemoved() {
    theyWrote();
    react(THUMB, THEIRS, "👍", SOON);

    Claim claim = claim("a", 10, SOON.plus(POLICY.age()).plusSeconds(1));

    assertEquals(List.of(new Claim.Withdrawn(THUMB, OutboxRules.TOO_OLD)), claim.withdrawn());
    assertEquals(List.of(), ours(THEIRS));
  }

  @Test
  default void theSameIdAgainDoesNothing() {
    theyWrote();
    react(THUMB, THEIRS, "👍", SOON);
    settle(THUMB, "a", new Outcome.Accepted(META), claimedAt(SOON));
    react(HEART, THEIRS, "❤️", SOON.plusSeconds(1));

    SendOutcome again = react(THUMB, THEIRS, "👍", SOON.plusSeconds(2));

    assertEquals(new SendOutcome.AlreadyStored(message(THEIRS)), again);
    assertEquals(List.of("❤️"), ours(THEIRS));
    assertEquals(List.of("msg_heart"), claimed("b", 10, SOON.plusSeconds(2)));
  }

  @Test
  default void anIdCannotBeReused() {
    theyWrote();
    send("msg_1", ALICE);
    react(THUMB, THEIRS, "👍", SOON);

    assertEquals(new SendOutcome.IdTaken(THUMB), react(THUMB, THEIRS, "❤️", SOON));
    assertEquals(new SendOutcome.IdTaken(THUMB), react(THUMB, FIRST, "👍", SOON));
    assertEquals(new SendOutcome.IdTaken(FIRST), react(FIRST, THEIRS, "👍", SOON));
    SendOutcome message =
        open().chats().step(SOON, rules -> rules.send(outgoing("msg_thumb", ALICE, "Thumb", SOON)));
    assertEquals(new SendOutcome.IdTaken(THUMB), message);
    assertEquals(List.of("👍"), ours(THEIRS));
  }

  @Test
  default void aReactionNeedsAMessageOfItsChat() {
    theyWrote();
    report(new InboundEvent.Arrived(incoming("demo", ALICE, "Played", NOON)), NOON);
    send("msg_1", ALICE);
    claim("a", 10, SOON);
    settle(FIRST, "a", new Outcome.Refused(UNDELIVERABLE), SOON);

    assertEquals(
        new SendOutcome.NoTarget(NoTargetReason.UNKNOWN),
        react(THUMB, new MessageId("nothing"), "👍", SOON));
    assertEquals(
        new SendOutcome.NoTarget(NoTargetReason.UNKNOWN), react(THUMB, BOB, THEIRS, "👍", SOON));
    assertEquals(new SendOutcome.NoTarget(NoTargetReason.FAILED), react(THUMB, FIRST, "👍", SOON));
    assertEquals(
        new SendOutcome.NoTarget(NoTargetReason.NOT_OF_WHATSAPP),
        react(THUMB, new MessageId("demo"), "👍", SOON));
    assertNull(claim("b", 10, SOON).next());
  }

  @Test
  default void withoutAnAccountAReactionIsOnlyShown() {
    report(new InboundEvent.Arrived(incoming("demo", ALICE, "Played", NOON)), NOON);
    MessageId demo = new MessageId("demo");

    SendOutcome outcome =
        open()
            .chats()
            .step(
                SOON,
                rules -> rules.react(THUMB, ALICE, new OutgoingReaction(demo, "👍"), Status.SENT));

    assertEquals(new SendOutcome.Stored(message(demo)), outcome);
    assertEquals(List.of("👍"), ours(demo));
    assertNull(claim("a", 10, SOON).next());
  }

  // --- Addresses of the customer in WhatsApp's answers -------------------------------------------

  @Test
  default void whatsAppsNameOfTheCustomerLeadsToTheChat() {
    WaId spelled = new WaId("15550009009");
    WaId userId = new WaId("US.20481632649612825501");
    send("msg_1", ALICE);
    claim("a", 10, NOON);
    settle(
        FIRST,
        "a",
        new Outcome.Accepted(META, false, new Person(spelled, userId, null, null)),
        NOON);

    report(new InboundEvent.Arrived(incoming("wamid.q1", spelled, "Me", SOON)), SOON);
    Person hidden = new Person(null, userId, null, null);
    report(new InboundEvent.Arrived(incoming("wamid.q2", hidden, "Me too", SOON)), SOON);

    assertEquals(ALICE, message(new MessageId("wamid.q1")).chat());
    assertEquals(ALICE, message(new MessageId("wamid.q2")).chat());
  }

  @Test
  default void existingChatsAreNotMerged() {
    report(new InboundEvent.Arrived(incoming("wamid.q1", BOB, "Bob", NOON)), NOON);
    send("msg_1", ALICE);
    claim("a", 10, NOON);
    settle(FIRST, "a", new Outcome.Accepted(META, false, Person.at(BOB)), NOON);

    report(new InboundEvent.Arrived(incoming("wamid.q2", BOB, "Bob again", SOON)), SOON);

    Message again = message(new MessageId("wamid.q2"));
    assertEquals(BOB, again.chat());
  }
}
