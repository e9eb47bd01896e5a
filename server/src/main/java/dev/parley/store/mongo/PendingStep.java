package dev.parley.store.mongo;

import com.mongodb.MongoException;
import dev.parley.store.Priority;
import dev.parley.store.WaitingStep;

/// A step over a [MongoLedger].
final class PendingStep<T> extends WaitingStep<T> {
  final ExpectedReads wanted;
  private final Writer.Step<T> step;

  PendingStep(Priority priority, ExpectedReads wanted, Writer.Step<T> step) {
    super(priority);
    this.wanted = wanted;
    this.step = step;
  }

  /// Whether it ended in such a way that its ledger cannot be used any more.
  boolean broke() {
    return failure() instanceof Error;
  }

  /// Runs the step. Throws only if MongoDB does.
  ///
  /// @return whether it succeeded
  boolean run(MongoLedger ledger, DamageLog damages) {
    try {
      Done<T> ran = step.run(ledger);
      ran(ran);
      ledger.keepStep(ran.changes().size());
      return true;
    } catch (MongoException e) {
      throw e;
    } catch (Damage e) {
      damages.name(e);
      failed(e.refusal());
      ledger.undoStep();
      return false;
    } catch (Throwable e) { // an Error of one step must not fail the others
      failed(e);
      ledger.undoStep();
      return false;
    }
  }
}
