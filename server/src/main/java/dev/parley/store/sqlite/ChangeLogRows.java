package dev.parley.store.sqlite;

import dev.parley.chat.ChangeLog;
import dev.parley.chat.ChangeReference;
import dev.parley.chat.Commit;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Note;
import dev.parley.chat.WaId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The log of changes: the table `changes`. See [ChangeLog].
final class ChangeLogRows implements ChangeLog.Rows {
  enum Column {
    LAST,
    COUNT,
    TOKEN,
    AT,
    CHANGES
  }

  private static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);
  private static final String SELECT = "SELECT " + COLUMNS.names() + " FROM changes";
  private static final String ADD =
      "INSERT INTO changes (%s) VALUES (%s)".formatted(COLUMNS.names(), COLUMNS.parameters());

  private final Database database;

  ChangeLogRows(Database database) {
    this.database = database;
  }

  @Override
  public ChangeLog.Entry newest() {
    return SqliteLedger.run(() -> newest(database));
  }

  static ChangeLog.Entry newest(Database database) throws SQLException {
    return Row.all(
            database.prepare(SELECT + " ORDER BY last DESC LIMIT 1").executeQuery(),
            ChangeLogRows::read)
        .getFirst();
  }

  private static ChangeLog.Entry read(ResultSet rows) throws SQLException {
    Row<Column> row = new Row<>(rows, 0);
    return new ChangeLog.Entry(
        row.number(Column.LAST),
        (int) row.number(Column.COUNT),
        row.number(Column.TOKEN),
        row.instant(Column.AT),
        row.text(Column.CHANGES));
  }

  /// Adds the entry of the commit that is under way.
  static void add(Database database, Commit commit, Instant now) throws SQLException {
    add(
        database,
        new ChangeLog.Entry(
            commit.last(),
            commit.changes().size(),
            commit.token(),
            now,
            ChangeReference.write(commit.changes())));
  }

  /// Starts a new log: callers with an earlier position have to read everything again.
  static void begin(Database database, Instant now, long token) throws SQLException {
    add(database, new ChangeLog.Entry(newest(database).last() + 1, 0, token, now, ""));
  }

  private static void add(Database database, ChangeLog.Entry entry) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(ADD));
    row.set(Column.LAST, entry.last());
    row.set(Column.COUNT, entry.count());
    row.set(Column.TOKEN, entry.token());
    row.set(Column.AT, entry.at());
    row.set(Column.CHANGES, entry.changes());
    row.update();
  }

  /// See [dev.parley.chat.ChatLedger#rewriteChanges].
  static void rewrite(Database database, long last, String changes) throws SQLException {
    PreparedStatement rewrite = database.prepare("UPDATE changes SET changes = ? WHERE last = ?");
    rewrite.setString(1, changes);
    rewrite.setLong(2, last);
    rewrite.executeUpdate();
  }

  /// See [dev.parley.chat.ChatLedger#forgetChanges].
  static boolean forget(Database database, Instant before, long kept, int limit)
      throws SQLException {
    long last = newest(database).last();
    PreparedStatement forget =
        database.prepare(
            "DELETE FROM changes WHERE last IN (SELECT last FROM"
                + " (SELECT last, at FROM changes ORDER BY last LIMIT ?4)"
                + " WHERE last < ?1 AND (at < ?2 OR last <= ?3))");
    forget.setLong(1, last);
    Columns.set(forget, 2, before);
    forget.setLong(3, last - kept);
    forget.setInt(4, limit);
    return forget.executeUpdate() == limit;
  }

  @Override
  public List<ChangeLog.Entry> entriesFrom(long number, int limit) {
    return SqliteLedger.run(() -> {
      PreparedStatement query = database.prepare(SELECT + " WHERE last >= ? ORDER BY last LIMIT ?");
      query.setLong(1, number);
      query.setInt(2, limit);
      return Row.all(query.executeQuery(), ChangeLogRows::read);
    });
  }

  @Override
  public Map<MessageId, Message> messages(Collection<MessageId> ids) {
    Map<MessageId, Message> found =
        all(ids, MessageTable.SELECT, "id", MessageTable::read, Message::id);
    if (found.size() < ids.size()) { // the other ids may be WhatsApp's
      List<MessageId> left = ids.stream().filter(id -> !found.containsKey(id)).toList();
      found.putAll(all(left, MessageTable.SELECT, "meta_id", MessageTable::read, Message::metaId));
    }
    return found;
  }

  @Override
  public Map<WaId, Contact> contacts(Collection<WaId> ids) {
    return all(ids, ContactTable.SELECT, "wa_id", ContactTable::read, Contact::waId);
  }

  @Override
  public Map<String, Note> notes(Collection<String> ids) {
    return all(ids, NoteTable.SELECT, "id", NoteTable::read, Note::id);
  }

  private <K, V> Map<K, V> all(
      Collection<K> keys,
      String select,
      String column,
      Row.Reader<V> reader,
      Function<V, K> keyOf) {
    return SqliteLedger.run(() -> {
      Map<K, V> found = new LinkedHashMap<>();
      for (V row : database.byKeys(select, column, List.copyOf(keys), reader, keyOf)) {
        found.put(keyOf.apply(row), row);
      }
      return found;
    });
  }
}
