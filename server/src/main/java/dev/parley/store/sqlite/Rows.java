package dev.parley.store.sqlite;

import dev.parley.chat.Amendment;
import dev.parley.chat.Body;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatHistory.UnprocessedHead;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.Contact;
import dev.parley.chat.Delivery;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Party;
import dev.parley.chat.Status;
import dev.parley.chat.StatusReport;
import dev.parley.chat.StatusTimes;
import dev.parley.chat.Unprocessed;
import dev.parley.chat.WaId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows as values of the domain. Columns are read by place: the lists of them here say which.
final class Rows {
  static final String MESSAGE =
      "id, meta_id, wa_id, seq, direction, timestamp, status, type, name, phone, sender, recipient,"
          + " text, content, reply_to, edited_at, pending_at, sent_at, delivered_at, read_at,"
          + " played_at, failed_at, failure, reactions, created_at, updated_at, rev, sent_by";

  /// The first column after those of [#MESSAGE].
  static final int AFTER_MESSAGE = 29;

  static final String SUMMARY =
      "wa_id, last_seq, newest_seq, newest_timestamp, unread, unread_since, version";

  static final String CONTACT =
      "wa_id, name, phone, avatar, last_seen, online, created_at, updated_at, rev";

  static final String AMENDMENT =
      "event, target, wa_id, by_whom, direction, at, kind, emoji, text, type, content";

  static final String REPORT = "message_id, status, at, failure";

  static final String UNPROCESSED = "number, first_at, last_at, times, body, elements, reasons";

  static final String UNPROCESSED_HEAD = "number, last_at, length(body), reasons";

  /// The statuses in the order of their columns; [Status]'s own.
  static final Status[] STATUSES = Status.values();

  private static final int FIRST_TIME = 17;

  private Rows() {}

  /// Turns the row that a result stands on into a value.
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  static <T> List<T> all(ResultSet rows, Reader<T> reader) throws SQLException {
    try (rows) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    }
  }

  /// The place of a message.
  static MessagePosition position(ResultSet row) throws SQLException {
    return new MessagePosition(instant(row, 6), row.getLong(4));
  }

  static Message message(ResultSet row) throws SQLException {
    MessageId id = new MessageId(row.getString(1));
    String metaId = row.getString(2);
    String replyTo = row.getString(15);
    return new Message(
        id,
        metaId == null ? id : new MessageId(metaId),
        new WaId(row.getString(3)),
        row.getLong(4),
        Columns.direction(row.getString(5)),
        new Party(
            row.getString(9),
            row.getString(10),
            row.getString(11),
            row.getString(12),
            Columns.sender(row.getString(28))),
        new Body(
            row.getString(13),
            row.getString(8),
            Columns.content(row.getString(14)),
            replyTo == null ? null : new MessageId(replyTo),
            instantOrNull(row, 16)),
        instant(row, 6),
        new Delivery(
            Columns.status(row.getString(7)), times(row), Columns.failure(row.getString(23))),
        Columns.reactions(row.getString(24)),
        instant(row, 25),
        instant(row, 26),
        row.getLong(27));
  }

  private static StatusTimes times(ResultSet row) throws SQLException {
    Map<Status, Instant> times = new EnumMap<>(Status.class);
    for (int i = 0; i < STATUSES.length; i++) {
      Instant at = instantOrNull(row, FIRST_TIME + i);
      if (at != null) {
        times.put(STATUSES[i], at);
      }
    }
    return new StatusTimes(times);
  }

  /// @param first the column of `wa_id`
  static ChatSummary summary(ResultSet row, int first) throws SQLException {
    return new ChatSummary(
        new WaId(row.getString(first)),
        row.getLong(first + 1),
        row.getLong(first + 2),
        instant(row, first + 3),
        row.getLong(first + 4),
        instant(row, first + 5),
        row.getLong(first + 6));
  }

  /// @param first the column of `wa_id`
  static Contact contact(ResultSet row, int first) throws SQLException {
    return new Contact(
        new WaId(row.getString(first)),
        row.getString(first + 1),
        row.getString(first + 2),
        row.getString(first + 3),
        instant(row, first + 4),
        row.getInt(first + 5) == 1,
        instant(row, first + 6),
        instant(row, first + 7),
        row.getLong(first + 8));
  }

  static Amendment amendment(ResultSet row) throws SQLException {
    return new Amendment(
        new MessageId(row.getString(1)),
        new MessageId(row.getString(2)),
        new WaId(row.getString(3)),
        row.getString(4),
        Columns.direction(row.getString(5)),
        instant(row, 6),
        what(row));
  }

  private static Amendment.What what(ResultSet row) throws SQLException {
    return switch (row.getString(7)) {
      case "react" -> new Amendment.What.React(row.getString(8));
      case "edit" ->
          new Amendment.What.Edit(
              new Body(
                  row.getString(9),
                  row.getString(10),
                  Columns.content(row.getString(11)),
                  null,
                  null));
      case "revoke" -> new Amendment.What.Revoke();
      default -> throw new IllegalStateException("amendments.kind is damaged");
    };
  }

  static StatusReport report(ResultSet row) throws SQLException {
    return new StatusReport(
        new MessageId(row.getString(1)),
        Columns.status(row.getString(2)),
        instant(row, 3),
        Columns.failure(row.getString(4)));
  }

  static KeptUnprocessed unprocessed(ResultSet row) throws SQLException {
    return new KeptUnprocessed(
        row.getLong(1),
        instant(row, 2),
        instant(row, 3),
        row.getLong(4),
        new Unprocessed(row.getBytes(5), row.getInt(6), Columns.texts(row.getString(7))));
  }

  static UnprocessedHead unprocessedHead(ResultSet row) throws SQLException {
    return new UnprocessedHead(
        row.getLong(1),
        instant(row, 2),
        row.getLong(3),
        Unprocessed.routine(Columns.texts(row.getString(4))));
  }

  static Instant instant(ResultSet row, int column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  static @Nullable Instant instantOrNull(ResultSet row, int column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
