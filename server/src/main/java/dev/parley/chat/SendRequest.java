package dev.parley.chat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// A message, or a reaction, that a client wants in a chat.
///
/// @param id what to call it, so that asking twice sends once; null: we make one. A reaction's is
///   no message's
/// @param direction outgoing, or incoming to play the customer in a demonstration
/// @param timestamp null: now
/// @param replyTo the message that it answers; a reaction has none
/// @param expectSeq the `seq` of the last message of the chat that its writer has seen: where there
///   are newer ones, nothing is sent; null: it does not matter
public record SendRequest(
    @Nullable MessageId id,
    WaId waId,
    Sendable what,
    Direction direction,
    @Nullable Instant timestamp,
    @Nullable MessageId replyTo,
    @Nullable Long expectSeq) {
  public SendRequest {
    if (timestamp != null) {
      timestamp = timestamp.truncatedTo(ChronoUnit.MILLIS); // what every store can hold
    }
  }

  /// A text that a client wants in a chat.
  ///
  /// @throws Refusal `invalid_request` when the text is blank or too long
  public SendRequest(
      @Nullable MessageId id,
      WaId waId,
      String text,
      Direction direction,
      @Nullable Instant timestamp,
      @Nullable MessageId replyTo) {
    this(id, waId, Outgoing.text(text), direction, timestamp, replyTo);
  }

  /// A message that is sent whatever the chat holds by then.
  public SendRequest(
      @Nullable MessageId id,
      WaId waId,
      Sendable what,
      Direction direction,
      @Nullable Instant timestamp,
      @Nullable MessageId replyTo) {
    this(id, waId, what, direction, timestamp, replyTo, null);
  }
}
