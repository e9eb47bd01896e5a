package dev.parley.chat;

import dev.parley.text.Blank;
import dev.parley.text.Text;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// A text that a client wants in a chat.
///
/// @param id what to call it, so that asking twice sends once; null: we make one
/// @param direction outgoing, or incoming to play the customer in a demonstration
/// @param timestamp null: now
public record SendRequest(
    @Nullable MessageId id,
    WaId waId,
    String text,
    Direction direction,
    @Nullable Instant timestamp,
    @Nullable MessageId replyTo) {
  /// The most code points WhatsApp takes in a text. Source: Cloud API docs, "Text messages".
  public static final int MAX_TEXT = 4096;

  /// @throws Refusal `invalid_request` when the text is blank or too long
  public SendRequest {
    if (Blank.isBlank(text)) {
      throw Refusal.invalid("text", "must not be blank");
    }
    if (Text.isLongerThan(text, MAX_TEXT)) {
      throw Refusal.invalid("text", "must be at most " + MAX_TEXT + " characters");
    }
    if (timestamp != null) {
      timestamp = timestamp.truncatedTo(ChronoUnit.MILLIS); // what every store can hold
    }
  }
}
