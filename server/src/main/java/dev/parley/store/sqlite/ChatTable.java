package dev.parley.store.sqlite;

import dev.parley.chat.ChatState;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.Conversation;
import dev.parley.chat.WaId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `chats`: the summary of each chat. Triggers keep `chat_labels` in step with it.
final class ChatTable {
  enum Column {
    WA_ID,
    LAST_SEQ,
    NEWEST_SEQ,
    NEWEST_TIMESTAMP,
    UNREAD,
    UNREAD_SINCE,
    VERSION,
    WINDOW_OPENED_AT,
    WINDOW_CLOSED_AT,
    STATE,
    SNOOZED_UNTIL,
    ASSIGNEE,
    TEAM,
    LABELS,
    PINNED,
    MUTED,
    REMOVED,
    ASKED_SINCE,
    ANSWERED
  }

  static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);

  private static final String SAVE =
      "INSERT INTO chats (%s) VALUES (%s) ON CONFLICT DO UPDATE SET %s"
          .formatted(
              COLUMNS.names(),
              COLUMNS.parameters(),
              COLUMNS.replacements(EnumSet.complementOf(EnumSet.of(Column.WA_ID))));

  private ChatTable() {}

  /// @param offset the number of selected columns before these
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
        row.instantOrNull(Column.WINDOW_OPENED_AT),
        row.instantOrNull(Column.WINDOW_CLOSED_AT),
        state(row),
        row.number(Column.REMOVED),
        conversation(row));
  }

  private static @Nullable Conversation conversation(Row<Column> row) throws SQLException {
    Instant since = row.instantOrNull(Column.ASKED_SINCE);
    return since == null ? null : new Conversation(since, row.flag(Column.ANSWERED));
  }

  private static ChatState state(Row<Column> row) throws SQLException {
    String labels = row.textOrNull(Column.LABELS);
    return new ChatState(
        ChatState.Progress.of(row.text(Column.STATE)).orElse(ChatState.Progress.OPEN),
        row.instantOrNull(Column.SNOOZED_UNTIL),
        row.textOrNull(Column.ASSIGNEE),
        row.textOrNull(Column.TEAM),
        labels == null ? List.of() : Columns.texts(labels),
        row.flag(Column.PINNED),
        row.flag(Column.MUTED));
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
    row.set(Column.WINDOW_CLOSED_AT, summary.windowClosedAt());
    ChatState state = summary.state();
    row.set(Column.STATE, state.progress().word());
    row.set(Column.SNOOZED_UNTIL, state.snoozedUntil());
    row.set(Column.ASSIGNEE, state.assignee());
    row.set(Column.TEAM, state.team());
    row.set(Column.LABELS, state.labels().isEmpty() ? null : Columns.texts(state.labels()));
    row.set(Column.PINNED, state.pinned());
    row.set(Column.MUTED, state.muted());
    row.set(Column.REMOVED, summary.removed());
    Conversation conversation = summary.conversation();
    row.set(Column.ASKED_SINCE, conversation == null ? null : conversation.since());
    row.set(Column.ANSWERED, conversation != null && conversation.answered());
    row.update();
  }

  /// See [dev.parley.chat.ChatLedger#snoozedUntil].
  static List<WaId> snoozedUntil(Database database, Instant now, int limit) throws SQLException {
    PreparedStatement query =
        database.prepare(
            "SELECT wa_id FROM chats WHERE snoozed_until <= ? ORDER BY snoozed_until LIMIT ?");
    Columns.set(query, 1, now);
    query.setInt(2, limit);
    return Row.all(query.executeQuery(), rows -> new WaId(rows.getString(1)));
  }

  /// See [dev.parley.chat.ChatLedger#labelled].
  static List<WaId> labelled(Database database, String label, int limit) throws SQLException {
    PreparedStatement query =
        database.prepare("SELECT wa_id FROM chat_labels WHERE label = ? LIMIT ?");
    query.setString(1, label);
    query.setInt(2, limit);
    return Row.all(query.executeQuery(), rows -> new WaId(rows.getString(1)));
  }
}
