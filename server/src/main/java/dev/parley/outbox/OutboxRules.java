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

/// The operations of a sender on the outbox within one atomic step, the same for every store.
/// [ChatRules] writes the resulting changes of messages and reactions.
///
/// Used by one thread. Throws only if a ledger does.
public final class OutboxRules {
  static final Failure TOO_OLD =
      new Failure(
          0,
          "Not sent in time",
          "It could not be sent within the time limit, and was not sent later. Send it again if it"
              + " is still needed.");

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
          "The number from which it should be sent is no longer in PHONE_NUMBER_ID. Add the number,"
              + " and send it again.");

  static final Failure FROM_BEFORE =
      new Failure(
          0,
          "Not sent",
          "It was stored before Parley could send it. Send it again if it is still wanted.");

  static final Failure NOTHING_THERE =
      new Failure(
          0,
          "Not sent",
          "The message that the reaction is on is not at WhatsApp: it failed, or is sent again.");

  // The maximum number of overdue entries in one step. A step blocks all others, so it works for
  // some milliseconds only and leaves the rest.
  private static final int MOST_OVERDUE = 100;
  private static final int MOST_FORGOTTEN = 500;

  /// A number that is greater than the number of entries that all senders together can send at
  /// once.
  private static final int MOST_UNDER_WAY = 10_000;

  /// A time that is longer than any sender lets an entry wait. An entry with a longer wait was
  /// written before the clock was set back.
  static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private static final Duration A_CENTURY = Duration.ofDays(36_500);

  private final ChatRules chats;
  private final OutboxBook book;
  private final OutboxLedger ledger;
  private final Instant now;
  private final List<Withdrawn> withdrawn = new ArrayList<>();

  /// @param chats the rules for conversations of the same step
  /// @param book the book into which `chats` writes
  public OutboxRules(ChatRules chats, OutboxBook book, OutboxLedger ledger, Instant now) {
    this.chats = chats;
    this.book = book;
    this.ledger = ledger;
    this.now = now;
  }

  /// Claims entries that may be sent now, and handles overdue ones. It claims only the first entry
  /// of each chat, and none while an entry of the chat is being sent or is uncertain.
  ///
  /// @param ourNumber the number of the business, see [OutboxEntry#ourNumber]; entries of other
  ///   numbers are ignored
  /// @param token identifies this claim; unique
  /// @param most the maximum number of entries, urgent or not
  /// @param bulk the maximum number of entries that are not urgent
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

  /// The time until which an entry stays uncertain. For a message, Parley waits for a status. A
  /// reaction may be sent again, because setting it twice has the same effect.
  ///
  /// @param again the time at which a reaction is sent again
  private Instant doubtEnds(OutboxEntry entry, Instant again, SendPolicy policy) {
    return entry.reaction() == null ? now.plus(policy.patience()) : again;
  }

  /// Ends claims early, because their sender has ended. Ends as many as fit into one step.
  ///
  /// @param ourNumber the number of the business, as for [#claim]
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

  /// The parcel of an entry; empty if the entry need not be sent any more and was removed.
  private Optional<Parcel> parcel(OutboxEntry entry) {
    int attempt = entry.attempts() + 1;
    CarriedReaction reaction = entry.reaction();
    if (reaction == null) {
      Optional<Message> message = chats.message(entry.message()).filter(Message::isPending);
      if (message.isEmpty()) { // another program has changed it
        book.leave(entry);
      }
      return message.map(it ->
          new Parcel.OfMessage(
              it, chats.recipient(it.chat()), entry.payload(), quoted(it), attempt));
    }
    Optional<Message> target = chats.message(reaction.target()).filter(chats::isAtWhatsApp);
    if (target.isEmpty()) {
      fail(entry, NOTHING_THERE);
    }
    return target.map(it ->
        new Parcel.OfReaction(
            entry.message(),
            entry.chat(),
            chats.recipient(entry.chat()),
            it.metaId(),
            reaction.emoji(),
            attempt));
  }

  /// WhatsApp's id of the quoted message; unchanged if Parley does not know that message.
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

  /// Releases entries that were claimed but not sent.
  ///
  /// @param token the token of the claim
  public void postpone(Collection<Postponed> postponed, String token) {
    for (Postponed one : postponed) {
      claimed(one.message(), token).ifPresent(it -> ledger.save(it.unsent(whole(one.until()))));
    }
  }

  /// Releases a whole claim if the sender does not know whether it was stored: none of its entries
  /// was sent.
  ///
  /// @param ourNumber the number of the business, as for [#claim]
  /// @param token the token of the claim
  public void giveBack(@Nullable String ourNumber, String token) {
    for (State state : List.of(State.SENDING, State.UNCERTAIN)) {
      for (Urgency urgency : Urgency.values()) {
        ledger.due(ourNumber, state, urgency, now.plus(A_CENTURY), MOST_UNDER_WAY).stream()
            .filter(it -> token.equals(it.owner()))
            .forEach(it -> ledger.save(it.unsent(now)));
      }
    }
  }

  /// An entry that has to wait.
  public record Postponed(MessageId message, Instant until) {}

  /// Records the outcome of sending one message.
  ///
  /// @param token the token of the claim
  /// @param again the time of the next attempt, if one follows
  /// @param chatFrom the time at which the next message of its chat may be sent, at the earliest
  public void settle(
      MessageId message,
      String token,
      Outcome outcome,
      Instant again,
      Instant chatFrom,
      SendPolicy policy) {
    book.holdNextUntil(whole(chatFrom));
    if (outcome instanceof Outcome.Accepted(var id, var held, var customer)) { // valid even if late
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
      case Outcome.Unknown _ -> {} // nothing new
      case Outcome.Refused(var reason) -> fail(entry, reason);
    }
  }

  /// Rounds up to whole milliseconds: stores would round down, and waiting entries would be claimed
  /// too early.
  private static Instant whole(Instant moment) {
    Instant cut = moment.truncatedTo(ChronoUnit.MILLIS);
    return cut.equals(moment) ? cut : cut.plusMillis(1);
  }

  /// The entry, unless it was claimed again since then. The claim may have ended: a late outcome is
  /// better than an unknown one.
  private Optional<OutboxEntry> claimed(MessageId message, String token) {
    return ledger.entry(message).filter(it -> token.equals(it.owner()));
  }

  /// Fails `pending` messages that nobody will send: they were stored by a version that could not
  /// send, were imported, or belong to a number that the business no longer has. Looks at as many
  /// messages as fit into one step.
  ///
  /// @param after the position at which the previous step ended; null for the first step
  /// @param served whether a sender serves the chat
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

  /// The reason why no sender will send a message; null if one will.
  private @Nullable Failure stranded(Message message, boolean served) {
    OutboxEntry waiting = ledger.entry(message.id()).filter(it -> it.state().waits()).orElse(null);
    if (waiting == null) {
      return FROM_BEFORE;
    }
    boolean untouched = waiting.state() == State.QUEUED || waiting.state() == State.READY;
    return served ? null : untouched ? NOT_OURS : NOT_KNOWN;
  }

  /// The result of one step of [#strand].
  ///
  /// @param rest the position to continue at; null: there are no more
  public record Stranded(int failed, @Nullable String rest) {}

  /// Removes payloads that have been kept since before `moment`, as many as fit into one step:
  /// their messages cannot be sent again afterwards.
  ///
  /// @param ourNumber the number of the business, as for [#claim]
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
