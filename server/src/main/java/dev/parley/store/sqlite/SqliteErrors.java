package dev.parley.store.sqlite;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Explains SQLite's errors to the people who run Parley. Source: SQLite docs, "Result and Error
/// Codes".
final class SqliteErrors {
  private SqliteErrors() {}

  /// A sentence for operators: what is wrong with the store and what to do.
  static String sentence(SQLException failure) {
    return switch (primary(failure)) {
      case SQLITE_FULL -> "the disk of the data folder is full: free some space";
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
          "the data folder or the database file cannot be written: check their permissions";
      case SQLITE_CANTOPEN ->
          "the database file cannot be opened: check that the data folder exists and may be"
              + " written";
      case SQLITE_CORRUPT, SQLITE_NOTADB ->
          "the database file is damaged: stop Parley, keep a copy of the file, and restore a"
              + " backup";
      case SQLITE_BUSY, SQLITE_LOCKED -> "another program holds the database file: close it";
      case SQLITE_IOERR -> "the disk of the data folder reports errors: check it";
      default -> "the database reports an error (" + primary(failure) + ")";
    };
  }

  /// Whether the store as a whole is affected, and not just the statement that failed.
  static boolean isOfTheStore(SQLException failure) {
    return switch (primary(failure)) {
      case SQLITE_FULL,
          SQLITE_READONLY,
          SQLITE_PERM,
          SQLITE_AUTH,
          SQLITE_CANTOPEN,
          SQLITE_CORRUPT,
          SQLITE_NOTADB,
          SQLITE_BUSY,
          SQLITE_LOCKED,
          SQLITE_IOERR ->
          true;
      default -> false;
    };
  }

  /// Whether the file is damaged or partly unreadable: trying again does not help.
  static boolean isDamage(SQLException failure) {
    return switch (primary(failure)) {
      case SQLITE_CORRUPT, SQLITE_NOTADB -> true;
      case SQLITE_IOERR ->
          switch (SQLiteErrorCode.getErrorCode(code(failure))) {
            case SQLITE_IOERR_READ,
                SQLITE_IOERR_SHORT_READ,
                SQLITE_IOERR_CORRUPTFS,
                SQLITE_IOERR_DATA ->
                true;
            default -> false;
          };
      default -> false;
    };
  }

  /// Whether the statement was interrupted on purpose.
  static boolean isInterruption(SQLException failure) {
    return primary(failure) == SQLiteErrorCode.SQLITE_INTERRUPT;
  }

  /// The refusal for callers that need the store.
  static Refusal unavailable(String sentence) {
    return new Refusal(ErrorCode.STORE_UNAVAILABLE, "the store is unavailable: " + sentence);
  }

  private static SQLiteErrorCode primary(SQLException failure) {
    return SQLiteErrorCode.getErrorCode(
        code(failure) & 0xff); // the low byte is the primary result code
  }

  private static int code(SQLException failure) {
    return failure instanceof SQLiteException sqlite
        ? sqlite.getResultCode().code
        : failure.getErrorCode();
  }
}
