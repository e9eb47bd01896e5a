package dev.parley.chat;

import java.util.Optional;

/// The rules for calls: each call is one message of its chat, which shows the newest state of the
/// call. Reports arrive in any order and more than once.
///
/// Used by one thread.
final class CallRules {
  private final StepState state;
  private final ChatLedger ledger;
  private final ArrivalRules arrivals;

  CallRules(StepState state, ArrivalRules arrivals) {
    this.state = state;
    this.ledger = state.ledger;
    this.arrivals = arrivals;
  }

  /// Stores the message of a call, or updates it.
  Ingested report(InboundEvent.Called called) {
    Draft draft = called.draft();
    Optional<Message> line = line(draft.id());
    if (line.isPresent()) {
      return update(line.get(), called.call());
    }
    MessageId id = draft.id();
    Optional<MessageId> free =
        ledger.message(id).isEmpty() ? Optional.of(id) : IdOwner.substitute(id);
    return free.flatMap(it -> arrivals.store(it.equals(id) ? draft : draft.named(it))).isPresent()
        ? Ingested.MESSAGE
        : Ingested.DUPLICATE;
  }

  /// The message of a call, and not the caller's voicemail, which can have the same id.
  private Optional<Message> line(MessageId id) {
    return ledger
        .message(id)
        .filter(CallRules::isCall)
        .or(() -> IdOwner.substitute(id).flatMap(ledger::message).filter(CallRules::isCall));
  }

  static boolean isCall(Message message) {
    return message.body().content() instanceof Content.Call;
  }

  private Ingested update(Message before, Content.Call told) {
    Content.Call known = (Content.Call) before.body().content();
    Content.Call call = known == null ? told : known.and(told);
    if (call.equals(known)) {
      return Ingested.DUPLICATE;
    }
    Body body = Body.of(call).from(before.body().origin());
    state.amend(before, before.with(body, before.reactions(), state.now));
    return Ingested.MESSAGE;
  }
}
