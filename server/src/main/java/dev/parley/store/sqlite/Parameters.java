package dev.parley.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The parameters of a statement that are columns of a table, set by the columns' names: see
/// [TableColumns].
///
/// @param <C> the table's columns
record Parameters<C extends Enum<C>>(PreparedStatement statement) {
  void set(C column, @Nullable String text) throws SQLException {
    statement.setString(TableColumns.number(column), text);
  }

  void set(C column, long number) throws SQLException {
    statement.setLong(TableColumns.number(column), number);
  }

  void set(C column, boolean flag) throws SQLException {
    statement.setInt(TableColumns.number(column), flag ? 1 : 0);
  }

  void set(C column, byte[] bytes) throws SQLException {
    statement.setBytes(TableColumns.number(column), bytes);
  }

  void set(C column, @Nullable Instant at) throws SQLException {
    if (at == null) {
      statement.setNull(TableColumns.number(column), Types.INTEGER);
    } else {
      statement.setLong(TableColumns.number(column), at.toEpochMilli());
    }
  }

  /// Executes the statement.
  ///
  /// @return the number of rows that it changed
  int update() throws SQLException {
    return statement.executeUpdate();
  }
}
