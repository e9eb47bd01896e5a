package dev.parley.store.sqlite;

import dev.parley.chat.ChatSummary;
import dev.parley.chat.WaId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Optional;

/// The table `chats`: the summary of each chat.
final class ChatTable {
  enum Column {
    WA_ID,
    LAST_SEQ,
    NEWEST_SEQ,
    NEWEST_TIMESTAMP,
    UNREAD,
    UNREAD_SINCE,
    VERSION,
    WINDOW_OPENED_AT
  }

  static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);

  private static final String SAVE =
      "INSERT INTO chats (%s) VALUES (%s) ON CONFLICT DO UPDATE SET %s"
          .formatted(
              COLUMNS.names(),
              COLUMNS.parameters(),
              COLUMNS.replacements(
                  EnumSet.of(
                      Column.LAST_SEQ,
                      Column.NEWEST_SEQ,
                      Column.NEWEST_TIMESTAMP,
                      Column.UNREAD,
                      Column.UNREAD_SINCE,
                      Column.VERSION,
                      Column.WINDOW_OPENED_AT)));

  private ChatTable() {}

  /// @param offset how many columns were selected before these
  static ChatSummary read(ResultSet rows, int offset) throws SQLException {
    Row<Column> row = new Row<>(rows, offset);
    return new ChatSummary(
        new WaId(row.text(Column.WA_ID)),
        row.number(Column.LAST_SEQ),
        row.number(Column.NEWEST_SEQ),
        row.instant(Column.NEWEST_TIMESTAMP),
        row.number(Column.UNREAD),
        row.instant(Column.UNREAD_SINCE),
        row.number(Column.VERSION),
        row.instantOrNull(Column.WINDOW_OPENED_AT));
  }

  static Optional<ChatSummary> find(Database database, WaId chat) throws SQLException {
    return database.first(
        "SELECT " + COLUMNS.names() + " FROM chats WHERE wa_id = ?",
        chat.value(),
        rows -> read(rows, 0));
  }

  static void save(Database database, ChatSummary summary) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(SAVE));
    row.set(Column.WA_ID, summary.waId().value());
    row.set(Column.LAST_SEQ, summary.lastSeq());
    row.set(Column.NEWEST_SEQ, summary.newestSeq());
    row.set(Column.NEWEST_TIMESTAMP, summary.newestTimestamp());
    row.set(Column.UNREAD, summary.unread());
    row.set(Column.UNREAD_SINCE, summary.unreadSince());
    row.set(Column.VERSION, summary.version());
    row.set(Column.WINDOW_OPENED_AT, summary.windowOpenedAt());
    row.update();
  }
}
