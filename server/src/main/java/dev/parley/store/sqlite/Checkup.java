package dev.parley.store.sqlite;

import dev.parley.store.WaitingStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks the whole database once a day, on a separate thread while it is in use, and repairs
/// summaries in small steps. The time of the last check is the time of the file `parley.checked`,
/// so that it is known after a restart.
final class Checkup implements AutoCloseable {
  private static final String FILE = "parley.checked";
  private static final Duration INTERVAL = Duration.ofDays(1);
  private static final Duration AGAIN = Duration.ofMinutes(10);
  private static final Logger LOG = LoggerFactory.getLogger(Checkup.class);

  private final Path folder;
  private final IntegrityCheck check;
  private final StoreCondition condition;
  private final SqliteWriter writer;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  Checkup(Path folder, StoreCondition condition, SqliteWriter writer) {
    this.folder = folder;
    this.check =
        new IntegrityCheck(folder.resolve(SqliteDatabase.FILE), () -> closing.getCount() == 0);
    this.condition = condition;
    this.writer = writer;
    this.thread = Thread.ofPlatform().name("store-check").daemon().start(this::loop);
  }

  /// Records that the database was checked just now.
  static void done(Path folder) {
    Path marker = folder.resolve(FILE);
    try {
      DataFolder.create(marker);
      Files.setLastModifiedTime(marker, FileTime.from(Instant.now()));
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("the time of the check cannot be stored");
    }
  }

  private void loop() {
    try {
      Duration wait = untilDue();
      while (!closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        wait = finish() ? INTERVAL : AGAIN;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration untilDue() {
    try {
      Duration wait =
          Duration.between(
              Instant.now(),
              Files.getLastModifiedTime(folder.resolve(FILE)).toInstant().plus(INTERVAL));
      return wait.isNegative() || wait.compareTo(INTERVAL) > 0 ? Duration.ZERO : wait;
    } catch (NoSuchFileException never) {
      return Duration.ZERO;
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("the time of the last check cannot be read");
      return Duration.ZERO;
    }
  }

  private boolean finish() {
    try {
      return condition.hasEnded() || check();
    } catch (SQLException e) {
      condition.failed(e);
    } catch (Throwable e) { // so that tomorrow's check still runs
      LOG.atWarn().setCause(e).log("the check of the database did not finish");
    }
    return false;
  }

  /// @return whether the check was completed
  private boolean check() throws SQLException {
    Optional<String> integrity = check.run(SqliteMaintenance::integrity);
    if (integrity.isEmpty()) {
      return false;
    }
    if (!integrity.get().equals("ok")) {
      condition.end(SqliteMaintenance.DAMAGED);
      return true;
    }
    Optional<List<String>> wrong = check.run(SqliteMaintenance::wrongSummaries);
    if (wrong.isEmpty()) {
      return false;
    }
    for (String waId : wrong.get()) {
      writer.commit((database, _) -> {
        SqliteMaintenance.repair(database, waId);
        return new WaitingStep.Done<>(waId, List.of());
      });
    }
    SqliteMaintenance.report(wrong.get().size());
    done(folder);
    return true;
  }

  /// Cancels a running check.
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
