package dev.parley.outbox;

import dev.parley.chat.CarriedReaction;
import dev.parley.chat.MessageId;
import dev.parley.chat.Outbox.Urgency;
import dev.parley.chat.WaId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message, or a reaction, that is to be carried to WhatsApp.
///
/// @param message its id; a reaction's is its own, and no message's
/// @param place its place among what waits, across all chats: the number of the change that put it
///   here; 0 when it does not wait any more
/// @param dueAt when something is to happen to it: see [State]
/// @param attempts how often it was given to WhatsApp and may have arrived
/// @param owner the claim that it is under way with, or was last while nobody knows what came of
///   it; else null
/// @param payload what WhatsApp is to be told instead of the message's text, as JSON; null: the
///   text
/// @param reaction the reaction; null: it is a message
/// @param since when it was put here
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

  /// Which of our numbers it goes through, see [WaId#ourNumber].
  public @Nullable String ourNumber() {
    return chat.ourNumber();
  }

  /// Where an entry stands.
  public enum State {
    /// Another entry of its chat is before it.
    QUEUED,
    /// To be sent, from `dueAt` on.
    READY,
    /// Under way until `dueAt`, when the claim ends.
    SENDING,
    /// WhatsApp may have the message; until `dueAt` a status is waited for that says so.
    UNCERTAIN,
    /// It waited when a backup was made, from which it comes: WhatsApp may have the message since.
    /// It is not sent, but fails.
    RESTORED,
    /// It is not sent any more. Kept for its payload, should the message be sent again; of a
    /// reaction, to know it when it is asked for again, or when WhatsApp says that it failed.
    KEPT;

    /// Whether it keeps those behind it in its chat waiting.
    public boolean waits() {
      return this != KEPT;
    }
  }

  /// The same in another state.
  OutboxEntry in(State next, Instant due) {
    return new OutboxEntry(
        message, chat, place, next, urgency, due, attempts, null, payload, reaction, since);
  }

  /// The same in another state, because nobody knows what came of its claim: the answer may still
  /// come.
  OutboxEntry doubted(State next, Instant due) {
    return new OutboxEntry(
        message, chat, place, next, urgency, due, attempts, owner, payload, reaction, since);
  }

  /// The same, with more or less hurry.
  OutboxEntry with(Urgency other) {
    return new OutboxEntry(
        message, chat, place, state, other, dueAt, attempts, owner, payload, reaction, since);
  }

  /// The same, on its way.
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

  /// The same, to be sent from a moment on; that it was claimed does not count, as WhatsApp does
  /// not have it.
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

  /// The same, which does not wait any more.
  OutboxEntry kept(Instant now) {
    return new OutboxEntry(
        message, chat, 0, State.KEPT, urgency, now, attempts, null, payload, reaction, since);
  }
}
