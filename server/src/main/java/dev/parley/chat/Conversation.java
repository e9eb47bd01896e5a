package dev.parley.chat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One request of a customer, from their first message until a colleague marks the chat as done.
/// Response and resolution times are measured for each conversation. A message after a day of
/// silence begins a new conversation.
///
/// @param since the time of the customer's first message
/// @param answered whether anybody has answered
public record Conversation(Instant since, boolean answered) {
  private static final Duration SILENCE = Duration.ofDays(1);

  /// The maximum difference between two clocks.
  private static final Duration CLOCKS = Duration.ofSeconds(5);

  /// The conversation of a chat after a message of the customer.
  ///
  /// @param before the conversation before the message; null: the chat has no conversation yet
  /// @param last the time of the newest message before this one
  /// @param at the time of this message
  static Conversation after(@Nullable Conversation before, Instant last, Instant at) {
    boolean silent = last.isBefore(at.minus(SILENCE));
    return before == null || (silent && before.answered) ? new Conversation(at, false) : before;
  }

  /// Whether a message of the business is the first answer. A message that arrives after the
  /// customer's message but was written before it is not an answer.
  ///
  /// @param at the time of the message
  boolean isFirstAnswer(Instant at) {
    return !answered && !at.isBefore(since.minus(CLOCKS));
  }
}
