package dev.parley.chat;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules for statuses that are reported of a message.
///
/// Used by one thread.
final class StatusRules {
  /// The number of digits at the end of a phone number that are the same in every way of writing
  /// it.
  private static final int END_OF_NUMBER = 8;

  private final StepState state;
  private final ChatLedger ledger;
  private final Identities identities;
  private final Instant now;
  private final MessageFinder finder;
  private final AmendmentRules amendments;
  private final ErasureRules erasure;

  StatusRules(
      StepState state, MessageFinder finder, AmendmentRules amendments, ErasureRules erasure) {
    this.state = state;
    this.ledger = state.ledger;
    this.identities = state.identities;
    this.now = state.now;
    this.finder = finder;
    this.amendments = amendments;
    this.erasure = erasure;
  }

  /// Applies a status to its message, or keeps the status until the message arrives.
  Ingested report(InboundEvent.StatusReported received) {
    introduce(received.participant());
    InboundEvent.StatusReported reported = named(received);
    return unidentified(reported)
        .map(ours -> identify(ours, reported))
        .orElseGet(() -> applyOrKeep(reported));
  }

  /// The report with the current address of the member of a group that it comes from.
  private InboundEvent.StatusReported named(InboundEvent.StatusReported reported) {
    Person member = reported.participant();
    return member == null
        ? reported
        : new InboundEvent.StatusReported(
            reported.report().by(identities.find(member).address()),
            reported.sentAs(),
            reported.recipient(),
            reported.unlessKnown(),
            member);
  }

  /// The message that the status is about, if Parley sent it and does not know WhatsApp's id for it
  /// yet. Another program may have sent a message with the same callback data. So the status counts
  /// only if its recipient is the customer, and if it is not marked as another responder's.
  private Optional<Message> unidentified(InboundEvent.StatusReported reported) {
    MessageId sentAs = reported.sentAs();
    if (sentAs == null || reported.unlessKnown() != null || ScopedIds.isWhatsApps(sentAs)) {
      return Optional.empty();
    }
    return ledger
        .message(sentAs)
        .filter(it -> it.direction() == Direction.OUTGOING && it.id().equals(sentAs))
        .filter(it -> it.metaId().equals(sentAs) || isSentAgain(it, reported.report().message()))
        .filter(it -> isTo(reported.recipient(), it.chat()));
  }

  /// Whether a message that failed is being sent again, and `name` is not WhatsApp's id of the
  /// failed attempt.
  private static boolean isSentAgain(Message message, MessageId name) {
    return message.isPending() && !message.metaId().equals(name);
  }

  /// Whether a message of `chat` may have gone to `recipient`. WhatsApp writes some numbers
  /// differently than the sender did, for example in Brazil; the last digits are the same.
  private boolean isTo(@Nullable Person recipient, WaId chat) {
    if (recipient == null || identities.find(recipient).address().equals(chat)) {
      return true;
    }
    WaId number = recipient.number();
    if (number == null || !Objects.equals(number.ourNumber(), chat.ourNumber())) {
      return false;
    }
    String told = number.customer().value();
    return told.length() > END_OF_NUMBER
        && chat.customer().value().endsWith(told.substring(told.length() - END_OF_NUMBER));
  }

  /// Stores WhatsApp's id of a message, so that it is found by this id as well. Applies the
  /// statuses and amendments that arrived earlier under this id.
  private Ingested identify(Message ours, InboundEvent.StatusReported reported) {
    StatusReport report = reported.report();
    Person recipient = reported.recipient();
    List<WaId> addresses =
        MessageFinder.addresses(
            recipient == null ? Person.at(ours.chat()) : recipient, ours.chat());
    MessageId metaId = ScopedIds.canonical(report.message(), addresses);
    Optional<Message> other =
        finder.find(report.message(), addresses).or(() -> ledger.message(metaId));
    Optional<Message> echo = other.filter(it -> isEcho(it, ours));
    if (other.isPresent() && echo.isEmpty()) {
      // Another message has this id, because a client chose it: the status applies to both.
      Ingested ofTheOther =
          applyOrKeep(new InboundEvent.StatusReported(report, null, recipient, null));
      return apply(ours, report.about(ours.id()), null).equals(Ingested.STATUS)
          ? Ingested.STATUS
          : ofTheOther;
    }
    Delivery known =
        echo.map(it -> ours.delivery().joinedWith(it.delivery(), ours.id()))
            .orElse(ours.delivery());
    echo.ifPresent(this::remove);
    Message named = ours.withMetaId(metaId).with(known, now);
    EarlyNews early =
        EarlyNews.of(ledger, MessageFinder.names(named, addresses, recipient == null));
    Message informed = early.applyTo(named, addresses, now);
    early.forgetReports();
    Message after = informed.with(informed.delivery().after(report), now).as(state.rev());
    state.identify(ours, after);
    boolean further = after.delivery().status() != ours.delivery().status();
    boolean amended =
        !after.body().equals(ours.body()) || !after.reactions().equals(ours.reactions());
    if (further) {
      tell(after);
      learn(recipient, ours.chat(), report.at());
    } else {
      introduce(recipient);
    }
    if (amended) {
      Message amendedAfter = after.as(state.rev());
      ledger.update(amendedAfter);
      state.tell(new Change.MessageAmended(amendedAfter));
    }
    if (!further && !amended) {
      state.tell(new Change.MessageTouched(after));
    }
    return further ? Ingested.STATUS : Ingested.IGNORED;
  }

  /// Whether `other` is an echo of `ours`: a copy that was stored because WhatsApp reported the
  /// message before Parley knew WhatsApp's id of it.
  private boolean isEcho(Message other, Message ours) {
    return other.direction() == Direction.OUTGOING
        && other.chat().equals(ours.chat())
        && (other.body().editedAt() != null || other.body().text().equals(ours.body().text()))
        && IdOwner.isWhatsApp(ledger.webhookData(other).orElse(null));
  }

  /// Removes an echo, but keeps reports and amendments with its id: they are about the message
  /// itself.
  private void remove(Message echo) {
    erasure.removeCopy(echo, List.of());
    ChatSummary rest = state.summary(echo.chat()).without(echo);
    ledger.newest(echo.chat()).ifPresent(newest -> ledger.save(rest.endingWith(newest)));
    state.tell(
        new Change.Removed(Change.Removed.Kind.MESSAGE, echo.chat(), List.of(echo.id().value())));
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
      MessageId sentAs = reported.sentAs();
      if (sentAs != null && reported.unlessKnown() == null && amendments.hear(sentAs, report)) {
        introduce(recipient);
        return Ingested.STATUS;
      }
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
    if (isOfAnEarlierTry(before, report)) {
      introduce(recipient);
      return Ingested.IGNORED;
    }
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
    tell(after);
    learn(recipient, after.chat(), report.at());
    return Ingested.STATUS;
  }

  /// Adds the change of the status, and a change of the chat if the status shows that the service
  /// window is closed.
  private void tell(Message after) {
    state.tell(new Change.StatusChanged(after));
    if (ServiceWindow.closedBy(after).isPresent()) {
      state.tell(new Change.ChatUpdated(after.chat()));
    }
  }

  /// Whether to ignore a status because it belongs to the failed attempt of a message that will be
  /// sent again: the message still has WhatsApp's id of that attempt. A status that shows that the
  /// message arrived after all is not ignored.
  private static boolean isOfAnEarlierTry(Message message, StatusReport report) {
    return message.isPending()
        && !message.metaId().equals(message.id())
        && message.metaId().equals(report.message())
        && !report.status().reached();
  }

  /// The recipient of a message. If the status does not name one, the message's id may contain it.
  private static @Nullable Person customer(MessageId id, @Nullable Person recipient) {
    WaId told = recipient == null ? ScopedIds.customer(id) : null;
    return told == null ? recipient : Person.at(told);
  }

  /// Learns user ids from a status that changes nothing. The status may be old, so this method only
  /// adds user ids of which nothing is known yet, and replaces none.
  private void introduce(@Nullable Person recipient) {
    if (recipient != null && recipient.number() != null && !recipient.userIds().isEmpty()) {
      Identities.FoundPerson found = identities.find(recipient);
      if (!found.settled()) {
        identities.introduce(recipient, found.address());
      }
    }
  }

  /// Learns the user id of a number from the status of a message to it: the customer's answer may
  /// contain only the user id.
  private void learn(@Nullable Person recipient, WaId chat, Instant at) {
    if (recipient == null || recipient.number() == null || recipient.userIds().isEmpty()) {
      return;
    }
    Identities.FoundPerson found = identities.find(recipient);
    if (!found.settled() && found.address().equals(chat)) {
      identities.learn(recipient, chat, at);
    }
  }

  private void keepEarly(StatusReport report) {
    for (StatusReport kept : ledger.reportsFor(report.message())) {
      if (kept.isLike(report) && StatusReport.first(kept, report).equals(kept)) {
        return;
      }
    }
    ledger.keep(report, now);
  }
}
