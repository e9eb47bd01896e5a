package dev.parley.store.sqlite;

import dev.parley.hooks.HookRecord;
import dev.parley.hooks.HookRecord.Kind;
import dev.parley.hooks.HookStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The table `hooks`: outgoing webhooks, the results of their deliveries, and their waiting events.
final class HookTable {
  enum Column {
    KIND,
    ID,
    BODY
  }

  private static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);

  private static final String SELECT = "SELECT " + COLUMNS.names() + " FROM hooks";

  private static final String SAVE =
      "INSERT INTO hooks (%s) VALUES (%s) ON CONFLICT DO UPDATE SET %s"
          .formatted(
              COLUMNS.names(), COLUMNS.parameters(), COLUMNS.replacements(EnumSet.of(Column.BODY)));

  private HookTable() {}

  private static HookRecord read(ResultSet rows) throws SQLException {
    Row<Column> row = new Row<>(rows, 0);
    return new HookRecord(
        Kind.valueOf(row.text(Column.KIND).toUpperCase(Locale.ROOT)),
        row.text(Column.ID),
        row.text(Column.BODY));
  }

  static Optional<HookRecord> find(Database database, Kind kind, String id) throws SQLException {
    PreparedStatement query = database.prepare(SELECT + " WHERE kind = ? AND id = ?");
    query.setString(1, kind.word());
    query.setString(2, id);
    return Row.all(query.executeQuery(), HookTable::read).stream().findFirst();
  }

  static List<HookRecord> all(Database database, Kind kind) throws SQLException {
    return database.all(SELECT + " WHERE kind = ? ORDER BY id", kind.word(), HookTable::read);
  }

  static List<HookRecord> range(
      Database database, Kind kind, String after, String before, int limit) throws SQLException {
    PreparedStatement query =
        database.prepare(SELECT + " WHERE kind = ? AND id > ? AND id < ? ORDER BY id LIMIT ?");
    query.setString(1, kind.word());
    query.setString(2, after);
    query.setString(3, before);
    query.setInt(4, limit);
    List<HookRecord> found = new ArrayList<>();
    long length = 0;
    try (ResultSet rows = query.executeQuery()) {
      while (length <= HookStore.MOST_OF_RANGE && rows.next()) {
        HookRecord row = read(rows);
        found.add(row);
        length += row.body().length();
      }
    }
    return found;
  }

  static void save(Database database, HookRecord record) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(SAVE));
    row.set(Column.KIND, record.kind().word());
    row.set(Column.ID, record.id());
    row.set(Column.BODY, record.body());
    row.update();
  }

  static void remove(Database database, Kind kind, String id) throws SQLException {
    PreparedStatement remove = database.prepare("DELETE FROM hooks WHERE kind = ? AND id = ?");
    remove.setString(1, kind.word());
    remove.setString(2, id);
    remove.executeUpdate();
  }
}
