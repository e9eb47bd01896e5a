package dev.parley.store.sqlite;

import static dev.parley.store.sqlite.Columns.word;

import dev.parley.chat.MessageId;
import dev.parley.chat.StatusReport;
import dev.parley.chat.WaId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;

/// The table `early_statuses`: statuses that wait for their message.
final class EarlyStatusTable {
  enum Column {
    MESSAGE_ID,
    STATUS,
    AT,
    FAILURE,
    RECEIVED_AT,
    PARTICIPANT
  }

  static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);

  /// The beginning of a query for complete statuses.
  static final String SELECT = "SELECT " + COLUMNS.names() + " FROM early_statuses";

  private static final String KEEP =
      "INSERT INTO early_statuses (%s) VALUES (%s) ON CONFLICT DO UPDATE SET %s"
          .formatted(
              COLUMNS.names(),
              COLUMNS.parameters(),
              COLUMNS.replacements(EnumSet.of(Column.AT, Column.FAILURE)));

  private EarlyStatusTable() {}

  static StatusReport read(ResultSet rows) throws SQLException {
    Row<Column> row = new Row<>(rows, 0);
    String participant = row.text(Column.PARTICIPANT);
    return new StatusReport(
        new MessageId(row.text(Column.MESSAGE_ID)),
        Columns.status(row.text(Column.STATUS)),
        row.instant(Column.AT),
        Columns.failure(row.textOrNull(Column.FAILURE)),
        participant.isEmpty() ? null : new WaId(participant));
  }

  /// The time at which the status in the current row was received.
  static Instant receivedAt(ResultSet rows) throws SQLException {
    return new Row<Column>(rows, 0).instant(Column.RECEIVED_AT);
  }

  static void keep(Database database, StatusReport report, Instant receivedAt) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(KEEP));
    row.set(Column.MESSAGE_ID, report.message().value());
    row.set(Column.STATUS, word(report.status()));
    row.set(Column.AT, report.at());
    row.set(Column.FAILURE, Columns.failure(report.failure()));
    row.set(Column.RECEIVED_AT, receivedAt);
    WaId participant = report.participant();
    row.set(Column.PARTICIPANT, participant == null ? "" : participant.value());
    row.update();
  }

  static List<StatusReport> about(Database database, MessageId message) throws SQLException {
    return database.all(SELECT + " WHERE message_id = ?", message.value(), EarlyStatusTable::read);
  }

  static void forget(Database database, MessageId message) throws SQLException {
    PreparedStatement forget = database.prepare("DELETE FROM early_statuses WHERE message_id = ?");
    forget.setString(1, message.value());
    forget.executeUpdate();
  }

  /// Removes statuses that were received before a time.
  ///
  /// @return whether there may be more
  static boolean forgetBefore(Database database, Instant moment, int limit) throws SQLException {
    PreparedStatement forget =
        database.prepare(
            """
            DELETE FROM early_statuses WHERE (message_id, status, participant) IN
              (SELECT message_id, status, participant FROM early_statuses
                WHERE received_at < ? LIMIT ?)
            """);
    Columns.set(forget, 1, moment);
    forget.setInt(2, limit);
    return forget.executeUpdate() == limit;
  }
}
