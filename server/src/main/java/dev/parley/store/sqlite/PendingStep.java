package dev.parley.store.sqlite;

import dev.parley.store.Priority;
import dev.parley.store.WaitingStep;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A step on the writing connection.
final class PendingStep<T> extends WaitingStep<T> {
  private final SqliteWriter.Step<T> step;

  PendingStep(Priority priority, SqliteWriter.Step<T> step) {
    super(priority);
    this.step = step;
  }

  /// Runs it, and throws what it throws: then the transaction is to be rolled back.
  ///
  /// @param lastChange the number of the last change before it
  void run(Database database, long lastChange) throws SQLException {
    ran(step.run(database, lastChange));
  }

  /// Runs it so that its failure takes no other step with it. Throws only when the whole
  /// transaction is lost; whatever else the step throws, an `Error` too, is for its own caller.
  ///
  /// @param lastChange the number of the last change before it
  void runApart(Database database, long lastChange) throws SQLException {
    forget();
    database.run("SAVEPOINT step");
    try {
      run(database, lastChange);
    } catch (Throwable e) {
      SQLException cause = sqlFailure(e);
      if (cause != null && SqliteErrors.isOfTheStore(cause)) {
        throw cause;
      }
      failed(e);
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
}
