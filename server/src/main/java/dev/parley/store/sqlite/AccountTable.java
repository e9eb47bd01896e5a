package dev.parley.store.sqlite;

import dev.parley.accounts.AccountRecord;
import dev.parley.accounts.AccountRecord.Kind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `accounts`: users, API keys, sign-ins and one-time links.
final class AccountTable {
  enum Column {
    KIND,
    ID,
    BODY
  }

  private static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);

  private static final String SELECT = "SELECT " + COLUMNS.names() + " FROM accounts";

  private static final String SAVE =
      "INSERT INTO accounts (%s) VALUES (%s) ON CONFLICT DO UPDATE SET %s"
          .formatted(
              COLUMNS.names(), COLUMNS.parameters(), COLUMNS.replacements(EnumSet.of(Column.BODY)));

  private AccountTable() {}

  private static AccountRecord read(ResultSet rows) throws SQLException {
    Row<Column> row = new Row<>(rows, 0);
    return new AccountRecord(
        Kind.valueOf(row.text(Column.KIND).toUpperCase(Locale.ROOT)),
        row.text(Column.ID),
        row.text(Column.BODY));
  }

  static Optional<AccountRecord> find(Database database, Kind kind, String id) throws SQLException {
    PreparedStatement query = database.prepare(SELECT + " WHERE kind = ? AND id = ?");
    query.setString(1, kind.word());
    query.setString(2, id);
    return Row.all(query.executeQuery(), AccountTable::read).stream().findFirst();
  }

  static List<AccountRecord> all(Database database, Kind kind) throws SQLException {
    return database.all(SELECT + " WHERE kind = ? ORDER BY id", kind.word(), AccountTable::read);
  }

  static List<AccountRecord> everything(Database database) throws SQLException {
    return Row.all(
        database.prepare(SELECT + " WHERE kind <> 'audit' ORDER BY kind, id").executeQuery(),
        AccountTable::read);
  }

  static List<AccountRecord> page(Database database, Kind kind, @Nullable String before, int limit)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            SELECT
                + " WHERE kind = ?"
                + (before == null ? "" : " AND id < ?")
                + " ORDER BY id DESC LIMIT ?");
    int at = 1;
    query.setString(at++, kind.word());
    if (before != null) {
      query.setString(at++, before);
    }
    query.setInt(at, limit);
    return Row.all(query.executeQuery(), AccountTable::read);
  }

  static void save(Database database, AccountRecord record) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(SAVE));
    row.set(Column.KIND, record.kind().word());
    row.set(Column.ID, record.id());
    row.set(Column.BODY, record.body());
    row.update();
  }

  static void remove(Database database, Kind kind, String id) throws SQLException {
    PreparedStatement remove = database.prepare("DELETE FROM accounts WHERE kind = ? AND id = ?");
    remove.setString(1, kind.word());
    remove.setString(2, id);
    remove.executeUpdate();
  }
}
