package dev.parley.http;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.util.concurrent.atomic.AtomicLong;

/// Limits the memory of all objects that wait to be written to clients, in all answers together.
/// Safe for use by many threads.
final class AnswerBudget {
  private final long limit;
  private final AtomicLong held = new AtomicLong();

  /// @param limit bytes
  AnswerBudget(long limit) {
    this.limit = limit;
  }

  /// Makes room for an answer. If there is no other answer, it may have any size.
  ///
  /// @throws Refusal `OVERLOADED` when other answers take up the room
  void take(long bytes) {
    long before = held.getAndAdd(bytes);
    if (before > 0 && before + bytes > limit) {
      giveBack(bytes);
      throw new Refusal(
          ErrorCode.OVERLOADED, "Too many long answers are under way, try again in a moment");
    }
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }
}
