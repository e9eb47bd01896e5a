package dev.parley.outbox;

import dev.parley.chat.CarriedReaction;
import dev.parley.chat.ChatRules;
import dev.parley.chat.Failure;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Outbox.Urgency;
import dev.parley.chat.PendingPart;
import dev.parley.chat.Status;
import dev.parley.chat.WaId;
import dev.parley.outbox.Claim.Withdrawn;
import dev.parley.outbox.OutboxEntry.State;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a sender does in one atomic step, written once for every store. What becomes of a message,
/// or a reaction, on the way, the rules for conversations write.
///
/// Used by one thread. Throws only when a ledger does.
public final class OutboxRules {
  static final Failure TOO_OLD =
      new Failure(
          0,
          "Not sent in time",
          "It could not be sent for too long, and was not sent late. Send it again if it is still"
              + " wanted.");

  static final Failure NOT_KNOWN =
      new Failure(
          0,
          "Perhaps sent",
          "WhatsApp did not say whether it took the message. Send it again if the customer does not"
              + " have it: else they may get it twice.");

  static final Failure NOT_OURS =
      new Failure(
          0,
          "Not sent",
          "The number that it was to be sent from is not in PHONE_NUMBER_ID any more. Send it again"
              + " once it is.");

  static final Failure FROM_BEFORE =
      new Failure(
          0,
          "Not sent",
          "It was stored where nothing was sent. Send it again if it is still wanted.");

  static final Failure NOTHING_THERE =
      new Failure(
          0,
          "Not sent",
          "The message that the reaction is on is not at WhatsApp: it failed, or is sent again.");

  // A step holds up all others: it does what takes some milliseconds, and leaves the rest.
  private static final int MOST_OVERDUE = 100;
  private static final int MOST_FORGOTTEN = 500;

  /// More than all senders together have under way.
  private static final int MOST_UNDER_WAY = 10_000;

  /// Longer than any sender lets an entry wait. One that is to wait longer was written before
  /// somebody set the clock back.
  static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private static final Duration A_CENTURY = Duration.ofDays(36_500);

  private final ChatRules chats;
  private final OutboxBook book;
  private final OutboxLedger ledger;
  private final Instant now;
  private final List<Withdrawn> withdrawn = new ArrayList<>();

  /// @param chats those of the same step
  /// @param book into which `chats` writes
  public OutboxRules(ChatRules chats, OutboxBook book, OutboxLedger ledger, Instant now) {
    this.chats = chats;
    this.book = book;
    this.ledger = ledger;
    this.now = now;
  }

  /// Claims what may be sent now, and takes care of what is overdue. Of each chat it is the first
  /// entry, and none while one is under way or uncertain.
  ///
  /// @param ourNumber of the chats, see [OutboxEntry#ourNumber]; other numbers' are left alone
  /// @param token names this claim; no other has the same
  /// @param most the most entries, those that are not urgent among them
  /// @param bulk the most of those that are not urgent
  public Claim claim(
      @Nullable String ourNumber, String token, int most, int bulk, SendPolicy policy) {
    for (Urgency urgency : Urgency.values()) {
      ledger
          .due(ourNumber, State.SENDING, urgency, now, MOST_OVERDUE)
          .forEach(it -> ledger.save(it.doubted(State.UNCERTAIN, doubtEnds(it, now, policy))));
      ledger
          .due(ourNumber, State.UNCERTAIN, urgency, now, MOST_OVERDUE)
          .forEach(it -> decide(it, policy));
      ledger
          .due(ourNumber, State.RESTORED, urgency, now, MOST_OVERDUE)
          .forEach(it -> fail(it, NOT_KNOWN));
    }
    List<Parcel> parcels = new ArrayList<>();
    List<OutboxEntry> live = ready(ourNumber, Urgency.LIVE, most);
    claim(live, token, policy, parcels);
    claim(
        ready(ourNumber, Urgency.BULK, Math.min(bulk, most - parcels.size())),
        token,
        policy,
        parcels);
    return new Claim(parcels, next(ourNumber), withdrawn);
  }

  /// Nobody knows whether WhatsApp has it. For a message a status is waited for; a reaction may be
  /// sent again, as twice the same is one.
  ///
  /// @param again when a reaction is
  private Instant doubtEnds(OutboxEntry entry, Instant again, SendPolicy policy) {
    return entry.reaction() == null ? now.plus(policy.patience()) : again;
  }

  /// Ends claims before their time: whoever made them has ended. As many as one step may.
  ///
  /// @param ourNumber as of [#claim]
  /// @return whether there may be more
  public boolean endClaims(@Nullable String ourNumber, SendPolicy policy) {
    boolean more = false;
    for (Urgency urgency : Urgency.values()) {
      List<OutboxEntry> claimed =
          ledger.due(ourNumber, State.SENDING, urgency, now.plus(A_CENTURY), MOST_OVERDUE);
      claimed.forEach(it -> ledger.save(it.in(State.UNCERTAIN, doubtEnds(it, now, policy))));
      more |= claimed.size() == MOST_OVERDUE;
    }
    return more;
  }

  private @Nullable Instant next(@Nullable String ourNumber) {
    return Stream.of(State.READY, State.SENDING, State.UNCERTAIN, State.RESTORED)
        .flatMap(
            state -> Stream.of(Urgency.values()).map(it -> ledger.nextDue(ourNumber, state, it)))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private List<OutboxEntry> ready(@Nullable String ourNumber, Urgency urgency, int most) {
    if (most <= 0) {
      return List.of();
    }
    List<OutboxEntry> due = ledger.due(ourNumber, State.READY, urgency, now, most);
    return due.isEmpty() ? dueByAnotherClock(ourNumber, urgency, most) : due;
  }

  private List<OutboxEntry> dueByAnotherClock(
      @Nullable String ourNumber, Urgency urgency, int most) {
    Instant longest = now.plus(LONGEST_WAIT);
    return ledger
        .nextDue(ourNumber, State.READY, urgency)
        .filter(next -> next.isAfter(longest))
        .map(_ -> ledger.due(ourNumber, State.READY, urgency, now.plus(A_CENTURY), most))
        .orElse(List.of());
  }

  private void claim(
      List<OutboxEntry> entries, String token, SendPolicy policy, List<Parcel> parcels) {
    chats.readAhead(
        entries.stream().filter(it -> it.reaction() == null).map(OutboxEntry::message).toList());
    entries.forEach(it -> claim(it, token, policy, parcels));
  }

  private void claim(OutboxEntry entry, String token, SendPolicy policy, List<Parcel> parcels) {
    Optional<Parcel> parcel = parcel(entry);
    if (parcel.isPresent() && entry.since().plus(policy.age()).isBefore(now)) {
      fail(entry, TOO_OLD);
    } else if (parcel.isPresent()) {
      ledger.save(entry.claimed(token, now.plus(policy.lease())));
      parcels.add(parcel.get());
    }
  }

  /// What is to be carried; empty where that is not so any more, and the entry was taken away.
  private Optional<Parcel> parcel(OutboxEntry entry) {
    int attempt = entry.attempts() + 1;
    CarriedReaction reaction = entry.reaction();
    if (reaction == null) {
      Optional<Message> message = chats.message(entry.message()).filter(Message::isPending);
      if (message.isEmpty()) { // another program has written it
        book.leave(entry);
      }
      return message.map(it -> new Parcel.OfMessage(it, entry.payload(), quoted(it), attempt));
    }
    Optional<Message> target = chats.message(reaction.target()).filter(chats::isAtWhatsApp);
    if (target.isEmpty()) {
      fail(entry, NOTHING_THERE);
    }
    return target.map(it ->
        new Parcel.OfReaction(
            entry.message(), entry.chat(), it.metaId(), reaction.emoji(), attempt));
  }

  /// WhatsApp's id of the quoted message; as it is where the message is not known here.
  private @Nullable MessageId quoted(Message message) {
    MessageId quoted = message.body().replyTo();
    return quoted == null ? null : chats.message(quoted).map(Message::metaId).orElse(quoted);
  }

  private void decide(OutboxEntry uncertain, SendPolicy policy) {
    boolean again = policy.resend() || uncertain.reaction() != null;
    if (again && uncertain.attempts() < policy.attempts()) {
      ledger.save(uncertain.doubted(State.READY, now));
    } else {
      fail(uncertain, NOT_KNOWN);
    }
  }

  private void fail(OutboxEntry entry, Failure reason) {
    CarriedReaction reaction = entry.reaction();
    if (reaction != null) {
      chats.withdraw(entry.message(), reaction);
      withdrawn.add(new Withdrawn(entry.message(), reason));
      book.leave(entry);
    } else if (chats.message(entry.message()).filter(Message::isPending).isPresent()) {
      chats.report(entry.message(), null, Status.FAILED, reason);
    } else {
      book.leave(entry);
    }
  }

  /// Gives entries back that were claimed, and not sent.
  ///
  /// @param token of the claim
  public void postpone(Collection<Postponed> postponed, String token) {
    for (Postponed one : postponed) {
      claimed(one.message(), token).ifPresent(it -> ledger.save(it.unsent(whole(one.until()))));
    }
  }

  /// Gives a whole claim back of which its maker does not know whether it was made: nothing of it
  /// was sent.
  ///
  /// @param ourNumber as of [#claim]
  /// @param token of the claim
  public void giveBack(@Nullable String ourNumber, String token) {
    for (State state : List.of(State.SENDING, State.UNCERTAIN)) {
      for (Urgency urgency : Urgency.values()) {
        ledger.due(ourNumber, state, urgency, now.plus(A_CENTURY), MOST_UNDER_WAY).stream()
            .filter(it -> token.equals(it.owner()))
            .forEach(it -> ledger.save(it.unsent(now)));
      }
    }
  }

  /// An entry that is to wait.
  public record Postponed(MessageId message, Instant until) {}

  /// Writes down what came of sending one message.
  ///
  /// @param token of the claim
  /// @param again when it is tried again, where it is
  /// @param chatFrom when the next message of its chat may be sent
  public void settle(
      MessageId message,
      String token,
      Outcome outcome,
      Instant again,
      Instant chatFrom,
      SendPolicy policy) {
    book.holdNextUntil(whole(chatFrom));
    if (outcome
        instanceof Outcome.Accepted(var id, var held, var customer)) { // so it is, however late
      if (chats.message(message).isEmpty() && book.reaction(message).isPresent()) {
        book.outcomeKnown(message);
      } else {
        chats.accepted(message, id, held ? Status.HELD : Status.SENT, customer);
      }
      return;
    }
    OutboxEntry entry = claimed(message, token).orElse(null);
    if (entry == null) {
      return;
    }
    switch (outcome) {
      case Outcome.Accepted _ -> {}
      case Outcome.NotNow _, Outcome.Stopped _ -> ledger.save(entry.unsent(whole(again)));
      case Outcome.Unknown _ when entry.state() == State.SENDING ->
          ledger.save(entry.in(State.UNCERTAIN, doubtEnds(entry, whole(again), policy)));
      case Outcome.Unknown _ -> {} // as is known already
      case Outcome.Refused(var reason) -> fail(entry, reason);
    }
  }

  /// The first whole millisecond that is not earlier: stores cut off the rest, and what is to wait
  /// would be claimed too early.
  private static Instant whole(Instant moment) {
    Instant cut = moment.truncatedTo(ChronoUnit.MILLIS);
    return cut.equals(moment) ? cut : cut.plusMillis(1);
  }

  /// The entry, if nobody has claimed it since. The claim may have ended: what its maker knows is
  /// worth more than not to know.
  private Optional<OutboxEntry> claimed(MessageId message, String token) {
    return ledger.entry(message).filter(it -> token.equals(it.owner()));
  }

  /// Lets messages fail that are `pending` and that nobody is going to send: they were stored by a
  /// version that could not, came with an archive, or were to go through a number that is not ours
  /// any more. As many as one step may look at.
  ///
  /// @param after where the step before ended; null for the first
  /// @param served whether somebody sends what is in the chat
  public Stranded strand(@Nullable String after, Predicate<WaId> served) {
    PendingPart part = chats.pending(after);
    int failed = 0;
    for (Message message : part.messages()) {
      Failure reason = stranded(message, served.test(message.chat()));
      if (reason != null && message.isPending()) {
        chats.report(message.id(), null, Status.FAILED, reason);
        failed++;
      }
    }
    return new Stranded(failed, part.rest());
  }

  /// Why nobody is going to send a message; null where somebody does.
  private @Nullable Failure stranded(Message message, boolean served) {
    OutboxEntry waiting = ledger.entry(message.id()).filter(it -> it.state().waits()).orElse(null);
    if (waiting == null) {
      return FROM_BEFORE;
    }
    boolean untouched = waiting.state() == State.QUEUED || waiting.state() == State.READY;
    return served ? null : untouched ? NOT_OURS : NOT_KNOWN;
  }

  /// What one step of [#strand] came to.
  ///
  /// @param rest where to go on; null: there are no more
  public record Stranded(int failed, @Nullable String rest) {}

  /// Forgets payloads that were kept since before `moment`, as many as one step may: those messages
  /// cannot be sent again.
  ///
  /// @param ourNumber as of [#claim]
  /// @return whether there may be more
  public boolean forgetKept(@Nullable String ourNumber, Instant moment) {
    boolean more = false;
    for (Urgency urgency : Urgency.values()) {
      List<OutboxEntry> old = ledger.due(ourNumber, State.KEPT, urgency, moment, MOST_FORGOTTEN);
      old.forEach(it -> ledger.remove(it.message()));
      more |= old.size() == MOST_FORGOTTEN;
    }
    return more;
  }
}
