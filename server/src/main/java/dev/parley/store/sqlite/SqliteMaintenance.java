package dev.parley.store.sqlite;

import dev.parley.chat.ChatHistory.Audit;
import dev.parley.chat.Direction;
import dev.parley.chat.Status;
import dev.parley.chat.StoreOpenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks and repairs of the database file.
///
/// Summaries are written with their messages, so a crash cannot make them differ. But any tool can
/// change the file, and a wrong summary would show wrong numbers until it is repaired.
final class SqliteMaintenance {
  /// The largest file, in bytes, that is checked before the store opens: that takes well under a
  /// second.
  private static final long SMALL = 32L << 20;

  /// Summaries that differ from the messages of their chat.
  private static final String WRONG_SUMMARIES =
      """
      WITH truth AS (
        SELECT wa_id, max(seq) AS last_seq, count(*) FILTER (WHERE unread) AS unread,
          min(timestamp) FILTER (WHERE unread) AS unread_since
        FROM (SELECT *, direction = 'incoming' AND status NOT IN ('read', 'played') AS unread
          FROM messages)
        GROUP BY wa_id),
      openings AS (SELECT wa_id, max(opened_at) AS opened_at FROM window_openings GROUP BY +wa_id)
      SELECT t.wa_id FROM truth t LEFT JOIN chats c ON c.wa_id = t.wa_id
        LEFT JOIN openings o ON o.wa_id = t.wa_id
      WHERE c.wa_id IS NULL OR c.last_seq < t.last_seq
        OR (c.removed = 0 AND c.last_seq <> t.last_seq) OR c.unread <> t.unread
        OR c.unread_since > t.unread_since
        OR coalesce(c.window_opened_at, o.opened_at - 1) < o.opened_at
        OR c.removed = 0 AND c.window_opened_at > (SELECT max(max(created_at, updated_at)) FROM messages)
        OR (c.newest_timestamp, c.newest_seq) <> (
          SELECT timestamp, seq FROM messages n WHERE n.wa_id = t.wa_id
          ORDER BY timestamp DESC, seq DESC LIMIT 1)
      UNION ALL
      SELECT c.wa_id FROM chats c WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.wa_id = c.wa_id)
      """;

  static final String DAMAGED =
      "the database file is damaged: stop Parley, keep a copy of the file, and restore a backup";

  private static final Logger LOG = LoggerFactory.getLogger(SqliteMaintenance.class);

  private SqliteMaintenance() {}

  static boolean small(Path file) {
    try {
      return Files.size(file) <= SMALL;
    } catch (IOException e) {
      throw new StoreOpenException(
          "the database file " + file + " cannot be read: check its permissions");
    }
  }

  /// @throws StoreOpenException if the file is damaged
  static void check(Database database) throws SQLException {
    if (!integrity(database).equals("ok")) {
      throw new StoreOpenException(
          "the database file is damaged: keep a copy of it, and restore a backup");
    }
  }

  /// `ok`, or the first damage that SQLite found.
  static String integrity(Database database) throws SQLException {
    return database.text("PRAGMA integrity_check(1)");
  }

  /// Computes wrong summaries again from their messages.
  static void repairAll(Database database) throws SQLException {
    List<String> wrong = wrongSummaries(database);
    database.run("BEGIN IMMEDIATE");
    for (String waId : wrong) {
      repair(database, waId);
    }
    database.run("COMMIT");
    report(wrong.size());
  }

  static void report(int repaired) {
    if (repaired > 0) {
      LOG.atWarn().addKeyValue("chats", repaired).log("summaries repaired");
    }
  }

  static List<String> wrongSummaries(Database database) throws SQLException {
    PreparedStatement query = database.prepare(WRONG_SUMMARIES);
    return Row.all(query.executeQuery(), rows -> rows.getString(1));
  }

  static void repair(Database database, String waId) throws SQLException {
    database.cache().clear();
    PreparedStatement forget =
        database.prepare(
            "DELETE FROM chats WHERE wa_id = ?1"
                + " AND NOT EXISTS (SELECT 1 FROM messages WHERE wa_id = ?1)");
    forget.setString(1, waId);
    forget.executeUpdate();
    PreparedStatement repair =
        database.prepare(
            """
            INSERT INTO chats
              (wa_id, last_seq, newest_seq, newest_timestamp, unread, unread_since, version,
              window_opened_at)
            SELECT m.wa_id, max(m.seq), n.seq, n.timestamp, count(*) FILTER (WHERE unread),
              coalesce(min(m.timestamp) FILTER (WHERE unread), 0), 1,
              (SELECT max(opened_at) FROM window_openings WHERE wa_id = ?1)
            FROM (SELECT *, direction = 'incoming' AND status NOT IN ('read', 'played') AS unread
              FROM messages WHERE wa_id = ?1) m,
              (SELECT seq, timestamp FROM messages WHERE wa_id = ?1
              ORDER BY timestamp DESC, seq DESC LIMIT 1) n
            GROUP BY m.wa_id
            ON CONFLICT DO UPDATE SET
              last_seq = CASE WHEN removed > 0 THEN max(last_seq, excluded.last_seq)
                ELSE excluded.last_seq END,
              newest_seq = excluded.newest_seq,
              newest_timestamp = excluded.newest_timestamp, unread = excluded.unread,
              unread_since = excluded.unread_since, version = version + 1,
              window_opened_at = CASE WHEN removed > 0
                THEN coalesce(max(window_opened_at, excluded.window_opened_at), window_opened_at,
                  excluded.window_opened_at)
                ELSE excluded.window_opened_at END
            """);
    repair.setString(1, waId);
    repair.executeUpdate();
  }

  /// @param integrity the result of [#integrity]; empty if the check was cancelled
  static Audit audit(Database database, Optional<String> integrity) throws SQLException {
    List<String> findings = new ArrayList<>();
    if (!integrity.orElse("ok").equals("ok")) {
      findings.add("the database file is damaged: " + integrity.get());
    }
    find(
        database,
        findings,
        "%d messages have no id",
        "SELECT count(*) FROM messages WHERE id = '' OR id IS NULL");
    find(
        database,
        findings,
        "%d ids name more than one message",
        "SELECT count(*) FROM (SELECT id FROM messages GROUP BY id HAVING count(*) > 1)");
    find(
        database,
        findings,
        "%d WhatsApp ids name more than one message",
        "SELECT count(*) FROM messages a JOIN messages b ON b.id = a.meta_id WHERE a.n <> b.n");
    find(
        database,
        findings,
        "%d chats have gaps in their seq",
        """
        SELECT count(*) FROM
          (SELECT wa_id, count(*) AS n, min(seq) AS first, max(seq) AS last,
            count(DISTINCT seq) AS places FROM messages GROUP BY wa_id) m
          LEFT JOIN chats c ON c.wa_id = m.wa_id
        WHERE m.places <> m.n
          OR (coalesce(c.removed, 0) = 0 AND (m.n <> m.last OR m.first <> 1))
          OR (c.removed > 0 AND m.n + c.removed <> c.last_seq)
        """);
    int wrong = wrongSummaries(database).size();
    if (wrong > 0) {
      findings.add("%d chats have a summary that differs from their messages".formatted(wrong));
    }
    return new Audit(
        counts(database),
        count(database, "SELECT count(*) FROM chats"),
        count(database, "SELECT count(*) FROM contacts"),
        count(database, "SELECT count(*) FROM early_statuses"),
        count(database, "SELECT count(*) FROM unprocessed"),
        List.copyOf(findings),
        integrity.isPresent()
            ? List.of()
            : List.of(
                "the file itself was not checked, because too much was written meanwhile: try again"
                    + " later, or check a backup"));
  }

  private static void find(Database database, List<String> findings, String sentence, String sql)
      throws SQLException {
    long count = count(database, sql);
    if (count > 0) {
      findings.add(sentence.formatted(count));
    }
  }

  private static long count(Database database, String sql) throws SQLException {
    return Long.parseLong(database.text(sql));
  }

  private static Map<Direction, Map<Status, Long>> counts(Database database) throws SQLException {
    Map<Direction, Map<Status, Long>> counts = new EnumMap<>(Direction.class);
    try (ResultSet rows =
        database
            .prepare("SELECT direction, status, count(*) FROM messages GROUP BY 1, 2")
            .executeQuery()) {
      while (rows.next()) {
        counts
            .computeIfAbsent(
                Columns.direction(rows.getString(1)), direction -> new EnumMap<>(Status.class))
            .put(Columns.status(rows.getString(2)), rows.getLong(3));
      }
    }
    return counts;
  }
}
