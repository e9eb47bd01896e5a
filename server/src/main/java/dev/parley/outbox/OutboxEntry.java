package dev.parley.outbox;

import dev.parley.chat.CarriedReaction;
import dev.parley.chat.MessageId;
import dev.parley.chat.Outbox.Urgency;
import dev.parley.chat.WaId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message or a reaction that has to be sent to WhatsApp.
///
/// @param message the id of the message; the id of a reaction differs from those of all messages
/// @param place the position of the entry among all waiting entries of all chats: the number of the
///   change that added it; 0 when it does not wait any more
/// @param dueAt the time at which the next action is due: see [State]
/// @param attempts the number of times that it was sent to WhatsApp and may have arrived
/// @param owner the token of the claim under which it is being sent, or, if the outcome is unknown,
///   was last sent; otherwise null
/// @param payload the JSON that WhatsApp receives instead of the message's text; null: the text
/// @param reaction the reaction; null: it is a message
/// @param since the time at which it was added
public record OutboxEntry(
    MessageId message,
    WaId chat,
    long place,
    State state,
    Urgency urgency,
    Instant dueAt,
    int attempts,
    @Nullable String owner,
    @Nullable String payload,
    @Nullable CarriedReaction reaction,
    Instant since) {

  /// The number of the business that sends it, see [WaId#ourNumber].
  public @Nullable String ourNumber() {
    return chat.ourNumber();
  }

  /// The state of an entry.
  public enum State {
    /// Another entry of its chat comes first.
    QUEUED,
    /// The entry can be sent from `dueAt` on.
    READY,
    /// The entry is being sent; the claim of its sender ends at `dueAt`.
    SENDING,
    /// WhatsApp may have the message; until `dueAt`, Parley waits for a status that confirms it.
    UNCERTAIN,
    /// The entry comes from a backup in which it was waiting: WhatsApp may have received the
    /// message since then. It is not sent, but fails.
    RESTORED,
    /// The entry is not sent any more. A message is kept for its payload, in case it is sent again.
    /// A reaction is kept to recognize it when it is requested again, or when WhatsApp reports that
    /// it failed.
    KEPT;

    /// Whether later entries of its chat have to wait for it.
    public boolean waits() {
      return this != KEPT;
    }
  }

  /// This entry in another state.
  OutboxEntry in(State next, Instant due) {
    return new OutboxEntry(
        message, chat, place, next, urgency, due, attempts, null, payload, reaction, since);
  }

  /// This entry in another state, because the outcome of its claim is unknown: the answer may still
  /// arrive.
  OutboxEntry doubted(State next, Instant due) {
    return new OutboxEntry(
        message, chat, place, next, urgency, due, attempts, owner, payload, reaction, since);
  }

  /// This entry with another urgency.
  OutboxEntry with(Urgency other) {
    return new OutboxEntry(
        message, chat, place, state, other, dueAt, attempts, owner, payload, reaction, since);
  }

  /// This entry as claimed by a sender.
  OutboxEntry claimed(String by, Instant until) {
    return new OutboxEntry(
        message,
        chat,
        place,
        State.SENDING,
        urgency,
        until,
        attempts + 1,
        by,
        payload,
        reaction,
        since);
  }

  /// This entry, to be sent at a given time or later. Its attempt does not count, because the
  /// message did not reach WhatsApp.
  OutboxEntry unsent(Instant due) {
    return new OutboxEntry(
        message,
        chat,
        place,
        State.READY,
        urgency,
        due,
        Math.max(0, attempts - 1),
        null,
        payload,
        reaction,
        since);
  }

  /// This entry when it no longer waits.
  OutboxEntry kept(Instant now) {
    return new OutboxEntry(
        message, chat, 0, State.KEPT, urgency, now, attempts, null, payload, reaction, since);
  }
}
