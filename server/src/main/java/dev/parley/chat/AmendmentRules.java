package dev.parley.chat;

import dev.parley.chat.Amendment.Action.React;
import dev.parley.chat.SendOutcome.NoTargetReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules for reactions, edits and revocations; for reactions of the business, also the result
/// of sending them to WhatsApp.
///
/// Used by one thread.
final class AmendmentRules {
  private final StepState state;
  private final ChatLedger ledger;
  private final Outbox outbox;
  private final Identities identities;
  private final Instant now;
  private final MessageFinder finder;

  AmendmentRules(StepState state, MessageFinder finder) {
    this.state = state;
    this.ledger = state.ledger;
    this.outbox = state.outbox;
    this.identities = state.identities;
    this.now = state.now;
    this.finder = finder;
  }

  /// Applies a reaction, edit or revocation to its message, or keeps it until the message arrives.
  Ingested amend(InboundEvent.Amended event) {
    Identities.FoundPerson person = identities.find(event.person());
    WaId chat = event.group() == null ? person.address() : event.group();
    List<WaId> addresses = MessageFinder.addresses(event.person(), chat);
    Optional<Message> found = finder.findIn(chat, event.target(), addresses);
    MessageId target =
        found
            .filter(message -> !MessageFinder.names(message).contains(event.target()))
            .map(Message::metaId)
            .orElseGet(() ->
                found.isPresent()
                    ? event.target()
                    : ScopedIds.canonical(event.target(), addresses));
    String by = event.direction() == Direction.OUTGOING ? Reaction.US : person.address().value();
    Amendment amendment =
        new Amendment(event.event(), target, chat, by, event.direction(), event.at(), event.what());
    Optional<Amendment> latest = ledger.latestLike(amendment);
    if (latest.isPresent() && isPassed(amendment, latest.get())) {
      return ledger.amendment(event.event()).isPresent() ? Ingested.DUPLICATE : Ingested.IGNORED;
    }
    if (!ledger.keep(amendment)) {
      return Ingested.DUPLICATE;
    }
    if (latest.isPresent()) {
      ledger.forgetEarlier(amendment);
    }
    if (!person.settled()) {
      identities.learn(event.person(), person.address(), event.at());
    }
    found
        .filter(
            message -> amendment.mayChange(message, event.group() == null ? by : author(message)))
        .ifPresent(before -> {
          Message amended = amendment.applyTo(before, now);
          if (!amended.equals(before)) {
            Message after = amended.as(state.rev());
            state.update(before, after);
            state.tell(new Change.MessageAmended(after));
          }
        });
    return Ingested.MESSAGE;
  }

  // --- Reactions of the business -----------------------------------------------------------------

  /// Sets or removes a reaction of the business on a message.
  ///
  /// @param id the id of the reaction, which is not in use
  /// @param to the customer in whose chat the message is
  /// @param first the first status: `pending` if the reaction goes to WhatsApp, otherwise `sent`
  SendOutcome react(
      MessageId id, WaId to, OutgoingReaction reaction, Status first, Outbox.Urgency urgency) {
    Person person = Person.at(to);
    WaId chat = identities.find(person).address();
    Optional<Message> found =
        finder
            .findIn(chat, reaction.target(), MessageFinder.addresses(person, chat))
            .filter(it -> it.chat().equals(chat));
    Optional<SendOutcome> known = known(id, found.orElse(null), reaction);
    if (known.isPresent()) {
      return known.get();
    }
    if (found.isEmpty()) {
      return new SendOutcome.NoTarget(NoTargetReason.UNKNOWN);
    }
    Message target = found.get();
    boolean carried = first == Status.PENDING;
    if (carried && !target.isPending() && !isAtWhatsApp(target)) {
      return new SendOutcome.NoTarget(
          target.delivery().status() == Status.FAILED
              ? NoTargetReason.FAILED
              : NoTargetReason.NOT_OF_WHATSAPP);
    }
    Amendment amendment = ours(id, target, target.metaId(), chat, reaction.emoji(), now);
    ledger.keep(amendment);
    ledger.forgetEarlier(amendment);
    Message after = set(target, amendment);
    if (carried) {
      String before = ofOurs(target).map(Reaction::emoji).orElse(null);
      outbox.add(id, after, new CarriedReaction(target.id(), reaction.emoji(), before), urgency);
    }
    return new SendOutcome.Stored(after);
  }

  /// The outcome of a request whose id was used before; empty if the id is new.
  private Optional<SendOutcome> known(
      MessageId id, @Nullable Message target, OutgoingReaction reaction) {
    Optional<CarriedReaction> carried = outbox.reaction(id);
    Optional<Amendment> kept = ledger.amendment(id);
    if (carried.isEmpty() && kept.isEmpty()) {
      return ledger.message(id).map(_ -> new SendOutcome.IdTaken(id));
    }
    boolean same =
        target != null
            && carried
                .map(it -> it.says(target.id(), reaction.emoji()))
                .orElseGet(() ->
                    kept.filter(it -> it.by().equals(Reaction.US))
                        .filter(it -> MessageFinder.names(target).contains(it.target()))
                        .filter(it -> it.what().equals(new React(reaction.emoji())))
                        .isPresent());
    return Optional.of(
        same && target != null
            ? new SendOutcome.AlreadyStored(target)
            : new SendOutcome.IdTaken(id));
  }

  /// Whether WhatsApp has a message and its WhatsApp id is known.
  static boolean isAtWhatsApp(Message message) {
    return ScopedIds.isWhatsApps(message.metaId())
        && (message.direction() == Direction.INCOMING
            || message.delivery().status().reached()
            || message.delivery().status() == Status.SENT);
  }

  private static Optional<Reaction> ofOurs(Message message) {
    return message.reactions().stream().filter(it -> it.by().equals(Reaction.US)).findFirst();
  }

  /// A reaction of the business. Because clocks differ, its time is at least the time of the
  /// current reaction.
  private static Amendment ours(
      MessageId id, Message on, MessageId target, WaId chat, @Nullable String emoji, Instant now) {
    Instant at = ofOurs(on).map(Reaction::at).filter(it -> it.isAfter(now)).orElse(now);
    return new Amendment(id, target, chat, Reaction.US, Direction.OUTGOING, at, new React(emoji));
  }

  /// Applies a reaction, and always reports a change, even if nothing differs: the number of the
  /// change is the position of the reaction in the outbox.
  private Message set(Message before, Amendment amendment) {
    Message after = amendment.applyTo(before, now).as(state.rev());
    state.update(before, after);
    state.tell(new Change.MessageAmended(after));
    return after;
  }

  /// Removes a reaction of the business that WhatsApp refused: the reaction that it replaced is
  /// shown again, unless a later one has replaced it.
  void withdraw(MessageId id, CarriedReaction reaction) {
    Optional<Amendment> set = ledger.amendment(id);
    Optional<Message> on = ledger.message(reaction.target());
    if (set.isEmpty() || on.isEmpty() || isReplaced(set.get(), on.get())) {
      return;
    }
    MessageId event = IdOwner.substitute(id).orElse(id);
    Amendment back =
        ours(event, on.get(), set.get().target(), set.get().chat(), reaction.before(), now);
    ledger.keep(back);
    ledger.forgetEarlier(back);
    set(on.get(), back);
  }

  private boolean isReplaced(Amendment set, Message on) {
    boolean later = ofOurs(on).filter(it -> it.at().isAfter(set.at())).isPresent();
    return later
        || ledger.latestLike(set).filter(it -> !it.event().equals(set.event())).isPresent();
  }

  /// Applies a status of a reaction of the business.
  ///
  /// @return whether there is such a reaction
  boolean hear(MessageId id, StatusReport report) {
    Optional<CarriedReaction> reaction = outbox.reaction(id);
    if (reaction.isEmpty()) {
      return false;
    }
    if (report.status() == Status.FAILED) {
      withdraw(id, reaction.get());
    }
    outbox.outcomeKnown(id);
    return true;
  }

  /// Whether `latest`, an amendment of the same kind, overrides an amendment.
  private static boolean isPassed(Amendment amendment, Amendment latest) {
    return amendment.what() instanceof Amendment.Action.Revoke
        || amendment.at().isBefore(latest.at());
  }

  /// The address of the customer who wrote a message in a group; "" if unknown.
  private String author(Message message) {
    String from = message.party().from();
    if (from == null || !WaId.isValid(from)) {
      return "";
    }
    WaId sender = new WaId(from).through(message.chat().ourNumber());
    return ledger.addressOf(sender).orElse(sender).value();
  }
}
