package dev.parley.store.sqlite;

import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatHistory.UnprocessedHead;
import dev.parley.chat.Unprocessed;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The table `unprocessed`: webhook bodies that were not completely understood.
final class UnprocessedTable {
  enum Column {
    NUMBER,
    DIGEST,
    BODY,
    ELEMENTS,
    REASONS,
    FIRST_AT,
    LAST_AT,
    TIMES
  }

  static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);

  /// The beginning of a query for complete entries.
  static final String SELECT = "SELECT " + COLUMNS.names() + " FROM unprocessed";

  private static final String ADD =
      "INSERT INTO unprocessed (%s) VALUES (%s) ON CONFLICT DO NOTHING"
          .formatted(COLUMNS.names(), COLUMNS.parameters());

  private static final String KEEP =
      """
      INSERT INTO unprocessed (digest, body, elements, reasons, first_at, last_at, times)
      VALUES (?, ?, ?, ?, ?, ?, 1)
      ON CONFLICT DO UPDATE SET last_at = excluded.last_at, times = times + 1
      """;

  private UnprocessedTable() {}

  /// The entry in the current row of a [#SELECT].
  static KeptUnprocessed read(ResultSet rows) throws SQLException {
    Row<Column> row = new Row<>(rows, 0);
    return new KeptUnprocessed(
        row.number(Column.NUMBER),
        row.instant(Column.FIRST_AT),
        row.instant(Column.LAST_AT),
        row.number(Column.TIMES),
        new Unprocessed(
            row.bytes(Column.BODY),
            (int) row.number(Column.ELEMENTS),
            Columns.texts(row.text(Column.REASONS))));
  }

  /// Adds a body, or counts another arrival of the same body.
  static void keep(Database database, Unprocessed unprocessed, Instant now) throws SQLException {
    PreparedStatement keep = database.prepare(KEEP);
    keep.setBytes(1, sha256(unprocessed.body()));
    keep.setBytes(2, unprocessed.body());
    keep.setInt(3, unprocessed.elements());
    keep.setString(4, Columns.texts(unprocessed.reasons()));
    Columns.set(keep, 5, now);
    Columns.set(keep, 6, now);
    keep.executeUpdate();
  }

  /// Adds an entry of another store.
  ///
  /// @return false if its number or its body is already stored
  static boolean add(Database database, KeptUnprocessed entry) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(ADD));
    row.set(Column.NUMBER, entry.number());
    row.set(Column.DIGEST, sha256(entry.what().body()));
    row.set(Column.BODY, entry.what().body());
    row.set(Column.ELEMENTS, entry.what().elements());
    row.set(Column.REASONS, Columns.texts(entry.what().reasons()));
    row.set(Column.FIRST_AT, entry.firstAt());
    row.set(Column.LAST_AT, entry.lastAt());
    row.set(Column.TIMES, entry.times());
    return row.update() == 1;
  }

  static Optional<KeptUnprocessed> find(Database database, long number) throws SQLException {
    return page(database, number - 1, 1).stream()
        .filter(entry -> entry.number() == number)
        .findFirst();
  }

  /// Removes an entry.
  ///
  /// @return the size of its body; empty if there is no such entry
  static OptionalLong forget(Database database, long number) throws SQLException {
    PreparedStatement forget =
        database.prepare("DELETE FROM unprocessed WHERE number = ? RETURNING length(body)");
    forget.setLong(1, number);
    List<Long> bytes = Row.all(forget.executeQuery(), rows -> rows.getLong(1));
    return bytes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(bytes.getFirst());
  }

  /// A page in the order of the numbers.
  static List<KeptUnprocessed> page(Database database, long after, int limit) throws SQLException {
    PreparedStatement query =
        database.prepare(SELECT + " WHERE number > ? ORDER BY number LIMIT ?");
    query.setLong(1, after);
    query.setInt(2, limit);
    return Row.all(query.executeQuery(), UnprocessedTable::read);
  }

  /// A page in the order of the numbers, without the bodies.
  static List<UnprocessedHead> heads(Database database, long after, int limit) throws SQLException {
    PreparedStatement query =
        database.prepare(
            "SELECT number, last_at, length(body), reasons FROM unprocessed WHERE number > ?"
                + " ORDER BY number LIMIT ?");
    query.setLong(1, after);
    query.setInt(2, limit);
    return Row.all(
        query.executeQuery(),
        rows ->
            new UnprocessedHead(
                rows.getLong(1),
                Instant.ofEpochMilli(rows.getLong(2)),
                rows.getLong(3),
                Unprocessed.routine(Columns.texts(rows.getString(4)))));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks SHA-256", e);
    }
  }
}
