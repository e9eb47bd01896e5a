package dev.parley.store.sqlite;

import dev.parley.chat.Answerers;
import dev.parley.chat.ChatCriterion;
import dev.parley.chat.ChatHead;
import dev.parley.chat.ChatHistory.Position;
import dev.parley.chat.ChatList;
import dev.parley.chat.Digest;
import dev.parley.chat.ListedChat;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The queries of clients. Each query uses an index, so its cost depends on the size of the answer,
/// not on the size of the history.
final class SqliteQueries {
  private static final String CHAT_AND_CONTACT =
      ChatTable.COLUMNS.namesOf("c") + ", " + ContactTable.COLUMNS.namesOf("p");

  private static final String HEAD =
      "SELECT "
          + MessageTable.COLUMNS.namesOf("m")
          + ", "
          + CHAT_AND_CONTACT
          + " FROM chats c JOIN messages m ON m.wa_id = c.wa_id AND m.timestamp ="
          + " c.newest_timestamp AND m.seq = c.newest_seq LEFT JOIN contacts p ON p.wa_id ="
          + " c.wa_id";

  private SqliteQueries() {}

  /// The query for the chats that match a criterion. It reads an index that is sorted like the list
  /// of chats.
  ///
  /// @param from the index of the table of chats; "": the table of labels
  /// @param where the condition; its parameters come before all others
  /// @param values the values of these parameters
  private record Listing(String from, String where, List<String> values) {
    static Listing of(ChatCriterion criterion) {
      return switch (criterion) {
        case ChatCriterion.All() -> new Listing("chats_by_newest", "", List.of());
        case ChatCriterion.Unread() -> new Listing("chats_unread", "c.unread > 0 AND ", List.of());
        case ChatCriterion.InProgress(var progress) ->
            new Listing("chats_by_state", "c.state = ? AND ", List.of(progress.word()));
        case ChatCriterion.AssignedTo(var user) ->
            new Listing("chats_by_assignee", "c.assignee = ? AND ", List.of(user));
        case ChatCriterion.OfTeam(var team) ->
            new Listing("chats_by_team", "c.team = ? AND ", List.of(team));
        case ChatCriterion.Labelled(var label) ->
            new Listing("", "l.label = ? AND ", List.of(label));
        case ChatCriterion.VisibleTo _ ->
            throw new IllegalArgumentException("visible chats have no list of their own");
      };
    }

    String sql() {
      boolean labelled = from.isEmpty();
      String table =
          labelled
              ? " FROM chat_labels l CROSS JOIN chats c ON c.wa_id = l.wa_id"
              : " FROM chats c INDEXED BY " + from;
      String at = (labelled ? "l" : "c") + ".newest_timestamp";
      String id = (labelled ? "l" : "c") + ".wa_id";
      return "SELECT "
          + CHAT_AND_CONTACT
          + table
          + " LEFT JOIN contacts p ON p.wa_id = c.wa_id WHERE "
          + where
          + "(%1$s, %2$s) < (?, ?) ORDER BY %1$s DESC, %2$s DESC LIMIT ?".formatted(at, id);
    }
  }

  /// The statement that [#chats] runs, for tests that examine its query plan.
  static String listing(ChatCriterion criterion) {
    return Listing.of(criterion).sql();
  }

  static List<ListedChat> chats(
      Database database, ChatCriterion criterion, @Nullable Position after, int limit)
      throws SQLException {
    if (criterion instanceof ChatCriterion.VisibleTo visible) {
      List<List<ListedChat>> lists = new ArrayList<>();
      for (ChatCriterion part : visible.parts()) {
        lists.add(chats(database, part, after, limit));
      }
      return ChatList.merged(lists, limit);
    }
    Listing listing = Listing.of(criterion);
    PreparedStatement query = database.prepare(listing.sql());
    int parameter = 1;
    for (String value : listing.values()) {
      query.setString(parameter++, value);
    }
    Columns.setPosition(query, parameter, after);
    query.setInt(parameter + 2, limit);
    return Row.all(query.executeQuery(), rows -> listed(rows, 0));
  }

  /// The users and teams that answer these chats. Chats that do not exist are left out.
  static Map<WaId, Answerers> answerers(Database database, List<WaId> chats) throws SQLException {
    List<Map.Entry<WaId, Answerers>> all =
        database.byKeys(
            "SELECT wa_id, assignee, team FROM chats",
            "wa_id",
            chats,
            rows ->
                Map.entry(
                    new WaId(rows.getString(1)),
                    new Answerers(rows.getString(2), rows.getString(3))),
            Map.Entry::getKey);
    return all.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /// The heads of these chats, in the given order. Chats that do not exist are left out.
  static List<ChatHead> heads(Database database, List<WaId> chats) throws SQLException {
    return database.byKeys(HEAD, "c.wa_id", chats, SqliteQueries::head, ChatHead::waId);
  }

  private static ChatHead head(ResultSet rows) throws SQLException {
    return new ChatHead(listed(rows, MessageTable.COLUMNS.size()), MessageTable.read(rows));
  }

  /// @param before the number of selected columns that precede the columns of the chat
  private static ListedChat listed(ResultSet rows, int before) throws SQLException {
    int beforeContact = before + ChatTable.COLUMNS.size();
    boolean isKnown =
        new Row<ContactTable.Column>(rows, beforeContact).textOrNull(ContactTable.Column.NAME)
            != null;
    return new ListedChat(
        ChatTable.read(rows, before),
        isKnown ? Optional.of(ContactTable.read(rows, beforeContact)) : Optional.empty());
  }

  static Map<MessageId, String> webhookData(Database database, List<Message> messages)
      throws SQLException {
    Map<MessageId, String> data = new HashMap<>();
    for (Message message : messages) {
      MessageTable.webhookData(database, message.id()).ifPresent(it -> data.put(message.id(), it));
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

  private static final String ADDRESSES =
      """
      SELECT wa_id FROM chats WHERE wa_id = ?1 OR (wa_id > ?1 || '@' AND wa_id < ?1 || 'A')
      UNION SELECT wa_id FROM contacts WHERE wa_id = ?1 OR (wa_id > ?1 || '@' AND wa_id < ?1 || 'A')
      UNION SELECT user_id FROM identities WHERE address = ?1
      UNION SELECT address FROM identities WHERE user_id = ?1
      """;

  /// See [dev.parley.chat.ChatHistory#addressesOf]. Looks up every address that it finds as well.
  static Set<WaId> addressesOf(Database database, WaId person) throws SQLException {
    Set<WaId> all = new LinkedHashSet<>();
    Deque<WaId> left = new ArrayDeque<>(List.of(person));
    while (!left.isEmpty()) {
      WaId next = left.remove();
      if (all.add(next)) {
        left.addAll(database.all(ADDRESSES, next.value(), rows -> new WaId(rows.getString(1))));
      }
    }
    return all;
  }

  /// See [dev.parley.chat.ChatHistory#chatsOlderThan].
  static List<WaId> chatsOlderThan(
      Database database, Instant moment, @Nullable WaId after, int limit) throws SQLException {
    PreparedStatement query =
        database.prepare(
            """
            SELECT wa_id FROM chats c WHERE wa_id > ?1 AND EXISTS
              (SELECT 1 FROM messages m WHERE m.wa_id = c.wa_id AND m.timestamp < ?2)
            ORDER BY wa_id LIMIT ?3
            """);
    query.setString(1, after == null ? "" : after.value());
    Columns.set(query, 2, moment);
    query.setInt(3, limit);
    return Row.all(query.executeQuery(), rows -> new WaId(rows.getString(1)));
  }
}
