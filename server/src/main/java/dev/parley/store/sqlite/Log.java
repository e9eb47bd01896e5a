package dev.parley.store.sqlite;

import dev.parley.chat.ChangeLog;
import dev.parley.chat.ChangeReference;
import dev.parley.chat.ChatHead;
import dev.parley.chat.Commit;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The log of changes: the table `changes`. See [ChangeLog].
final class Log implements ChangeLog.Rows {
  private static final String ENTRY = "last, count, token, at, changes";

  private final Database database;

  Log(Database database) {
    this.database = database;
  }

  @Override
  public ChangeLog.Entry newest() {
    return SqliteLedger.run(() -> newest(database));
  }

  static ChangeLog.Entry newest(Database database) throws SQLException {
    return Rows.all(
            database
                .prepare("SELECT " + ENTRY + " FROM changes ORDER BY last DESC LIMIT 1")
                .executeQuery(),
            Log::entry)
        .getFirst();
  }

  private static ChangeLog.Entry entry(ResultSet row) throws SQLException {
    return new ChangeLog.Entry(
        row.getLong(1), row.getInt(2), row.getLong(3), Rows.instant(row, 4), row.getString(5));
  }

  /// Adds the entry of the commit that is under way.
  static void add(Database database, Commit commit, Instant now) throws SQLException {
    PreparedStatement add =
        database.prepare("INSERT INTO changes (" + ENTRY + ") VALUES (?, ?, ?, ?, ?)");
    add.setLong(1, commit.last());
    add.setInt(2, commit.changes().size());
    add.setLong(3, commit.token());
    Columns.set(add, 4, now);
    add.setString(5, ChangeReference.write(commit.changes()));
    add.executeUpdate();
  }

  /// Begins the log anew: who knows an earlier position has to read everything again.
  static void begin(Database database, Instant now, long token) throws SQLException {
    long last = newest(database).last();
    PreparedStatement add =
        database.prepare("INSERT INTO changes (" + ENTRY + ") VALUES (?, 0, ?, ?, '')");
    add.setLong(1, last + 1);
    add.setLong(2, token);
    Columns.set(add, 3, now);
    add.executeUpdate();
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
      PreparedStatement query =
          database.prepare(
              "SELECT " + ENTRY + " FROM changes WHERE last >= ? ORDER BY last LIMIT ?");
      query.setLong(1, number);
      query.setInt(2, limit);
      return Rows.all(query.executeQuery(), Log::entry);
    });
  }

  @Override
  public Map<MessageId, Message> messages(Collection<MessageId> ids) {
    return all(
        ids,
        "SELECT " + Rows.MESSAGE + " FROM messages WHERE id = ?",
        MessageId::value,
        Rows::message);
  }

  @Override
  public Map<WaId, Contact> contacts(Collection<WaId> ids) {
    return all(
        ids,
        "SELECT " + Rows.CONTACT + " FROM contacts WHERE wa_id = ?",
        WaId::value,
        row -> Rows.contact(row, 1));
  }

  private <K, V> Map<K, V> all(
      Collection<K> keys, String sql, Function<K, String> text, Rows.Reader<V> reader) {
    return SqliteLedger.run(() -> {
      PreparedStatement query = database.prepare(sql);
      Map<K, V> found = new LinkedHashMap<>();
      for (K key : keys) {
        query.setString(1, text.apply(key));
        for (V value : Rows.all(query.executeQuery(), reader)) {
          found.put(key, value);
        }
      }
      return found;
    });
  }

  @Override
  public Collection<ChatHead> chats(Collection<WaId> ids) {
    return SqliteLedger.run(() -> {
      List<ChatHead> found = new ArrayList<>();
      for (WaId id : ids) {
        Optional<ChatHead> head = Queries.chat(database, id);
        head.ifPresent(found::add);
      }
      return found;
    });
  }
}
