package dev.parley.chat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules for statuses that are reported of a message.
///
/// Used by one thread.
final class StatusRules {
  private final StepState state;
  private final ChatLedger ledger;
  private final Identities identities;
  private final Instant now;
  private final MessageFinder finder;

  StatusRules(StepState state, MessageFinder finder) {
    this.state = state;
    this.ledger = state.ledger;
    this.identities = state.identities;
    this.now = state.now;
    this.finder = finder;
  }

  /// Applies a status to its message, or keeps it until that comes.
  Ingested report(InboundEvent.StatusReported reported) {
    return unidentified(reported)
        .map(ours -> identify(ours, reported))
        .orElseGet(() -> applyOrKeep(reported));
  }

  /// The message of ours that the status is about, where WhatsApp's id of it is not known yet.
  private Optional<Message> unidentified(InboundEvent.StatusReported reported) {
    MessageId sentAs = reported.sentAs();
    if (sentAs == null || sentAs.equals(reported.report().message())) {
      return Optional.empty();
    }
    return ledger
        .message(sentAs)
        .filter(it -> it.direction() == Direction.OUTGOING && it.metaId().equals(it.id()))
        .filter(it -> it.id().equals(sentAs) && ledger.webhookData(it).isEmpty());
  }

  /// From now on the message is found by WhatsApp's id as well; what was said of it under that id
  /// before is made up for.
  private Ingested identify(Message ours, InboundEvent.StatusReported reported) {
    StatusReport report = reported.report();
    Person customer = reported.recipient() == null ? Person.at(ours.chat()) : reported.recipient();
    List<WaId> addresses = MessageFinder.addresses(customer, ours.chat());
    MessageId metaId = ScopedIds.canonical(report.message(), addresses);
    if (finder.find(report.message(), addresses).isPresent()
        || ledger.message(metaId).isPresent()) {
      // Another message has the name, an echo for example: both have come as far.
      Ingested ofTheOther =
          applyOrKeep(new InboundEvent.StatusReported(report, null, reported.recipient(), null));
      apply(ours, report.about(ours.id()), null);
      return ofTheOther;
    }
    Message called = ours.called(metaId);
    EarlyNews early =
        EarlyNews.of(
            ledger, MessageFinder.names(called, addresses, identities.find(customer).settled()));
    Message informed = early.applyTo(called, addresses, now);
    early.isApplied();
    Message after = informed.with(informed.delivery().after(report), now).as(state.rev());
    ledger.identify(after);
    ledger.save(state.summary(after.chat()).changed(ours, after));
    boolean further = after.delivery().status() != ours.delivery().status();
    boolean amended =
        !after.body().equals(ours.body()) || !after.reactions().equals(ours.reactions());
    if (further) {
      state.tell(new Change.StatusChanged(after));
    }
    if (amended) {
      Message amendedAfter = after.as(state.rev());
      ledger.update(amendedAfter);
      state.tell(new Change.MessageAmended(amendedAfter));
    }
    if (!further && !amended) {
      state.tell(new Change.MessageTouched(after));
    }
    learn(reported.recipient(), ours.chat(), report.at());
    return further ? Ingested.STATUS : Ingested.IGNORED;
  }

  private Ingested applyOrKeep(InboundEvent.StatusReported reported) {
    Person recipient = reported.recipient();
    Optional<Message> found = ledger.message(reported.report().message());
    StatusReport report = reported.report();
    Person customer = found.isPresent() ? null : customer(report.message(), recipient);
    if (customer != null) {
      List<WaId> addresses = MessageFinder.addresses(customer, identities.find(customer).address());
      found = finder.find(report.message(), addresses);
      report = report.about(ScopedIds.canonical(report.message(), addresses));
    }
    if (found.isEmpty()) {
      keepEarly(report);
      introduce(recipient);
      if (reported.unlessKnown() == null) {
        return Ingested.STATUS;
      }
      ledger.keep(reported.unlessKnown(), now);
      return Ingested.UNPROCESSED;
    }
    return apply(found.get(), report, recipient);
  }

  private Ingested apply(Message before, StatusReport report, @Nullable Person recipient) {
    Delivery delivery = before.delivery().after(report);
    if (delivery.equals(before.delivery())) {
      introduce(recipient);
      return Ingested.IGNORED;
    }
    Message after = before.with(delivery, now).as(state.rev());
    state.update(before, after);
    if (delivery.status() == before.delivery().status()) {
      introduce(recipient);
      state.tell(new Change.MessageTouched(after));
      return Ingested.IGNORED;
    }
    state.tell(new Change.StatusChanged(after));
    learn(recipient, after.chat(), report.at());
    return Ingested.STATUS;
  }

  /// To whom a message of this id went, where nobody says: the id may tell.
  private static @Nullable Person customer(MessageId id, @Nullable Person recipient) {
    WaId told = recipient == null ? ScopedIds.customer(id) : null;
    return told == null ? recipient : Person.at(told);
  }

  /// A status that changes nothing may be an old one: it tells user ids of which nothing is known,
  /// and never replaces what is.
  private void introduce(@Nullable Person recipient) {
    if (recipient != null && recipient.number() != null && !recipient.userIds().isEmpty()) {
      Identities.Found found = identities.find(recipient);
      if (!found.settled()) {
        identities.introduce(recipient, found.address());
      }
    }
  }

  /// The status of a message to a number tells the user id behind it: the answer may have that
  /// alone.
  private void learn(@Nullable Person recipient, WaId chat, Instant at) {
    if (recipient == null || recipient.number() == null || recipient.userIds().isEmpty()) {
      return;
    }
    Identities.Found found = identities.find(recipient);
    if (!found.settled() && found.address().equals(chat)) {
      identities.learn(recipient, chat, at);
    }
  }

  private void keepEarly(StatusReport report) {
    for (StatusReport kept : ledger.reportsFor(report.message())) {
      if (kept.status() == report.status() && StatusReport.first(kept, report).equals(kept)) {
        return;
      }
    }
    ledger.keep(report, now);
  }
}
