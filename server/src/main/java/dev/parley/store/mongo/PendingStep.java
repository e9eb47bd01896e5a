package dev.parley.store.mongo;

import com.mongodb.MongoException;
import dev.parley.chat.Change;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// A step that waits to be committed, and its caller, who waits for the result.
final class PendingStep<T> {
  final Wanted wanted;
  private final Writer.Step<T> step;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  final long since = System.nanoTime();
  private Writer.@Nullable Done<T> done;
  private @Nullable Throwable failure;

  PendingStep(Wanted wanted, Writer.Step<T> step) {
    this.wanted = wanted;
    this.step = step;
  }

  void forget() {
    done = null;
    failure = null;
  }

  boolean failed() {
    return failure != null;
  }

  /// Whether it ended in a way after which its ledger cannot be used any more.
  boolean broke() {
    return failure instanceof Error;
  }

  /// Throws only when MongoDB does.
  ///
  /// @return whether it succeeded
  boolean run(MongoLedger ledger, DamageLog damages) {
    try {
      Writer.Done<T> ran = step.run(ledger);
      done = ran;
      ledger.keepStep(ran.changes().size());
      return true;
    } catch (MongoException e) {
      throw e;
    } catch (Damage e) {
      damages.name(e);
      failure = e.refusal();
      ledger.undoStep();
      return false;
    } catch (Throwable e) { // an Error of one step is no reason to refuse those of others
      failure = e;
      ledger.undoStep();
      return false;
    }
  }

  List<Change> changes() {
    return done == null ? List.of() : done.changes();
  }

  /// Gives the caller what came of the last run.
  Runnable answer() {
    Writer.Done<T> ran = done;
    Throwable failed = failure;
    return () -> {
      if (failed != null) {
        refuse(failed);
      } else if (ran != null) {
        result.complete(ran.result());
      } else {
        refuse(new IllegalStateException("the step did not run"));
      }
    };
  }

  boolean answered() {
    return result.isDone();
  }

  void refuse(Throwable reason) {
    result.completeExceptionally(reason);
  }

  T await() {
    try {
      return result.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("a step failed in the store", e.getCause());
    }
  }
}
