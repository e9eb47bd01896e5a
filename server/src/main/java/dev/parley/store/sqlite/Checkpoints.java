package dev.parley.store.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;

/// Writes the log back into the database file. Runs on the writer's thread, between commits, so
/// that [DatabaseFiles] knows every write to the file.
final class Checkpoints {
  /// 16 MB with pages of 2 KiB: between two checkpoints pages that change often are written back
  /// once. With 1 million messages, 12,400 webhooks/s; with 4 MB 8,900, but with shorter stalls
  /// (see ADR 5).
  static final int FRAMES = 8_000;

  /// When readers keep the log from being used from its beginning again, it is tried again after so
  /// many frames more.
  private static final int AGAIN = FRAMES / 4;

  private final Database database;
  private final long longBytes;
  private long due = FRAMES;

  /// How long the log is, and how much of it is in the database file.
  record Count(boolean busy, long frames, long writtenBack) {
    boolean isWhole() {
      return frames == writtenBack;
    }
  }

  /// @param database the writing connection, which from now on writes back only when told here
  Checkpoints(Database database) throws SQLException {
    this.database = database;
    this.longBytes = longBytes(database);
    database.text("PRAGMA wal_autocheckpoint = 0");
  }

  /// How long the log's file is when it is time to write it back.
  static long longBytes(Database database) throws SQLException {
    return (long) FRAMES
        * (Long.parseLong(database.text("PRAGMA page_size")) + WalRemains.FRAME_HEADER);
  }

  static Count count(Database database) throws SQLException {
    return checkpoint(database, "NOOP");
  }

  /// After a commit: writes back once the log is long.
  ///
  /// @param logBytes the length of the log's file
  /// @return whether it wrote
  boolean whenLong(long logBytes) throws SQLException {
    if (logBytes < longBytes) {
      return false;
    }
    long frames = count(database).frames();
    if (frames < FRAMES) { // used from its beginning again
      due = FRAMES;
    }
    if (frames < due) {
      return false;
    }
    checkpoint(database, "PASSIVE");
    due = frames + AGAIN;
    return true;
  }

  /// When nothing is to be done: writes everything back and empties the log, so that little is at
  /// risk. Never waits for a reader.
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
