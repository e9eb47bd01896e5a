package dev.parley.store;

import dev.parley.chat.AgentDay;
import dev.parley.chat.Change;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A step that waits to be committed, and its caller, which waits for the result. It is created on
/// the caller's thread. The writer's thread runs it, once or several times, and settles it once:
/// see [GroupCommit]. Each kind of store implements how to run it.
///
/// Settling allocates no memory, so that it works even when memory is exhausted.
///
/// @param <T> the type of the caller's result
public abstract class WaitingStep<T> {
  private final Thread caller = Thread.currentThread();
  private final long since = System.nanoTime();
  private final Priority priority;

  // the result of the last run; fixed once the step is settled
  private @Nullable Done<T> done;
  private @Nullable Throwable failure;

  private volatile boolean settled;

  /// Used only by the writer.
  private boolean woken;

  /// The results of a step: the caller's result, the changes for subscribers, and the measurements.
  public record Done<T>(T result, List<Change> changes, List<AgentDay> measured) {
    /// The results of a step without measurements.
    public Done(T result, List<Change> changes) {
      this(result, changes, List.of());
    }
  }

  protected WaitingStep(Priority priority) {
    this.priority = priority;
  }

  /// The priority of the step.
  public final Priority priority() {
    return priority;
  }

  /// The time at which it began to wait, by [System#nanoTime].
  public final long since() {
    return since;
  }

  /// Records the result of a run.
  protected final void ran(Done<T> with) {
    if (!settled) {
      done = with;
      failure = null;
    }
  }

  /// Records that a run failed.
  protected final void failed(Throwable with) {
    if (!settled) {
      done = null;
      failure = with;
    }
  }

  /// Forgets the last run, before the step runs again.
  public final void forget() {
    if (!settled) {
      done = null;
      failure = null;
    }
  }

  /// The changes of its last run.
  public final List<Change> changes() {
    return done == null ? List.of() : done.changes();
  }

  /// The measurements of its last run.
  public final List<AgentDay> measured() {
    return done == null ? List.of() : done.measured();
  }

  /// The exception of its last run; null if it did not fail or did not run.
  public final @Nullable Throwable failure() {
    return failure;
  }

  /// Whether the caller has an answer.
  public final boolean isSettled() {
    return settled;
  }

  /// Gives the caller the result or the exception of the last run; does nothing if the step is
  /// already settled.
  public final void complete() {
    settled = true;
    wake();
  }

  /// Returns a task that settles the step with the outcome of the last run so far, even if the step
  /// runs again before the task does.
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

  /// Gives the caller a failure; does nothing if the step is already settled.
  public final void refuse(Throwable reason) {
    failed(reason);
    complete();
  }

  /// Wakes the caller, unless it was woken before.
  ///
  /// @return false if that failed, which can happen with virtual threads when memory is exhausted
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

  /// Waits until the step is settled, even if the thread is interrupted meanwhile. Called by the
  /// caller.
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
