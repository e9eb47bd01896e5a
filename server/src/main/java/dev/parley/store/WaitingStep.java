package dev.parley.store;

import dev.parley.chat.AgentDay;
import dev.parley.chat.Change;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A step that waits to be committed, and its caller, who waits for the result. Made on the
/// caller's thread; run, once or several times, and settled once on the writer's: see
/// [GroupCommit]. Each kind of store knows how to run it.
///
/// To settle it takes no memory: it works also when there is none left.
///
/// @param <T> what the caller gets
public abstract class WaitingStep<T> {
  private final Thread caller = Thread.currentThread();
  private final long since = System.nanoTime();
  private final Priority priority;

  // of the last run; fixed once it is settled
  private @Nullable Done<T> done;
  private @Nullable Throwable failure;

  private volatile boolean settled;

  /// The writer's own.
  private boolean woken;

  /// What a step leaves behind: the caller's result, what watchers are told, and what it is counted
  /// as.
  public record Done<T>(T result, List<Change> changes, List<AgentDay> measured) {
    /// Of a step that is not counted.
    public Done(T result, List<Change> changes) {
      this(result, changes, List.of());
    }
  }

  protected WaitingStep(Priority priority) {
    this.priority = priority;
  }

  /// Whether others come first.
  public final Priority priority() {
    return priority;
  }

  /// When it began to wait, as [System#nanoTime] counts.
  public final long since() {
    return since;
  }

  /// Notes how it was run.
  protected final void ran(Done<T> with) {
    if (!settled) {
      done = with;
      failure = null;
    }
  }

  /// Notes that it failed.
  protected final void failed(Throwable with) {
    if (!settled) {
      done = null;
      failure = with;
    }
  }

  /// It is about to be run anew.
  public final void forget() {
    if (!settled) {
      done = null;
      failure = null;
    }
  }

  /// What its last run changed.
  public final List<Change> changes() {
    return done == null ? List.of() : done.changes();
  }

  /// What its last run is counted as.
  public final List<AgentDay> measured() {
    return done == null ? List.of() : done.measured();
  }

  /// What its last run threw; null when it did not fail, or did not run.
  public final @Nullable Throwable failure() {
    return failure;
  }

  /// Whether the caller has an answer.
  public final boolean isSettled() {
    return settled;
  }

  /// Gives the caller the result of the last run, or what it threw; without effect once it is
  /// settled.
  public final void complete() {
    settled = true;
    wake();
  }

  /// Settles it later with what came of the last run, whatever is run until then.
  public final Runnable answer() {
    Done<T> ran = done;
    Throwable thrown = failure;
    return () -> {
      if (!settled) {
        done = ran;
        failure = thrown;
        complete();
      }
    };
  }

  /// Gives the caller a failure; without effect once it is settled.
  public final void refuse(Throwable reason) {
    failed(reason);
    complete();
  }

  /// Wakes the caller, unless that was done.
  ///
  /// @return false when it failed: for want of memory, with virtual threads
  final boolean wake() {
    if (!woken) {
      try {
        LockSupport.unpark(caller);
        woken = true;
      } catch (Throwable _) {
        return false;
      }
    }
    return true;
  }

  /// Waits until it is settled, also when the thread is interrupted meanwhile. The caller's.
  public final T await() {
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
