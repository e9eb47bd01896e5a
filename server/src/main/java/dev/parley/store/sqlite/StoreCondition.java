package dev.parley.store.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the store works. Every thread that meets a fault reports it here; safe for use by many
/// threads.
///
/// A fault of the disk comes and goes. What ends the store stays until Parley is started again: the
/// files are damaged, or are not the ones that Parley opened.
final class StoreCondition {
  private static final Logger LOG = LoggerFactory.getLogger(StoreCondition.class);

  private volatile @Nullable String fault;
  private volatile @Nullable String end;

  /// What is wrong; null when all is well.
  @Nullable String sentence() {
    String last = end;
    return last == null ? fault : last;
  }

  /// Whether writes were refused when it was last tried.
  boolean isFaulty() {
    return fault != null;
  }

  /// Whether the store takes no writes until Parley is started again.
  boolean hasEnded() {
    return end != null;
  }

  /// Notes a failure of SQLite, of a reader or the writer.
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

  /// Refuses writes until Parley is started again; the first reason counts.
  synchronized void end(String sentence) {
    if (end == null) {
      end = sentence;
      log(sentence, "the store takes no more writes until Parley is started again");
    }
  }

  /// Notes that a write has reached the disk.
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
      // The writer must go on also when the log fails; /health says the same.
    }
  }
}
