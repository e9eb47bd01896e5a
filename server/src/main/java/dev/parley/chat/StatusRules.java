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
    Message before = found.get();
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
    if (recipient != null && recipient.number() != null && !recipient.userIds().isEmpty()) {
      meet(recipient, after.chat(), report.at());
    }
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
  private void meet(Person recipient, WaId chat, Instant at) {
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
