package dev.parley.store.sqlite;

import dev.parley.chat.SharedRecord;
import dev.parley.chat.SharedRecord.Kind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The table `shared`: the records that all members of a team share, such as labels and canned
/// replies. See [SharedRecord].
final class SharedTable {
  enum Column {
    KIND,
    ID,
    BODY
  }

  private static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);

  /// The beginning of a query for complete records.
  static final String SELECT = "SELECT " + COLUMNS.names() + " FROM shared";

  private static final String SAVE =
      "INSERT INTO shared (%s) VALUES (%s) ON CONFLICT DO UPDATE SET %s"
          .formatted(
              COLUMNS.names(), COLUMNS.parameters(), COLUMNS.replacements(EnumSet.of(Column.BODY)));

  private SharedTable() {}

  /// The record in the current row of a [#SELECT].
  static SharedRecord read(ResultSet rows) throws SQLException {
    Row<Column> row = new Row<>(rows, 0);
    return new SharedRecord(
        Kind.valueOf(row.text(Column.KIND).toUpperCase(Locale.ROOT)),
        row.text(Column.ID),
        Columns.fields(row.text(Column.BODY)));
  }

  static Optional<SharedRecord> find(Database database, Kind kind, String id) throws SQLException {
    PreparedStatement query = database.prepare(SELECT + " WHERE kind = ? AND id = ?");
    query.setString(1, kind.word());
    query.setString(2, id);
    return Row.all(query.executeQuery(), SharedTable::read).stream().findFirst();
  }

  static List<SharedRecord> all(Database database, Kind kind) throws SQLException {
    return database.all(SELECT + " WHERE kind = ? ORDER BY id", kind.word(), SharedTable::read);
  }

  static void save(Database database, SharedRecord shared) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(SAVE));
    row.set(Column.KIND, shared.kind().word());
    row.set(Column.ID, shared.id());
    row.set(Column.BODY, Columns.fields(shared.fields()));
    row.update();
  }

  static void remove(Database database, Kind kind, String id) throws SQLException {
    PreparedStatement remove = database.prepare("DELETE FROM shared WHERE kind = ? AND id = ?");
    remove.setString(1, kind.word());
    remove.setString(2, id);
    remove.executeUpdate();
  }
}
