package dev.parley.socketio.engine;

import org.jspecify.annotations.Nullable;

/// Counts what the client of one session sends, while a budget limits that. Safe for use by many
/// threads: the client's connections may belong to other event loops than its session.
final class SessionInput {
  /// The number of bytes of each session that do not count against the budget. So clients that send
  /// little can always send, even if others have used the budget up.
  static final int FREE = 2 * 1024;

  private static final InputBudget NOTHING = new InputBudget(0);

  private volatile @Nullable InputBudget budget;

  // Guarded by this.
  private long received;
  private long taken;

  /// Begins to count from zero, or stops counting.
  ///
  /// @param next null for no limit
  synchronized void limit(@Nullable InputBudget next) {
    InputBudget last = budget;
    if (last != null) {
      last.giveBack(taken);
    }
    received = 0;
    taken = 0;
    budget = next;
  }

  /// The session has ended. If its input was limited, connections that are still open may send only
  /// little more.
  synchronized void end() {
    if (budget != null) {
      limit(NOTHING);
    }
  }

  /// Counts bytes that have arrived.
  ///
  /// @return whether there is room for them
  boolean take(int bytes) {
    return budget == null || takeFrom(bytes);
  }

  private synchronized boolean takeFrom(int bytes) {
    InputBudget from = budget;
    if (from == null) {
      return true;
    }
    long more = Math.max(0, received + bytes - FREE - taken);
    if (!from.take(more)) {
      return false;
    }
    received += bytes;
    taken += more;
    return true;
  }

  /// Bytes that were counted are no longer in memory.
  synchronized void release(int bytes) {
    InputBudget from = budget;
    if (from != null) {
      received = Math.max(0, received - bytes);
      long less = taken - Math.max(0, received - FREE);
      if (less > 0) {
        from.giveBack(less);
        taken -= less;
      }
    }
  }
}
