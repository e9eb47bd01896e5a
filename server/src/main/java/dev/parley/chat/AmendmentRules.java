package dev.parley.chat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The rules for reactions, edits and revocations.
///
/// Used by one thread.
final class AmendmentRules {
  private final StepState state;
  private final ChatLedger ledger;
  private final Identities identities;
  private final Instant now;
  private final MessageFinder finder;

  AmendmentRules(StepState state, MessageFinder finder) {
    this.state = state;
    this.ledger = state.ledger;
    this.identities = state.identities;
    this.now = state.now;
    this.finder = finder;
  }

  /// Applies a reaction, edit or revocation to its message, or keeps it until that comes.
  Ingested amend(InboundEvent.Amended event) {
    Identities.Found person = identities.find(event.person());
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

  /// Whether `latest`, which is like it, leaves it without effect.
  private static boolean isPassed(Amendment amendment, Amendment latest) {
    return amendment.what() instanceof Amendment.What.Revoke
        || amendment.at().isBefore(latest.at());
  }

  /// The address of the customer who wrote a message in a group; "" when it does not tell.
  private String author(Message message) {
    String from = message.party().from();
    if (from == null || !WaId.isValid(from)) {
      return "";
    }
    WaId sender = new WaId(from).through(message.chat().ourNumber());
    return ledger.addressOf(sender).orElse(sender).value();
  }
}
