package dev.parley.store.sqlite;

import dev.parley.chat.Change;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A step that waits to be committed, and its caller, who waits for the result. Made on the
/// caller's thread.
///
/// To settle it takes no memory: it works also when there is none left.
final class PendingStep<T> {
  private final GroupCommit.Step<T> step;
  private final Thread caller = Thread.currentThread();
  private final long since = System.nanoTime();
  private GroupCommit.@Nullable Done<T> done;
  private @Nullable Throwable failure;
  private volatile boolean settled;

  PendingStep(GroupCommit.Step<T> step) {
    this.step = step;
  }

  /// When it began to wait, as `System.nanoTime` counts.
  long since() {
    return since;
  }

  /// Runs it, and throws what it throws: then the transaction is to be rolled back.
  ///
  /// @param lastChange the number of the last change before it
  void run(Database database, long lastChange) throws SQLException {
    done = step.run(database, lastChange);
  }

  /// Runs it so that its failure takes no other step with it. Throws only when the whole
  /// transaction is lost; whatever else the step throws, an `Error` too, is for its own caller.
  ///
  /// @param lastChange the number of the last change before it
  void runApart(Database database, long lastChange) throws SQLException {
    done = null;
    database.run("SAVEPOINT step");
    try {
      run(database, lastChange);
    } catch (Throwable e) {
      SQLException cause = sqlFailure(e);
      if (cause != null && Faults.isOfTheStore(cause)) {
        throw cause;
      }
      failure = e;
      if (cause != null || e instanceof Error) {
        database.forgetPrepared();
      }
      database.cache().clear();
      database.run("ROLLBACK TO step");
    }
    database.run("RELEASE step");
  }

  /// SQLite's exception behind what a step threw; null when there is none.
  static @Nullable SQLException sqlFailure(Throwable failure) {
    return failure instanceof SQLException sql
        ? sql
        : failure.getCause() instanceof SQLException cause ? cause : null;
  }

  List<Change> changes() {
    return done == null ? List.of() : done.changes();
  }

  /// Gives the caller the result of the step, or what it threw.
  void complete() {
    settled = true;
    wake();
  }

  /// Wakes the caller once more, where that failed.
  void wake() {
    LockSupport.unpark(caller);
  }

  /// Gives the caller a failure; without effect once it is settled.
  void refuse(Throwable reason) {
    if (!settled) {
      done = null;
      failure = reason;
      settled = true;
    }
    wake();
  }

  /// Waits until it is settled, also when the thread is interrupted meanwhile.
  T await() {
    boolean interrupted = false;
    while (!settled) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (done != null) {
      return done.result();
    }
    throw failure instanceof RuntimeException cause
        ? cause
        : new IllegalStateException("a step failed in the store", failure);
  }
}
