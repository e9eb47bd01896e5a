package dev.parley.store.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;

/// Runs checkpoints, which write the log back into the database file. Runs on the writer's thread,
/// between commits, so that [DatabaseFiles] knows every write to the file.
final class Checkpoints {
  /// The length of the log from which it is written back, in frames: 16 MB with pages of 2 KiB.
  /// Pages that change often are written back only once for each checkpoint. With 1 million
  /// messages, this gives 12,400 webhooks/s; 4 MB gives 8,900, but shorter stalls (see ADR 5).
  static final int FRAMES = 8_000;

  /// The number of further frames after which the next attempt follows, if readers prevent the log
  /// from being reused from its beginning.
  private static final int AGAIN = FRAMES / 4;

  private final Database database;
  private final long longBytes;
  private long due = FRAMES;

  /// The length of the log, and the part of it that is in the database file.
  record Count(boolean busy, long frames, long writtenBack) {
    boolean isWhole() {
      return frames == writtenBack;
    }
  }

  /// @param database the writing connection, which from now on runs checkpoints only when this
  ///   class requests them
  Checkpoints(Database database) throws SQLException {
    this.database = database;
    this.longBytes = longBytes(database);
    database.text("PRAGMA wal_autocheckpoint = 0");
  }

  /// The length of the log's file at which it is written back.
  static long longBytes(Database database) throws SQLException {
    return (long) FRAMES
        * (Long.parseLong(database.text("PRAGMA page_size")) + WalRemains.FRAME_HEADER);
  }

  static Count count(Database database) throws SQLException {
    return checkpoint(database, "NOOP");
  }

  /// Called after a commit: runs a checkpoint if the log is long.
  ///
  /// @param logBytes the length of the log's file
  /// @return whether it ran a checkpoint
  boolean whenLong(long logBytes) throws SQLException {
    if (logBytes < longBytes) {
      return false;
    }
    long frames = count(database).frames();
    if (frames < FRAMES) { // reused from its beginning
      due = FRAMES;
    }
    if (frames < due) {
      return false;
    }
    checkpoint(database, "PASSIVE");
    due = frames + AGAIN;
    return true;
  }

  /// Called when the writer is idle: writes everything back and empties the log, so that little is
  /// at risk. Never waits for a reader.
  ///
  /// @return whether the log is empty
  boolean whenIdle() throws SQLException {
    if (!checkpoint(database, "PASSIVE").isWhole()) {
      return false; // a reader still needs it
    }
    database.text("PRAGMA busy_timeout = 0");
    try {
      boolean emptied = !checkpoint(database, "TRUNCATE").busy();
      if (emptied) {
        due = FRAMES;
      }
      return emptied;
    } finally {
      database.text("PRAGMA busy_timeout = " + Database.BUSY_MILLIS);
    }
  }

  private static Count checkpoint(Database database, String mode) throws SQLException {
    try (ResultSet row = database.prepare("PRAGMA wal_checkpoint(" + mode + ")").executeQuery()) {
      row.next();
      return new Count(row.getInt(1) != 0, row.getLong(2), row.getLong(3));
    }
  }
}
