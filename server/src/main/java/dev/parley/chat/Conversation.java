package dev.parley.chat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a customer wants of the business, from their first message until a colleague says that it
/// is done: what response and resolution times are measured by. After a day of silence another
/// message begins another one.
///
/// @param since when the customer wrote first
/// @param answered whether anybody has answered
public record Conversation(Instant since, boolean answered) {
  private static final Duration SILENCE = Duration.ofDays(1);

  /// The conversation of a chat after a message of the customer.
  ///
  /// @param before null: there was none
  /// @param last when the newest message of the chat was written until then
  static Conversation after(@Nullable Conversation before, Instant last, Instant at) {
    boolean silent = last.isBefore(at.minus(SILENCE));
    return before == null || (silent && before.answered) ? new Conversation(at, false) : before;
  }
}
