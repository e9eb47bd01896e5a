package dev.parley.socketio.engine;

import java.util.concurrent.atomic.AtomicLong;

/// The number of bytes that some sessions together may receive, see [EngineSession#limitInput].
/// Safe for use by many threads.
public final class InputBudget {
  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  /// @param limit the number of bytes
  public InputBudget(long limit) {
    this.limit = limit;
  }

  /// Reserves room for bytes.
  ///
  /// @param bytes the number of bytes; for 0 there is always room
  /// @return whether there was room
  boolean take(long bytes) {
    if (bytes == 0) {
      return true;
    }
    if (taken.addAndGet(bytes) > limit) {
      taken.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }
}
