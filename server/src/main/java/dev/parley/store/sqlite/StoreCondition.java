package dev.parley.store.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the store works. Every thread that finds a fault reports it here. Safe for use by many
/// threads.
///
/// A fault of the disk can disappear. Other faults stop the store until Parley is restarted: the
/// files are damaged, or are not the ones that Parley opened.
final class StoreCondition {
  private static final Logger LOG = LoggerFactory.getLogger(StoreCondition.class);

  private volatile @Nullable String fault;
  private volatile @Nullable String end;

  /// The current fault; null if there is none.
  @Nullable String sentence() {
    String last = end;
    return last == null ? fault : last;
  }

  /// Whether the last attempt to write failed.
  boolean isFaulty() {
    return fault != null;
  }

  /// Whether the store accepts no writes until Parley is restarted.
  boolean hasEnded() {
    return end != null;
  }

  /// Records a failure of SQLite, from a reader or the writer.
  void failed(SQLException failure) {
    if (SqliteErrors.isDamage(failure)) {
      end(SqliteErrors.sentence(failure));
    } else if (SqliteErrors.isOfTheStore(failure)) {
      String sentence = SqliteErrors.sentence(failure);
      if (fault == null) {
        log(sentence, "store failed, writes are refused");
      }
      fault = sentence;
    }
  }

  /// Refuses writes until Parley is restarted; the first reason counts.
  synchronized void end(String sentence) {
    if (end == null) {
      end = sentence;
      log(sentence, "the store accepts no writes until Parley is restarted");
    }
  }

  /// Records that a write has reached the disk.
  void works() {
    if (fault != null) {
      fault = null;
      LOG.atInfo().log("store works again");
    }
  }

  private static void log(String sentence, String message) {
    try {
      LOG.atError().addKeyValue("reason", sentence).log(message);
    } catch (Throwable unlogged) {
      // The writer must continue even if logging fails; /health shows the same fault.
    }
  }
}
