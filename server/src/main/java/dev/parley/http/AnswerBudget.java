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

  /// Reserves memory for an answer. An answer that is alone may have any size.
  ///
  /// @throws Refusal `OVERLOADED` when other answers use the memory
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
