package dev.parley.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Reads a whole database on a separate connection. Meanwhile the log cannot be reused from its
/// beginning, so a check is cancelled if the log grows too much: writes are more important than
/// checks.
final class IntegrityCheck {
  private static final long LOOK_MILLIS = 100;

  private final Path file;
  private final Path log;

  private final BooleanSupplier stopping;

  /// @param stopping whether to cancel a running check
  IntegrityCheck(Path file, BooleanSupplier stopping) {
    this.file = file;
    this.stopping = stopping;
    this.log = file.resolveSibling(file.getFileName() + "-wal");
  }

  /// Runs one query, outside a transaction.
  ///
  /// @return the result; empty if the query was cancelled
  <T> Optional<T> run(Readers.Query<T> query) throws SQLException {
    try (Database database = Database.openToRead(file)) {
      long most = 2 * Checkpoints.longBytes(database); // twice the log between two checkpoints
      CountDownLatch done = new CountDownLatch(1);
      Thread guard =
          Thread.ofVirtual().name("store-check-guard").start(() -> guard(database, most, done));
      try {
        return Optional.of(query.run(database));
      } catch (SQLException e) {
        if (SqliteErrors.isInterruption(e)) {
          return Optional.empty();
        }
        throw e;
      } finally {
        done.countDown();
        join(guard);
      }
    }
  }

  private void guard(Database database, long most, CountDownLatch done) {
    long before = logBytes();
    try {
      while (!done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (stopping.getAsBoolean() || logBytes() - before > most) {
          database.interrupt();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      // the connection is closed: the check is over
    }
  }

  private long logBytes() {
    try {
      return Files.size(log);
    } catch (IOException absent) {
      return 0;
    }
  }

  private static void join(Thread guard) {
    try {
      guard.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
