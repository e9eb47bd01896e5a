package dev.parley.store.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The current row of a result, read by the names of a table's columns.
///
/// @param <C> the table's columns; the query selects all of them, in the order of the enum
/// @param offset the number of columns that the query selects before those of the table
record Row<C extends Enum<C>>(ResultSet rows, int offset) {
  /// Converts the current row of a result to a value.
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet rows) throws SQLException;
  }

  /// The values of all remaining rows; closes the result.
  static <T> List<T> all(ResultSet rows, Reader<T> reader) throws SQLException {
    try (rows) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    }
  }

  /// The text in a column that is never null.
  String text(C column) throws SQLException {
    return rows.getString(place(column));
  }

  @Nullable String textOrNull(C column) throws SQLException {
    return rows.getString(place(column));
  }

  long number(C column) throws SQLException {
    return rows.getLong(place(column));
  }

  boolean flag(C column) throws SQLException {
    return rows.getInt(place(column)) == 1;
  }

  byte[] bytes(C column) throws SQLException {
    return rows.getBytes(place(column));
  }

  Instant instant(C column) throws SQLException {
    return Instant.ofEpochMilli(number(column));
  }

  @Nullable Instant instantOrNull(C column) throws SQLException {
    long millis = number(column);
    return rows.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  private int place(C column) {
    return offset + TableColumns.number(column);
  }
}
