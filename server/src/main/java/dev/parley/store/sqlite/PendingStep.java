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

  /// Runs the step, and throws its exception: then the transaction must be rolled back.
  ///
  /// @param lastChange the number of the last change before it
  void run(Database database, long lastChange) throws SQLException {
    ran(step.run(database, lastChange));
  }

  /// Runs the step so that its failure does not affect others. Throws only if the whole transaction
  /// is lost; any other exception of the step, including an `Error`, is passed to its own caller.
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

  /// The SQLite exception that caused an exception of a step; null if there is none.
  static @Nullable SQLException sqlFailure(Throwable failure) {
    return failure instanceof SQLException sql
        ? sql
        : failure.getCause() instanceof SQLException cause ? cause : null;
  }
}
