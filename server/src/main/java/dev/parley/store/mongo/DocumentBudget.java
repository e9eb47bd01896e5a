package dev.parley.store.mongo;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Limits the number of message documents that all readers together fetch from MongoDB at once: the
/// driver holds a whole batch, encoded and decoded, before the first document can be used. Safe for
/// use by many threads.
final class DocumentBudget {
  /// The maximum memory of a document. A text of 65,536 emoji takes 256 KB encoded, the same
  /// decoded, and a copy while it is decoded.
  private static final long BYTES_OF_A_DOCUMENT = 1 << 20;

  private static final long PATIENCE_SECONDS = 10;

  private final Semaphore free;

  /// The budget is half of the heap, if all documents had the maximum size.
  DocumentBudget() {
    long fit = Runtime.getRuntime().maxMemory() / 2 / BYTES_OF_A_DOCUMENT;
    free = new Semaphore((int) Math.clamp(fit, 2L * Pages.BATCH, 1024), true);
  }

  /// Runs a query that reads this many documents, at most [Pages#BATCH] at once.
  ///
  /// @throws Refusal `OVERLOADED` if there is no room in time
  void read(int documents, Runnable query) {
    int some = Math.min(documents, Pages.BATCH);
    try {
      if (!free.tryAcquire(some, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw overloaded();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw overloaded();
    }
    try {
      query.run();
    } finally {
      free.release(some);
    }
  }

  private static Refusal overloaded() {
    return new Refusal(
        ErrorCode.OVERLOADED, "Too many reads of the database are under way: try again shortly");
  }
}
