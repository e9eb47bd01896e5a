package dev.parley.store.sqlite;

import dev.parley.chat.StreamPosition;
import dev.parley.stream.Cursor;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Optional;

/// The table `cursors`: the positions of durable subscribers.
final class CursorTable {
  enum Column {
    NAME,
    NUMBER,
    TOKEN,
    STATE,
    OWNER,
    BEAT
  }

  private static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);

  private static final String SELECT = "SELECT " + COLUMNS.names() + " FROM cursors";

  private static final String SAVE =
      "INSERT INTO cursors (%s) VALUES (%s) ON CONFLICT DO UPDATE SET %s"
          .formatted(
              COLUMNS.names(),
              COLUMNS.parameters(),
              COLUMNS.replacements(EnumSet.complementOf(EnumSet.of(Column.NAME))));

  private CursorTable() {}

  private static Cursor read(ResultSet rows) throws SQLException {
    Row<Column> row = new Row<>(rows, 0);
    return new Cursor(
        row.text(Column.NAME),
        new StreamPosition(row.number(Column.NUMBER), row.number(Column.TOKEN)),
        row.text(Column.STATE),
        row.text(Column.OWNER),
        row.number(Column.BEAT));
  }

  static Optional<Cursor> find(Database database, String name) throws SQLException {
    return database.first(SELECT + " WHERE name = ?", name, CursorTable::read);
  }

  static void save(Database database, Cursor cursor) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(SAVE));
    row.set(Column.NAME, cursor.name());
    row.set(Column.NUMBER, cursor.position().number());
    row.set(Column.TOKEN, cursor.position().token());
    row.set(Column.STATE, cursor.state());
    row.set(Column.OWNER, cursor.owner());
    row.set(Column.BEAT, cursor.beat());
    row.update();
  }

  static void remove(Database database, String name) throws SQLException {
    PreparedStatement remove = database.prepare("DELETE FROM cursors WHERE name = ?");
    remove.setString(1, name);
    remove.executeUpdate();
  }
}
