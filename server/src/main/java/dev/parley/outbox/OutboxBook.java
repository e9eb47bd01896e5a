package dev.parley.outbox;

import dev.parley.chat.CarriedReaction;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Outbox;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The outbox that the rules for conversations write to. Decides the order in which the entries of
/// a chat are sent.
///
/// Used by one thread, within one step.
public final class OutboxBook implements Outbox {
  private final OutboxLedger ledger;
  private final Instant now;

  /// The earliest time at which the next entry of a chat may be sent.
  private Instant notBefore;

  /// @param now the time of the step
  public OutboxBook(OutboxLedger ledger, Instant now) {
    this.ledger = ledger;
    this.now = now;
    this.notBefore = now;
  }

  @Override
  public void add(Message message, @Nullable String payload, Urgency urgency) {
    put(message, payload, urgency);
  }

  @Override
  public boolean hasContent(Message message) {
    return message.body().content() == null
        || ledger.entry(message.id()).map(OutboxEntry::payload).isPresent();
  }

  @Override
  public void sendAgain(Message message, Urgency urgency) {
    String payload = ledger.entry(message.id()).map(OutboxEntry::payload).orElse(null);
    put(message, payload, urgency);
  }

  private void put(Message message, @Nullable String payload, Urgency urgency) {
    put(message.id(), message, payload, null, urgency);
  }

  @Override
  public void add(MessageId id, Message target, CarriedReaction reaction, Urgency urgency) {
    put(id, target, null, reaction, urgency);
  }

  /// @param message the message as changed by this step; the number of that change is the position
  ///   of the entry
  private void put(
      MessageId id,
      Message message,
      @Nullable String payload,
      @Nullable CarriedReaction reaction,
      Urgency urgency) {
    Optional<OutboxEntry> first = ledger.firstOf(message.chat());
    if (urgency == Urgency.LIVE) { // the first entry becomes urgent too, so that it causes no delay
      first.filter(it -> it.urgency() != urgency).ifPresent(it -> ledger.save(it.with(urgency)));
    }
    ledger.save(
        new OutboxEntry(
            id,
            message.chat(),
            message.rev(),
            first.isPresent() ? OutboxEntry.State.QUEUED : OutboxEntry.State.READY,
            urgency,
            now,
            0,
            null,
            payload,
            reaction,
            now));
  }

  @Override
  public void statusKnown(Message message) {
    ledger.entry(message.id()).ifPresent(this::leave);
  }

  @Override
  public Optional<CarriedReaction> reaction(MessageId id) {
    return ledger.entry(id).flatMap(it -> Optional.ofNullable(it.reaction()));
  }

  @Override
  public void outcomeKnown(MessageId reaction) {
    ledger.entry(reaction).filter(it -> it.state().waits()).ifPresent(this::leave);
  }

  @Override
  public boolean isWaiting(WaId chat) {
    return ledger.firstOf(chat).isPresent();
  }

  @Override
  public void erased(Message message) {
    ledger
        .entry(message.id())
        .ifPresent(entry -> {
          ledger.erase(message.id());
          if (entry.state().waits()) {
            promote(entry.chat(), entry.urgency());
          }
        });
  }

  @Override
  public void erased(WaId chat) {
    ledger.erase(chat);
  }

  /// Removes an entry from those that wait; the next one of its chat becomes ready.
  void leave(OutboxEntry entry) {
    if (entry.payload() == null && entry.reaction() == null) {
      ledger.remove(entry.message());
    } else {
      ledger.save(entry.kept(now));
    }
    if (entry.state().waits()) {
      promote(entry.chat(), entry.urgency());
    }
  }

  /// Entries before an urgent entry of the chat are urgent as well; entries after the last urgent
  /// one are not.
  ///
  /// @param urgency the urgency of the previous entry
  private void promote(WaId chat, Urgency urgency) {
    ledger
        .firstOf(chat)
        .filter(next -> next.state() == OutboxEntry.State.QUEUED)
        .map(next ->
            urgency == Urgency.LIVE && ledger.isUrgentQueued(chat) ? next.with(urgency) : next)
        .ifPresent(next -> ledger.save(next.in(OutboxEntry.State.READY, notBefore)));
  }

  /// Lets the next entry of a chat wait at least until `moment`.
  void holdNextUntil(Instant moment) {
    if (moment.isAfter(notBefore)) {
      notBefore = moment;
    }
  }
}
