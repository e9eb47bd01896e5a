package dev.parley.chat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// A client's request to send a message or a reaction.
///
/// @param id the id of the message or reaction, so that a repeated request sends once; null: Parley
///   chooses one. The id of a reaction must not be that of a message
/// @param direction outgoing; or incoming, to simulate the customer in a demonstration
/// @param timestamp null: now
/// @param replyTo the message that it answers; a reaction has none
/// @param expectSeq the `seq` of the last message of the chat that the author has seen: if there
///   are newer ones, nothing is sent; null: not checked
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
      timestamp = timestamp.truncatedTo(ChronoUnit.MILLIS); // the precision of every store
    }
  }

  /// A request to send a text.
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

  /// A request that does not check for newer messages.
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
