package dev.parley.store.sqlite;

import dev.parley.chat.ChatHead;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatHistory.Position;
import dev.parley.chat.ChatHistory.UnprocessedHead;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.Contact;
import dev.parley.chat.Digest;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What clients ask for, each answered from an index: the cost depends on the size of the answer,
/// not on that of the history.
final class Queries {
  private static final String HEAD =
      "SELECT "
          + prefixed("m.", Rows.MESSAGE)
          + ", "
          + prefixed("c.", Rows.SUMMARY)
          + ", "
          + prefixed("p.", Rows.CONTACT)
          + " FROM chats c JOIN messages m ON m.wa_id = c.wa_id AND m.timestamp ="
          + " c.newest_timestamp AND m.seq = c.newest_seq LEFT JOIN contacts p ON p.wa_id ="
          + " c.wa_id";

  private static final int FIRST_OF_SUMMARY = Rows.AFTER_MESSAGE;
  private static final int FIRST_OF_CONTACT = FIRST_OF_SUMMARY + 7;

  private Queries() {}

  private static String prefixed(String prefix, String columns) {
    return Stream.of(columns.split(", ", -1))
        .map(column -> prefix + column)
        .collect(Collectors.joining(", "));
  }

  static List<ChatHead> chats(Database database, @Nullable Position after, int limit)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            HEAD
                + " WHERE (c.newest_timestamp, c.wa_id) < (?, ?)"
                + " ORDER BY c.newest_timestamp DESC, c.wa_id DESC LIMIT ?");
    setPosition(query, after);
    query.setInt(3, limit);
    return Rows.all(query.executeQuery(), Queries::head);
  }

  static Optional<ChatHead> chat(Database database, WaId chat) throws SQLException {
    PreparedStatement query = database.prepare(HEAD + " WHERE c.wa_id = ?");
    query.setString(1, chat.value());
    return Rows.all(query.executeQuery(), Queries::head).stream().findFirst();
  }

  private static ChatHead head(ResultSet row) throws SQLException {
    ChatSummary summary = Rows.summary(row, FIRST_OF_SUMMARY);
    Optional<Contact> contact =
        row.getString(FIRST_OF_CONTACT + 1) == null
            ? Optional.empty()
            : Optional.of(Rows.contact(row, FIRST_OF_CONTACT));
    return new ChatHead(summary, contact, Rows.message(row));
  }

  static List<Message> messages(
      Database database, WaId chat, @Nullable MessagePosition before, int limit)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            "SELECT "
                + Rows.MESSAGE
                + " FROM messages WHERE wa_id = ? AND (timestamp, seq) < (?, ?)"
                + " ORDER BY timestamp DESC, seq DESC LIMIT ?");
    query.setString(1, chat.value());
    if (before == null) {
      query.setLong(2, Long.MAX_VALUE);
      query.setLong(3, 0);
    } else {
      Columns.set(query, 2, before.timestamp());
      query.setLong(3, before.seq());
    }
    query.setInt(4, limit);
    return Rows.all(query.executeQuery(), Rows::message).reversed();
  }

  static Map<MessageId, String> webhookData(Database database, List<Message> messages)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            "SELECT d.json FROM messages m JOIN webhook_data d ON d.n = m.n WHERE m.id = ?");
    Map<MessageId, String> data = new HashMap<>();
    for (Message message : messages) {
      query.setString(1, message.id().value());
      try (ResultSet row = query.executeQuery()) {
        if (row.next()) {
          data.put(message.id(), row.getString(1));
        }
      }
    }
    return data;
  }

  static Digest digest(Database database, WaId chat) throws SQLException {
    PreparedStatement query =
        database.prepare("SELECT seq, id, rev FROM messages WHERE wa_id = ? ORDER BY seq");
    query.setString(1, chat.value());
    Digest.Builder digest = new Digest.Builder();
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        digest.add(rows.getLong(1), rows.getString(2), rows.getLong(3));
      }
    }
    return digest.build();
  }

  static List<Contact> contacts(Database database, @Nullable Position after, int limit)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            "SELECT "
                + Rows.CONTACT
                + " FROM contacts WHERE (last_seen, wa_id) < (?, ?)"
                + " ORDER BY last_seen DESC, wa_id DESC LIMIT ?");
    setPosition(query, after);
    query.setInt(3, limit);
    return Rows.all(query.executeQuery(), row -> Rows.contact(row, 1));
  }

  private static void setPosition(PreparedStatement query, @Nullable Position after)
      throws SQLException {
    if (after == null) {
      query.setLong(1, Long.MAX_VALUE);
      query.setString(2, "");
    } else {
      Columns.set(query, 1, after.at());
      query.setString(2, after.waId().value());
    }
  }

  static List<KeptUnprocessed> unprocessed(Database database, long after, int limit)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            "SELECT "
                + Rows.UNPROCESSED
                + " FROM unprocessed WHERE number > ? ORDER BY number LIMIT ?");
    query.setLong(1, after);
    query.setInt(2, limit);
    return Rows.all(query.executeQuery(), Rows::unprocessed);
  }

  static List<UnprocessedHead> unprocessedHeads(Database database, long after, int limit)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            "SELECT "
                + Rows.UNPROCESSED_HEAD
                + " FROM unprocessed WHERE number > ? ORDER BY number LIMIT ?");
    query.setLong(1, after);
    query.setInt(2, limit);
    return Rows.all(query.executeQuery(), Rows::unprocessedHead);
  }
}
