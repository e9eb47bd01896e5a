package dev.parley.outbox;

import dev.parley.chat.CarriedReaction;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Outbox;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the rules for conversations write into the rows of the outbox: which entry comes when.
///
/// Used by one thread, within one step.
public final class OutboxBook implements Outbox {
  private final OutboxLedger ledger;
  private final Instant now;

  /// Until when the next entry of a chat has to wait at least.
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
  public boolean remembers(Message message) {
    return message.body().content() == null
        || ledger.entry(message.id()).map(OutboxEntry::payload).isPresent();
  }

  @Override
  public void again(Message message, Urgency urgency) {
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

  /// @param message whose chat it is, and as of the change that gives it its place
  private void put(
      MessageId id,
      Message message,
      @Nullable String payload,
      @Nullable CarriedReaction reaction,
      Urgency urgency) {
    Optional<OutboxEntry> first = ledger.firstOf(message.chat());
    if (urgency == Urgency.LIVE) { // what is before it must not keep it waiting
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

  /// The entry waits no more; the next one of its chat becomes ready.
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

  /// What is before an urgent entry is urgent as well, and what is behind the last one is not.
  ///
  /// @param urgency of the entry before it
  private void promote(WaId chat, Urgency urgency) {
    ledger
        .firstOf(chat)
        .filter(next -> next.state() == OutboxEntry.State.QUEUED)
        .map(next ->
            urgency == Urgency.LIVE && ledger.isUrgentQueued(chat) ? next.with(urgency) : next)
        .ifPresent(next -> ledger.save(next.in(OutboxEntry.State.READY, notBefore)));
  }

  /// The next entry of a chat has to wait until `moment` at least.
  void holdNextUntil(Instant moment) {
    if (moment.isAfter(notBefore)) {
      notBefore = moment;
    }
  }
}
