package dev.parley.outbox;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.UNDELIVERABLE;
import static dev.parley.chat.Fixtures.WINDOW_CLOSED;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.replyingTo;
import static dev.parley.chat.Fixtures.withPayload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Body;
import dev.parley.chat.Direction;
import dev.parley.chat.Draft;
import dev.parley.chat.Failure;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.RetryOutcome;
import dev.parley.chat.SendOutcome;
import dev.parley.chat.Status;
import dev.parley.chat.StatusReport;
import dev.parley.chat.WaId;
import dev.parley.outbox.OutboxRules.Postponed;
import dev.parley.store.OpenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract of every store's outbox.
public interface OutboxContract {
  SendPolicy POLICY = SendPolicy.DEFAULTS;
  MessageId FIRST = new MessageId("msg_1");
  MessageId SECOND = new MessageId("msg_2");
  MessageId META = new MessageId("wamid.meta1");
  Duration LEASE = POLICY.lease();
  Duration PATIENCE = POLICY.patience();

  /// An empty store, the same one throughout a test.
  OpenStore open();

  /// A store that was restored from a backup of [#open].
  OpenStore restored();

  default Message send(String id, WaId to) {
    return send(outgoing(id, to, "Text of " + id, NOON), NOON);
  }

  default Message send(Draft draft, Instant now) {
    SendOutcome outcome = open().chats().step(now, rules -> rules.send(draft));
    return ((SendOutcome.Stored) outcome).message();
  }

  default Claim claim(String token, int most, Instant now) {
    return claim(token, most, POLICY, now);
  }

  default Claim claim(String token, int most, SendPolicy policy, Instant now) {
    return open().outbox().step(now, rules -> rules.claim(null, token, most, most, policy));
  }

  default List<String> claimed(String token, int most, Instant now) {
    return claim(token, most, now).parcels().stream().map(it -> it.id().value()).toList();
  }

  default void settle(MessageId id, String token, Outcome outcome, Instant now) {
    settle(id, token, outcome, now, now);
  }

  default void settle(MessageId id, String token, Outcome outcome, Instant chatFrom, Instant now) {
    open()
        .outbox()
        .step(
            now,
            rules -> {
              rules.settle(id, token, outcome, now.plusSeconds(1), chatFrom, POLICY);
              return true;
            });
  }

  default Message message(MessageId id) {
    return Objects.requireNonNull(open().chats().messages(Set.of(id)).get(id));
  }

  default Status statusOf(MessageId id) {
    return message(id).delivery().status();
  }

  default void report(InboundEvent event, Instant now) {
    open().chats().step(now, rules -> rules.ingest(new Inbound(List.of(event), null)));
  }

  private static InboundEvent told(MessageId metaId, Status status, MessageId sentAs) {
    return new InboundEvent.StatusReported(
        new StatusReport(metaId, status, NOON.plusSeconds(5), null), sentAs, null, null);
  }

  private static Parcel.OfMessage ofMessage(Claim claim) {
    return (Parcel.OfMessage) claim.parcels().getFirst();
  }

  @Test
  default void aPendingMessageIsClaimedOnce() {
    send("msg_1", ALICE);

    Claim claim = claim("a", 10, NOON);

    assertEquals(1, claim.parcels().size());
    assertEquals(message(FIRST), ofMessage(claim).message());
    assertEquals(1, claim.parcels().getFirst().attempt());
    assertEquals(List.of(), claimed("b", 10, NOON));
  }

  @Test
  default void aMessageThatIsNotPendingIsNotClaimed() {
    Draft sent =
        new Draft(
            FIRST,
            null,
            Person.at(ALICE),
            null,
            Direction.OUTGOING,
            null,
            ALICE.value(),
            Body.text("x"),
            NOON,
            Status.SENT,
            null);
    send(sent, NOON);

    assertEquals(List.of(), claimed("a", 10, NOON));
    assertNull(claim("b", 10, NOON).next());
  }

  @Test
  default void anAcceptedMessageIsSentWithWhatsAppsId() {
    send("msg_1", ALICE);
    claim("a", 10, NOON);

    settle(FIRST, "a", new Outcome.Accepted(META), NOON.plusSeconds(1));

    assertEquals(Status.SENT, statusOf(FIRST));
    assertEquals(META, message(FIRST).metaId());
    assertEquals(List.of(), claimed("b", 10, NOON.plus(LEASE).plusSeconds(2)));
    assertNull(claim("b", 10, NOON.plusSeconds(2)).next());
  }

  @Test
  default void aHeldMessageDoesNotBlockItsChat() {
    send("msg_1", ALICE);
    send("msg_2", ALICE);
    claim("a", 10, NOON);

    settle(FIRST, "a", new Outcome.Accepted(META, true, null), NOON.plusSeconds(1));

    assertEquals(Status.HELD, statusOf(FIRST));
    assertEquals(META, message(FIRST).metaId());
    assertEquals(
        NOON.plusSeconds(1), message(FIRST).delivery().times().reported().get(Status.HELD));
    assertEquals(List.of("msg_2"), claimed("b", 10, NOON.plusSeconds(2)));
  }

  @Test
  default void anEarlierStatusReleasesAHeldMessage() {
    send("msg_1", ALICE);
    claim("a", 10, NOON);
    report(told(META, Status.DELIVERED, FIRST), NOON.plusMillis(500));

    settle(FIRST, "a", new Outcome.Accepted(META, true, null), NOON.plusSeconds(1));

    assertEquals(Status.DELIVERED, statusOf(FIRST));
  }

  @Test
  default void messagesOfAChatAreClaimedInOrder() {
    send("msg_1", ALICE);
    send("msg_2", ALICE);
    send("msg_3", BOB);

    assertEquals(List.of("msg_1", "msg_3"), claimed("a", 10, NOON));
    settle(FIRST, "a", new Outcome.Accepted(META), NOON);

    assertEquals(List.of("msg_2"), claimed("b", 10, NOON));
  }

  @Test
  default void theNextMessageOfAChatMayWait() {
    send("msg_1", ALICE);
    send("msg_2", ALICE);
    claim("a", 10, NOON);

    settle(FIRST, "a", new Outcome.Accepted(META), NOON.plusSeconds(6), NOON);

    assertEquals(NOON.plusSeconds(6), claim("b", 10, NOON.plusSeconds(5)).next());
    assertEquals(List.of("msg_2"), claimed("c", 10, NOON.plusSeconds(6)));
  }

  @Test
  default void aPostponedMessageBlocksItsChatUntilItIsDue() {
    send("msg_1", ALICE);
    send("msg_2", ALICE);
    claim("a", 10, NOON);
    open()
        .outbox()
        .step(
            NOON,
            rules -> {
              rules.postpone(List.of(new Postponed(FIRST, NOON.plusSeconds(6))), "a");
              return true;
            });

    assertEquals(List.of(), claimed("b", 10, NOON.plusSeconds(5)));
    assertEquals(List.of("msg_1"), claimed("c", 10, NOON.plusSeconds(6)));
  }

  @Test
  default void unreachedAttemptsDoNotCount() {
    send("msg_1", ALICE);
    claim("a", 10, NOON);
    open()
        .outbox()
        .step(
            NOON,
            rules -> {
              rules.postpone(List.of(new Postponed(FIRST, NOON)), "a");
              return true;
            });
    claim("b", 10, NOON);
    settle(FIRST, "b", new Outcome.Stopped(WINDOW_CLOSED), NOON);

    Claim claim = claim("c", 10, NOON.plusSeconds(1));

    assertEquals(1, claim.parcels().getFirst().attempt());
  }

  @Test
  default void aRefusedMessageFailsWithTheReasonAndTheNextGoes() {
    send("msg_1", ALICE);
    send("msg_2", ALICE);
    claim("a", 10, NOON);

    settle(FIRST, "a", new Outcome.Refused(WINDOW_CLOSED), NOON);

    assertEquals(Status.FAILED, statusOf(FIRST));
    assertEquals(WINDOW_CLOSED, message(FIRST).delivery().failure());
    assertEquals(List.of("msg_2"), claimed("b", 10, NOON));
  }

  @Test
  default void temporarilyRefusedMessagesAreRetriedFirst() {
    send("msg_1", ALICE);
    send("msg_2", ALICE);
    claim("a", 10, NOON);

    settle(FIRST, "a", new Outcome.NotNow(WINDOW_CLOSED, Outcome.Scope.CHAT), NOON);

    assertEquals(List.of(), claimed("b", 10, NOON));
    Claim again = claim("c", 10, NOON.plusSeconds(1));
    assertEquals(List.of(FIRST), again.parcels().stream().map(Parcel::id).toList());
    assertEquals(
        1, again.parcels().getFirst().attempt(), "the first attempt did not reach WhatsApp");
  }

  @Test
  default void anExpiredClaimIsUncertainAndNotResent() {
    send("msg_1", ALICE);
    send("msg_2", ALICE);
    claim("a", 10, NOON);
    Instant ended = NOON.plus(LEASE);

    assertEquals(List.of(), claimed("b", 10, ended));
    assertEquals(Status.PENDING, statusOf(FIRST));
    assertEquals(List.of("msg_2"), claimedAfterDeciding(ended.plus(PATIENCE)));
    assertEquals(Status.FAILED, statusOf(FIRST));
    assertEquals(OutboxRules.NOT_KNOWN, message(FIRST).delivery().failure());
  }

  /// A message that becomes urgent during a claim may be part of the next claim.
  private List<String> claimedAfterDeciding(Instant now) {
    Set<String> all = new TreeSet<>(claimed("x", 10, now));
    all.addAll(claimed("y", 10, now));
    return List.copyOf(all);
  }

  @Test
  default void claimsOfAProcessThatHasEndedEndAtOnce() {
    send("msg_1", ALICE);
    claim("a", 10, NOON);

    assertEquals(false, open().outbox().step(NOON, rules -> rules.endClaims(null, POLICY)));

    assertEquals(NOON.plus(PATIENCE), claim("b", 10, NOON).next());
    settle(FIRST, "a", new Outcome.Refused(WINDOW_CLOSED), NOON);
    assertEquals(Status.PENDING, statusOf(FIRST));
  }

  @Test
  default void aStatusWithParleysIdSettlesAnUncertainMessage() {
    send("msg_1", ALICE);
    claim("a", 10, NOON);
    settle(FIRST, "a", new Outcome.Unknown(WINDOW_CLOSED), NOON);

    report(told(META, Status.SENT, FIRST), NOON.plusSeconds(5));

    assertEquals(Status.SENT, statusOf(FIRST));
    assertEquals(META, message(FIRST).metaId());
    assertNull(claim("b", 10, NOON.plus(PATIENCE)).next());
    assertEquals(Status.SENT, statusOf(FIRST));
  }

  @Test
  default void aStatusMayComeBeforeTheAnswer() {
    send("msg_1", ALICE);
    claim("a", 10, NOON);
    report(told(META, Status.DELIVERED, FIRST), NOON);

    settle(FIRST, "a", new Outcome.Accepted(META), NOON.plusSeconds(1));

    assertEquals(Status.DELIVERED, statusOf(FIRST));
    assertEquals(META, message(FIRST).metaId());
    assertNull(claim("b", 10, NOON.plusSeconds(2)).next());
  }

  @Test
  default void uncertainMessagesAreResentAFewTimesIfConfigured() {
    SendPolicy resending = POLICY.with(PATIENCE, true, POLICY.age());
    send("msg_1", ALICE);
    Instant now = NOON;
    for (int attempt = 1; attempt <= POLICY.attempts(); attempt++) {
      Claim claim = claim("t" + attempt, 10, resending, now);
      assertEquals(attempt, claim.parcels().getFirst().attempt());
      settle(FIRST, "t" + attempt, new Outcome.Unknown(WINDOW_CLOSED), now);
      now = now.plus(PATIENCE);
    }

    assertEquals(List.of(), claim("last", 10, resending, now).parcels());
    assertEquals(Status.FAILED, statusOf(FIRST));
  }

  @Test
  default void aLateAnswerOfAnEarlierClaimChangesNothing() {
    SendPolicy resending = POLICY.with(Duration.ofSeconds(1), true, POLICY.age());
    send("msg_1", ALICE);
    claim("a", 10, resending, NOON);
    Instant later = NOON.plus(LEASE).plusSeconds(5);
    claim("b", 10, resending, NOON.plus(LEASE));
    assertEquals(1, claim("c", 10, resending, later).parcels().size());

    settle(FIRST, "a", new Outcome.Refused(WINDOW_CLOSED), later);

    assertEquals(Status.PENDING, statusOf(FIRST));
  }

  @Test
  default void aKnownAnswerCountsAfterTheClaimExpired() {
    send("msg_1", ALICE);
    send("msg_2", BOB);
    claim("a", 10, NOON);
    Instant late = NOON.plus(LEASE).plusSeconds(5);
    assertEquals(List.of(), claimed("b", 10, late)); // they are uncertain now

    settle(FIRST, "a", new Outcome.Refused(WINDOW_CLOSED), late);
    settle(SECOND, "a", new Outcome.NotNow(WINDOW_CLOSED, Outcome.Scope.NUMBER), late);

    assertEquals(WINDOW_CLOSED, message(FIRST).delivery().failure());
    assertEquals(List.of("msg_2"), claimed("c", 10, late.plusSeconds(1)));
  }

  @Test
  default void aKnownAnswerCountsBeforeAResend() {
    SendPolicy resending = POLICY.with(Duration.ofSeconds(1), true, POLICY.age());
    send("msg_1", ALICE);
    claim("a", 10, resending, NOON);
    Instant late = NOON.plus(LEASE).plusSeconds(5);
    claim("b", 0, resending, NOON.plus(LEASE));
    claim("c", 0, resending, late);

    settle(FIRST, "a", new Outcome.Refused(WINDOW_CLOSED), late);

    assertEquals(WINDOW_CLOSED, message(FIRST).delivery().failure());
  }

  @Test
  default void anUnknownAnswerDoesNotExtendTheUncertainty() {
    send("msg_1", ALICE);
    claim("a", 10, NOON);
    claim("b", 10, NOON.plus(LEASE));

    settle(FIRST, "a", new Outcome.Unknown(WINDOW_CLOSED), NOON.plus(LEASE).plusSeconds(9));

    Instant decided = NOON.plus(LEASE).plus(PATIENCE);
    assertEquals(decided, claim("c", 10, decided.minusSeconds(1)).next());
  }

  @Test
  default void aLostClaimIsReleased() {
    send("msg_1", ALICE);
    send("msg_2", BOB);
    claim("a", 1, NOON);
    claim("b", 1, NOON);

    giveBack("a", NOON.plusSeconds(1));

    Claim claim = claim("c", 10, NOON.plusSeconds(1));
    assertEquals(List.of(FIRST), claim.parcels().stream().map(Parcel::id).toList());
    assertEquals(1, claim.parcels().getFirst().attempt());
  }

  @Test
  default void anExpiredClaimCanBeReleased() {
    send("msg_1", ALICE);
    claim("a", 10, NOON);
    claim("b", 10, NOON.plus(LEASE));

    giveBack("a", NOON.plus(LEASE));

    assertEquals(List.of("msg_1"), claimed("c", 10, NOON.plus(LEASE)));
  }

  private void giveBack(String token, Instant now) {
    open()
        .outbox()
        .step(
            now,
            rules -> {
              rules.giveBack(null, token);
              return true;
            });
  }

  @Test
  default void messagesOfABackupAreNeverSent() {
    SendPolicy resending = POLICY.with(PATIENCE, true, POLICY.age());
    send("msg_1", ALICE);
    send("msg_2", ALICE);
    send("msg_3", ALICE);
    send("msg_4", BOB);
    send("msg_5", new WaId("15557770000"));
    claim("a", 1, NOON);
    settle(FIRST, "a", new Outcome.NotNow(WINDOW_CLOSED, Outcome.Scope.CHAT), NOON);
    claim("b", 1, NOON);

    OpenStore copy = restored();

    for (int i = 0; i < 3; i++) {
      Instant now = NOON.plusSeconds(i);
      Claim claim = copy.outbox().step(now, rules -> rules.claim(null, "x", 9, 9, resending));
      assertEquals(List.of(), claim.parcels());
    }
    for (int i = 1; i <= 5; i++) {
      MessageId id = new MessageId("msg_" + i);
      Message message = Objects.requireNonNull(copy.chats().messages(Set.of(id)).get(id));
      assertEquals(OutboxRules.NOT_KNOWN, message.delivery().failure());
    }
    copy.chats().step(NOON, rules -> rules.retry(SECOND, Status.PENDING));
    Claim again = copy.outbox().step(NOON, rules -> rules.claim(null, "y", 9, 9, resending));
    assertEquals(List.of(SECOND), again.parcels().stream().map(Parcel::id).toList());
  }

  @Test
  default void onlyUncertainAttemptsCountForTheResendLimit() {
    SendPolicy resending = POLICY.with(PATIENCE, true, POLICY.age());
    send("msg_1", ALICE);
    Instant now = NOON;
    for (int i = 0; i < POLICY.attempts(); i++) {
      claim("n" + i, 10, resending, now);
      settle(FIRST, "n" + i, new Outcome.NotNow(WINDOW_CLOSED, Outcome.Scope.NUMBER), now);
      now = now.plusSeconds(1);
    }
    claim("u", 10, resending, now);
    settle(FIRST, "u", new Outcome.Unknown(WINDOW_CLOSED), now);
    now = now.plus(PATIENCE);

    assertEquals(1, claim("last", 10, resending, now).parcels().size());
  }

  @Test
  default void aClockSetBackDelaysNothing() {
    send("msg_1", ALICE);
    send("msg_2", BOB);
    claim("a", 1, NOON);
    settle(FIRST, "a", new Outcome.NotNow(WINDOW_CLOSED, Outcome.Scope.CHAT), NOON);
    claim("b", 1, NOON);
    settle(SECOND, "b", new Outcome.NotNow(WINDOW_CLOSED, Outcome.Scope.CHAT), NOON);
    Instant back = NOON.minusSeconds(3600);

    assertEquals(List.of("msg_1", "msg_2"), claimed("c", 10, back));
  }

  @Test
  default void waitingMessagesAreNotClaimedEarly() {
    send("msg_1", ALICE);
    claim("a", 1, NOON);
    settle(FIRST, "a", new Outcome.NotNow(WINDOW_CLOSED, Outcome.Scope.CHAT), NOON);

    assertEquals(List.of(), claimed("c", 10, NOON.plusSeconds(1).minus(OutboxRules.LONGEST_WAIT)));
  }

  @Test
  default void noMomentIsCutOff() {
    send("msg_1", ALICE);
    send("msg_2", ALICE);
    Instant until = NOON.plusSeconds(6).plusNanos(1);
    claim("a", 10, NOON);
    open()
        .outbox()
        .step(
            NOON,
            rules -> {
              rules.postpone(List.of(new Postponed(FIRST, until)), "a");
              return true;
            });

    assertEquals(List.of(), claimed("b", 10, NOON.plusSeconds(6)));
    Instant then = NOON.plusSeconds(6).plusMillis(1);
    assertEquals(List.of("msg_1"), claimed("c", 10, then));
    Instant next = NOON.plusSeconds(12).plusNanos(1);
    settle(FIRST, "c", new Outcome.Accepted(META), next, then);
    assertEquals(List.of(), claimed("d", 10, NOON.plusSeconds(12)));
    assertEquals(List.of("msg_2"), claimed("e", 10, NOON.plusSeconds(12).plusMillis(1)));
  }

  @Test
  default void urgencyEndsWithTheUrgentMessage() {
    Instant later = NOON.plusSeconds(7200);
    send(outgoing("msg_1", ALICE, "campaign", NOON), NOON);
    send(outgoing("msg_2", ALICE, "campaign", NOON), NOON);
    report(new InboundEvent.Arrived(incoming("wamid.q", ALICE, "?", NOON)), NOON);
    send(outgoing("msg_3", ALICE, "answer", NOON), NOON.plusMillis(1));
    send(outgoing("msg_4", ALICE, "campaign", later), later);

    for (String id : List.of("msg_1", "msg_2", "msg_3")) {
      assertEquals(List.of(id), claimedUrgent(id, later));
      settle(new MessageId(id), id, new Outcome.Accepted(new MessageId("wamid." + id)), later);
    }
    assertEquals(List.of(), claimedUrgent("x", later));
    assertEquals(List.of("msg_4"), claimed("y", 10, later));
  }

  private List<String> claimedUrgent(String token, Instant now) {
    return open()
        .outbox()
        .step(now, rules -> rules.claim(null, token, 10, 0, POLICY))
        .parcels()
        .stream()
        .map(it -> it.id().value())
        .toList();
  }

  @Test
  default void expiredMessagesAreNotSent() {
    send("msg_1", ALICE);
    Instant late = NOON.plus(POLICY.age()).plusSeconds(1);

    assertEquals(List.of(), claimed("a", 10, late));
    assertEquals(OutboxRules.TOO_OLD, message(FIRST).delivery().failure());
  }

  @Test
  default void urgentMessagesAndTheirPredecessorsComeFirst() {
    send(outgoing("msg_1", BOB, "campaign", NOON), NOON);
    send(outgoing("msg_2", ALICE, "campaign", NOON), NOON);
    report(new InboundEvent.Arrived(incoming("wamid.q", ALICE, "?", NOON)), NOON);
    send(outgoing("msg_3", ALICE, "answer", NOON), NOON.plusMillis(1));

    assertEquals(List.of("msg_2"), claimed("a", 1, NOON.plusMillis(1)));
    settle(SECOND, "a", new Outcome.Accepted(META), NOON.plusMillis(2));
    assertEquals(List.of("msg_3"), claimed("b", 1, NOON.plusMillis(2)));
    assertEquals(List.of("msg_1"), claimed("c", 1, NOON.plusMillis(3)));
  }

  @Test
  default void onlyTheRequestedNumberOfNonUrgentMessagesIsClaimed() {
    send("msg_1", ALICE);
    send("msg_2", BOB);

    Claim claim = open().outbox().step(NOON, rules -> rules.claim(null, "a", 10, 1, POLICY));

    assertEquals(1, claim.parcels().size());
  }

  @Test
  default void anAnswerQuotesWhatsAppsId() {
    send("msg_1", ALICE);
    claim("a", 10, NOON);
    settle(FIRST, "a", new Outcome.Accepted(META), NOON);
    Draft second = outgoing("msg_2", ALICE, "And", NOON);
    send(replyingTo(second, FIRST), NOON);

    assertEquals(META, ofMessage(claim("b", 10, NOON)).quoted());
  }

  @Test
  default void aRetryKeepsTheIdAndGetsANewWhatsAppId() {
    send("msg_1", ALICE);
    claim("a", 10, NOON);
    settle(FIRST, "a", new Outcome.Accepted(META), NOON);
    report(told(META, Status.FAILED, FIRST), NOON);

    RetryOutcome outcome =
        open().chats().step(NOON.plusSeconds(9), rules -> rules.retry(FIRST, Status.PENDING));
    report(told(META, Status.FAILED, FIRST), NOON.plusSeconds(9)); // again, for the first attempt

    assertTrue(outcome instanceof RetryOutcome.Retried, outcome::toString);
    assertEquals(Status.PENDING, statusOf(FIRST));
    assertEquals(List.of("msg_1"), claimed("b", 10, NOON.plusSeconds(10)));
    MessageId again = new MessageId("wamid.again");
    settle(FIRST, "b", new Outcome.Accepted(again), NOON.plusSeconds(10));
    assertEquals(Status.SENT, statusOf(FIRST));
    assertEquals(again, message(FIRST).metaId());
    report(told(META, Status.FAILED, FIRST), NOON.plusSeconds(11));
    assertEquals(Status.SENT, statusOf(FIRST));
    report(told(again, Status.DELIVERED, FIRST), NOON.plusSeconds(12));
    assertEquals(Status.DELIVERED, statusOf(FIRST));
  }

  @Test
  default void aRetryIsCancelledIfTheFirstAttemptSucceeded() {
    send("msg_1", ALICE);
    claim("a", 10, NOON);
    settle(FIRST, "a", new Outcome.Accepted(META), NOON);
    report(told(META, Status.FAILED, FIRST), NOON);
    open().chats().step(NOON, rules -> rules.retry(FIRST, Status.PENDING));

    report(told(META, Status.DELIVERED, FIRST), NOON);

    assertEquals(Status.DELIVERED, statusOf(FIRST));
    assertEquals(List.of(), claimed("b", 10, NOON));
  }

  @Test
  default void onlyFailedOutgoingMessagesAreRetried() {
    send("msg_1", ALICE);
    report(new InboundEvent.Arrived(incoming("wamid.q", ALICE, "?", NOON)), NOON);

    for (MessageId id : List.of(FIRST, new MessageId("wamid.q"))) {
      assertTrue(
          open().chats().step(NOON, rules -> rules.retry(id, Status.PENDING))
              instanceof RetryOutcome.NotFailed);
    }
    assertEquals(
        new RetryOutcome.Unknown(),
        open().chats().step(NOON, rules -> rules.retry(new MessageId("x"), Status.PENDING)));
  }

  @Test
  default void thePayloadIsThereWhenAMessageIsSentAgain() {
    String payload = "{\"type\":\"location\"}";
    Draft plain = outgoing("msg_1", ALICE, "Location", NOON);
    send(withPayload(plain, payload), NOON);
    assertEquals(payload, ofMessage(claim("a", 10, NOON)).payload());
    settle(FIRST, "a", new Outcome.Accepted(META), NOON);
    report(told(META, Status.FAILED, FIRST), NOON);
    open().chats().step(NOON, rules -> rules.retry(FIRST, Status.PENDING));

    assertEquals(payload, ofMessage(claim("b", 10, NOON)).payload());
  }

  @Test
  default void keptPayloadsAreForgottenWithTime() {
    send(withPayload(outgoing("msg_1", ALICE, "Location", NOON), "{}"), NOON);
    claim("a", 10, NOON);
    settle(FIRST, "a", new Outcome.Refused(UNDELIVERABLE), NOON);

    assertEquals(
        false, open().outbox().step(NOON.plusSeconds(2), rules -> rules.forgetKept(null, NOON)));

    open().chats().step(NOON, rules -> rules.retry(FIRST, Status.PENDING));
    assertNull(ofMessage(claim("b", 10, NOON)).payload());
  }

  @Test
  default void pendingMessagesWithoutAnEntryFailAndCanBeRetried() {
    report(new InboundEvent.Arrived(outgoing("msg_1", ALICE, "from before", NOON)), NOON);
    send("msg_2", BOB);

    OutboxRules.Stranded part = open().outbox().step(NOON, rules -> rules.strand(null, _ -> true));

    assertEquals(new OutboxRules.Stranded(1, null), part);
    Failure reason = message(FIRST).delivery().failure();
    assertEquals(OutboxRules.FROM_BEFORE, reason);
    assertEquals(Status.PENDING, statusOf(SECOND));
    open().chats().step(NOON, rules -> rules.retry(FIRST, Status.PENDING));
    assertEquals(2, claim("a", 10, NOON).parcels().size());
  }

  @Test
  default void eachBusinessNumberHasItsOwnClaims() {
    send("msg_1", ALICE);
    send("msg_2", ALICE.through("22"));
    send("msg_3", ALICE.through("333"));

    OutboxStore outbox = open().outbox();
    Claim ofTheSecond = outbox.step(NOON, rules -> rules.claim("22", "a", 9, 9, POLICY));
    Claim ofTheFirst = outbox.step(NOON, rules -> rules.claim(null, "b", 9, 9, POLICY));

    assertEquals(List.of(SECOND), ofTheSecond.parcels().stream().map(Parcel::id).toList());
    assertEquals(List.of(FIRST), ofTheFirst.parcels().stream().map(Parcel::id).toList());
    assertEquals(NOON.plus(LEASE), ofTheFirst.next());
    assertEquals(false, outbox.step(NOON, rules -> rules.endClaims("22", POLICY)));
    settle(FIRST, "b", new Outcome.Refused(new Failure(1, "No", null)), NOON);
    assertEquals(Status.FAILED, statusOf(FIRST));
    settle(SECOND, "a", new Outcome.Refused(new Failure(1, "No", null)), NOON);
    assertEquals(Status.PENDING, statusOf(SECOND), "its claim has ended, the first one's had not");
  }

  @Test
  default void messagesOfARemovedNumberFailAndCanBeRetried() {
    send("msg_1", ALICE);
    send("msg_2", ALICE.through("22"));
    Predicate<WaId> first = chat -> chat.ourNumber() == null;

    OutboxRules.Stranded part = open().outbox().step(NOON, rules -> rules.strand(null, first));

    assertEquals(new OutboxRules.Stranded(1, null), part);
    assertEquals(OutboxRules.NOT_OURS, message(SECOND).delivery().failure());
    assertEquals(Status.PENDING, statusOf(FIRST));
    open().chats().step(NOON, rules -> rules.retry(SECOND, Status.PENDING));
    Claim claim = open().outbox().step(NOON, rules -> rules.claim("22", "a", 9, 9, POLICY));
    assertEquals(List.of(SECOND), claim.parcels().stream().map(Parcel::id).toList());
  }

  /// Senders of several processes share the entries.
  @Test
  default void concurrentClaimsNeverOverlap() throws Exception {
    int messages = 60;
    for (int i = 0; i < messages; i++) {
      send("msg_x" + i, new WaId("1555000" + i));
    }
    Set<String> all = new ConcurrentSkipListSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> claims =
          IntStream.range(0, 8)
              .mapToObj(sender ->
                  threads.submit(() -> {
                    int count = 0;
                    List<String> some;
                    do {
                      some = claimed("s" + sender + "-" + count, 3, NOON);
                      all.addAll(some);
                      count += some.size();
                    } while (!some.isEmpty());
                    return count;
                  }))
              .toList();
      int sum = 0;
      for (Future<Integer> claim : claims) {
        sum += claim.get();
      }
      assertEquals(messages, sum);
    }
    assertEquals(messages, all.size());
  }
}
