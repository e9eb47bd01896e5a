package dev.parley.store.sqlite;

import static dev.parley.store.sqlite.Columns.word;

import dev.parley.chat.Body;
import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatLedger.UnreadPart;
import dev.parley.chat.Delivery;
import dev.parley.chat.Direction;
import dev.parley.chat.Message;
import dev.parley.chat.MessageBatch;
import dev.parley.chat.MessageId;
import dev.parley.chat.MessagePage;
import dev.parley.chat.MessageSlice;
import dev.parley.chat.Party;
import dev.parley.chat.PendingPart;
import dev.parley.chat.Status;
import dev.parley.chat.StatusTimes;
import dev.parley.chat.WaId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `messages`, and `webhook_data`, which contains, at the same `n`, the part of the
/// webhook that reported the message.
final class MessageTable {
  /// The columns that are read and written. The table also has `n`, the number of the row.
  enum Column {
    ID,
    META_ID,
    WA_ID,
    SEQ,
    DIRECTION,
    TIMESTAMP,
    STATUS,
    TYPE,
    NAME,
    PHONE,
    SENDER,
    RECIPIENT,
    TEXT,
    CONTENT,
    REPLY_TO,
    EDITED_AT,
    PENDING_AT,
    SENT_AT,
    DELIVERED_AT,
    READ_AT,
    PLAYED_AT,
    FAILED_AT,
    FAILURE,
    REACTIONS,
    CREATED_AT,
    UPDATED_AT,
    REV,
    SENT_BY,
    HELD_AT,
    RECEIPTS
  }

  static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);

  /// The beginning of a query for complete messages.
  static final String SELECT = "SELECT " + COLUMNS.names() + " FROM messages";

  private static final String IS_THERE = "SELECT 1 FROM messages WHERE id = ?1 OR meta_id = ?1";
  private static final String BY_ID = SELECT + " WHERE id = ?";
  private static final String BY_META_ID = SELECT + " WHERE meta_id = ?";

  private static final Map<Status, Column> TIMES =
      new EnumMap<>(
          Map.of(
              Status.PENDING, Column.PENDING_AT,
              Status.HELD, Column.HELD_AT,
              Status.SENT, Column.SENT_AT,
              Status.DELIVERED, Column.DELIVERED_AT,
              Status.READ, Column.READ_AT,
              Status.PLAYED, Column.PLAYED_AT,
              Status.FAILED, Column.FAILED_AT));

  private MessageTable() {}

  /// The message in the current row of a [#SELECT].
  static Message read(ResultSet rows) throws SQLException {
    Row<Column> row = new Row<>(rows, 0);
    MessageId id = new MessageId(row.text(Column.ID));
    String metaId = row.textOrNull(Column.META_ID);
    String replyTo = row.textOrNull(Column.REPLY_TO);
    return new Message(
        id,
        metaId == null ? id : new MessageId(metaId),
        new WaId(row.text(Column.WA_ID)),
        row.number(Column.SEQ),
        Columns.direction(row.text(Column.DIRECTION)),
        new Party(
            row.text(Column.NAME),
            row.textOrNull(Column.PHONE),
            row.textOrNull(Column.SENDER),
            row.textOrNull(Column.RECIPIENT),
            Columns.sender(row.textOrNull(Column.SENT_BY))),
        new Body(
            row.text(Column.TEXT),
            row.text(Column.TYPE),
            Columns.content(row.textOrNull(Column.CONTENT)),
            replyTo == null ? null : new MessageId(replyTo),
            row.instantOrNull(Column.EDITED_AT),
            Columns.origin(row.textOrNull(Column.CONTENT))),
        row.instant(Column.TIMESTAMP),
        new Delivery(
            Columns.status(row.text(Column.STATUS)),
            times(row),
            Columns.failure(row.textOrNull(Column.FAILURE)),
            Columns.receipts(row.textOrNull(Column.RECEIPTS))),
        Columns.reactions(row.textOrNull(Column.REACTIONS)),
        row.instant(Column.CREATED_AT),
        row.instant(Column.UPDATED_AT),
        row.number(Column.REV));
  }

  private static StatusTimes times(Row<Column> row) throws SQLException {
    Map<Status, Instant> times = new EnumMap<>(Status.class);
    for (Map.Entry<Status, Column> time : TIMES.entrySet()) {
      Instant at = row.instantOrNull(time.getValue());
      if (at != null) {
        times.put(time.getKey(), at);
      }
    }
    return new StatusTimes(times);
  }

  /// Finds a message by its id or WhatsApp's id.
  static Optional<Message> find(Database database, MessageId name) throws SQLException {
    if (!database.has(IS_THERE, name.value())) {
      return Optional.empty();
    }
    Optional<Message> found = database.first(BY_ID, name.value(), MessageTable::read);
    return found.isPresent() ? found : database.first(BY_META_ID, name.value(), MessageTable::read);
  }

  /// Finds messages by their ids, in the given order; missing ones are left out.
  static List<Message> find(Database database, List<MessageId> ids) throws SQLException {
    return database.byKeys(SELECT, "id", ids, MessageTable::read, Message::id);
  }

  private static final String ADD =
      // an id must be unique among both kinds of ids: each has a unique index; NOT EXISTS checks
      // across
      """
      INSERT INTO messages (%s)
      SELECT %s
      WHERE NOT EXISTS (SELECT 1 FROM messages WHERE meta_id = ?1)
        AND (?2 IS NULL OR NOT EXISTS (SELECT 1 FROM messages WHERE id = ?2))
      ON CONFLICT (id) DO NOTHING
      ON CONFLICT (meta_id) WHERE meta_id IS NOT NULL DO NOTHING
      """
          .formatted(COLUMNS.names(), COLUMNS.parameters());

  /// Adds a message unless one of its two ids is taken. The unique keys decide.
  ///
  /// @return whether it was added
  static boolean add(Database database, Message message, @Nullable String webhookData)
      throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(ADD));
    Body body = message.body();
    row.set(Column.ID, message.id().value());
    row.set(
        Column.META_ID, message.metaId().equals(message.id()) ? null : message.metaId().value());
    row.set(Column.WA_ID, message.chat().value());
    row.set(Column.SEQ, message.seq());
    row.set(Column.DIRECTION, word(message.direction()));
    row.set(Column.TIMESTAMP, message.timestamp());
    row.set(Column.NAME, message.party().name());
    row.set(Column.PHONE, message.party().phone());
    row.set(Column.SENDER, message.party().from());
    row.set(Column.RECIPIENT, message.party().to());
    row.set(Column.REPLY_TO, body.replyTo() == null ? null : body.replyTo().value());
    row.set(Column.CREATED_AT, message.createdAt());
    row.set(Column.SENT_BY, Columns.sender(message.party().sentBy()));
    setChanging(row, message);
    if (row.update() == 0) {
      return false;
    }
    if (webhookData != null) {
      PreparedStatement data =
          database.prepare("INSERT INTO webhook_data (n, json) VALUES (last_insert_rowid(), ?)");
      data.setString(1, webhookData);
      data.executeUpdate();
    }
    return true;
  }

  private static final String UPDATE =
      "UPDATE messages SET "
          + COLUMNS.assignments(
              EnumSet.of(
                  Column.STATUS,
                  Column.PENDING_AT,
                  Column.HELD_AT,
                  Column.SENT_AT,
                  Column.DELIVERED_AT,
                  Column.READ_AT,
                  Column.PLAYED_AT,
                  Column.FAILED_AT,
                  Column.FAILURE,
                  Column.RECEIPTS,
                  Column.TYPE,
                  Column.TEXT,
                  Column.CONTENT,
                  Column.EDITED_AT,
                  Column.REACTIONS,
                  Column.UPDATED_AT,
                  Column.REV))
          + " WHERE id = "
          + COLUMNS.parameter(Column.ID);

  static void update(Database database, Message message) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(UPDATE));
    row.set(Column.ID, message.id().value());
    setChanging(row, message);
    row.update();
  }

  /// Updates a message, and also writes WhatsApp's id.
  static void identify(Database database, Message message) throws SQLException {
    PreparedStatement identify = database.prepare("UPDATE messages SET meta_id = ? WHERE id = ?");
    identify.setString(1, message.metaId().value());
    identify.setString(2, message.id().value());
    identify.executeUpdate();
    update(database, message);
  }

  /// Updates a message, and also writes its chat, its `seq` and WhatsApp's id.
  static void move(Database database, Message message) throws SQLException {
    PreparedStatement move =
        database.prepare("UPDATE messages SET meta_id = ?, wa_id = ?, seq = ? WHERE id = ?");
    move.setString(1, message.metaId().equals(message.id()) ? null : message.metaId().value());
    move.setString(2, message.chat().value());
    move.setLong(3, message.seq());
    move.setString(4, message.id().value());
    move.executeUpdate();
    update(database, message);
  }

  /// Sets the columns that can change after a message was added.
  private static void setChanging(Parameters<Column> row, Message message) throws SQLException {
    Body body = message.body();
    row.set(Column.STATUS, word(message.delivery().status()));
    for (Map.Entry<Status, Column> time : TIMES.entrySet()) {
      row.set(time.getValue(), message.delivery().times().reported().get(time.getKey()));
    }
    row.set(Column.FAILURE, Columns.failure(message.delivery().failure()));
    row.set(Column.RECEIPTS, Columns.receipts(message.delivery().receipts()));
    row.set(Column.TYPE, body.type());
    row.set(Column.TEXT, body.text());
    row.set(Column.CONTENT, Columns.content(body));
    row.set(Column.EDITED_AT, body.editedAt());
    row.set(Column.REACTIONS, Columns.reactions(message.reactions()));
    row.set(Column.UPDATED_AT, message.updatedAt());
    row.set(Column.REV, message.rev());
  }

  /// See [dev.parley.chat.ChatLedger#oldest].
  static List<Message> oldest(Database database, WaId chat, @Nullable Instant before, int limit)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            SELECT + " WHERE wa_id = ? AND timestamp < ? ORDER BY timestamp, seq LIMIT ?");
    query.setString(1, chat.value());
    query.setLong(2, before == null ? Long.MAX_VALUE : before.toEpochMilli());
    query.setInt(3, limit);
    return Row.all(query.executeQuery(), MessageTable::read);
  }

  /// The newest message of a chat.
  static Optional<Message> newest(Database database, WaId chat) throws SQLException {
    return database.first(
        SELECT + " WHERE wa_id = ? ORDER BY timestamp DESC, seq DESC LIMIT 1",
        chat.value(),
        MessageTable::read);
  }

  /// Removes a message, and the JSON that reported it.
  static void erase(Database database, MessageId id) throws SQLException {
    for (String sql :
        List.of(
            "DELETE FROM webhook_data WHERE n = (SELECT n FROM messages WHERE id = ?)",
            "DELETE FROM messages WHERE id = ?")) {
      PreparedStatement erase = database.prepare(sql);
      erase.setString(1, id.value());
      erase.executeUpdate();
    }
  }

  /// The same expression as in the index.
  private static final String FILE =
      "CASE WHEN json_valid(content) THEN json_extract(content, '$.media.id') END";

  /// Whether a message shows a file.
  static boolean shows(Database database, String file) throws SQLException {
    return database
        .first(
            "SELECT 1 FROM messages WHERE content IS NOT NULL AND " + FILE + " = ? LIMIT 1",
            file,
            rows -> rows.getInt(1))
        .isPresent();
  }

  static Optional<String> webhookData(Database database, MessageId id) throws SQLException {
    return database.first(
        "SELECT d.json FROM messages m JOIN webhook_data d ON d.n = m.n WHERE m.id = ?",
        id.value(),
        rows -> rows.getString(1));
  }

  /// Pending messages, in the order of storing.
  ///
  /// @param after the number of the row after which to start; null: at the first
  static PendingPart pending(Database database, @Nullable String after, int limit)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            "SELECT "
                + COLUMNS.names()
                + ", n FROM messages WHERE status = 'pending' AND n > ? ORDER BY n LIMIT ?");
    query.setLong(1, after == null ? 0 : Long.parseLong(after));
    query.setInt(2, limit);
    List<Message> pending = new ArrayList<>();
    String last = null;
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        pending.add(read(rows));
        last = Long.toString(rows.getLong(COLUMNS.size() + 1));
      }
    }
    return new PendingPart(pending, pending.size() < limit ? null : last);
  }

  /// A batch of all messages, in the order of storing.
  ///
  /// @param after the number of the row after which to start; null: at the first
  static MessageBatch every(Database database, @Nullable String after, int limit)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            "SELECT " + COLUMNS.names() + ", n FROM messages WHERE n > ? ORDER BY n LIMIT ?");
    query.setLong(1, after == null ? 0 : Long.parseLong(after));
    query.setInt(2, limit);
    List<Message> messages = new ArrayList<>();
    long last = 0;
    long bytes = 0;
    boolean full = false;
    try (ResultSet rows = query.executeQuery()) {
      while (!full && rows.next()) {
        Message message = read(rows);
        messages.add(message);
        last = rows.getLong(COLUMNS.size() + 1);
        bytes += message.bytes();
        full = messages.size() == limit || !MessageSlice.hasRoom(bytes);
      }
    }
    if (!full) {
      return new MessageBatch(messages, null, 1);
    }
    long newest =
        Row.all(
                database.prepare("SELECT max(n) FROM messages").executeQuery(),
                rows -> rows.getLong(1))
            .getFirst();
    return new MessageBatch(messages, Long.toString(last), (double) last / newest);
  }

  /// Unread messages of a chat, the oldest first.
  ///
  /// @param lookAt the maximum number of rows to read
  static UnreadPart unread(
      Database database, WaId chat, MessagePosition after, int limit, int lookAt)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            "SELECT "
                + COLUMNS.names()
                + ", direction = 'incoming' AND status NOT IN ('read', 'played') FROM messages"
                + " WHERE wa_id = ? AND (timestamp, seq) > (?, ?) ORDER BY timestamp, seq LIMIT ?");
    query.setString(1, chat.value());
    Columns.set(query, 2, after.timestamp());
    query.setLong(3, after.seq());
    query.setInt(4, lookAt);
    List<Message> unread = new ArrayList<>();
    int looked = 0;
    MessagePosition rest = null;
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        looked++;
        if (rows.getBoolean(COLUMNS.size() + 1)) {
          unread.add(read(rows));
        }
        if (unread.size() == limit || looked == lookAt) {
          Row<Column> row = new Row<>(rows, 0);
          rest = new MessagePosition(row.instant(Column.TIMESTAMP), row.number(Column.SEQ));
          break;
        }
      }
    }
    return new UnreadPart(unread, rest);
  }

  /// The time of the newest message of one direction between two times, both excluded.
  static Optional<Instant> newest(
      Database database, WaId chat, Direction direction, Instant after, Instant before)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            "SELECT timestamp FROM messages WHERE wa_id = ? AND timestamp > ? AND timestamp < ?"
                + " AND direction = ? ORDER BY timestamp DESC LIMIT 1");
    query.setString(1, chat.value());
    Columns.set(query, 2, after);
    Columns.set(query, 3, before);
    query.setString(4, word(direction));
    return Row.all(query.executeQuery(), rows -> Instant.ofEpochMilli(rows.getLong(1))).stream()
        .findFirst();
  }

  /// A page of a chat: the newest messages before a position, or of the whole chat.
  static MessagePage page(Database database, WaId chat, @Nullable MessagePosition before, int limit)
      throws SQLException {
    MessagePage.Builder page = new MessagePage.Builder(limit);
    try (ResultSet rows = before(database, COLUMNS.names(), chat, before, limit + 1)) {
      while (rows.next() && page.add(read(rows))) {}
    }
    return page.build(() -> SqliteLedger.run(() -> places(database, chat, before, limit + 1)));
  }

  private static List<MessagePosition> places(
      Database database, WaId chat, @Nullable MessagePosition before, int limit)
      throws SQLException {
    return Row.all(before(database, "timestamp, seq", chat, before, limit), MessageTable::place);
  }

  /// The positions of the messages after a position, the oldest first.
  static List<MessagePosition> placesAfter(
      Database database, WaId chat, MessagePosition after, int limit) throws SQLException {
    PreparedStatement query =
        database.prepare(
            "SELECT timestamp, seq FROM messages WHERE wa_id = ? AND (timestamp, seq) > (?, ?)"
                + " ORDER BY timestamp, seq LIMIT ?");
    query.setString(1, chat.value());
    Columns.set(query, 2, after.timestamp());
    query.setLong(3, after.seq());
    query.setInt(4, limit);
    return Row.all(query.executeQuery(), MessageTable::place);
  }

  private static MessagePosition place(ResultSet rows) throws SQLException {
    return new MessagePosition(Instant.ofEpochMilli(rows.getLong(1)), rows.getLong(2));
  }

  /// The number of ids of a query of [#answers].
  private static final int NAMES_AT_ONCE = 16;

  static final String ANSWERS =
      SELECT
          + " WHERE wa_id = ? AND reply_to IN ("
          + String.join(", ", Collections.nCopies(NAMES_AT_ONCE, "?"))
          + ") LIMIT ?";

  /// Messages of a chat that quote one of `names`, until they are many or take much memory.
  static List<Message> answers(Database database, WaId chat, List<MessageId> names, int limit)
      throws SQLException {
    PreparedStatement query = database.prepare(ANSWERS);
    List<Message> answers = new ArrayList<>();
    long bytes = 0;
    for (int from = 0; from < names.size(); from += NAMES_AT_ONCE) {
      query.setString(1, chat.value());
      for (int i = 0; i < NAMES_AT_ONCE; i++) {
        int name = from + i;
        query.setString(i + 2, name < names.size() ? names.get(name).value() : null);
      }
      query.setInt(NAMES_AT_ONCE + 2, limit - answers.size());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next() && MessageSlice.hasRoom(bytes)) {
          Message answer = read(rows);
          answers.add(answer);
          bytes += answer.bytes();
        }
      }
      if (answers.size() == limit || !MessageSlice.hasRoom(bytes)) {
        break;
      }
    }
    return answers;
  }

  /// The oldest messages of a part of a chat.
  static MessageSlice slice(Database database, WaId chat, MessageSlice.Range part)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            SELECT
                + " WHERE wa_id = ? AND (timestamp, seq) >= (?, ?) AND (timestamp, seq) <= (?, ?)"
                + " ORDER BY timestamp, seq");
    query.setString(1, chat.value());
    Columns.set(query, 2, part.from().timestamp());
    query.setLong(3, part.from().seq());
    Columns.set(query, 4, part.to().timestamp());
    query.setLong(5, part.to().seq());
    MessageSlice.Builder slice = new MessageSlice.Builder(part);
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next() && slice.add(read(rows))) {}
    }
    return slice.build();
  }

  /// The newest rows of a chat before a position, the newest first.
  private static ResultSet before(
      Database database, String columns, WaId chat, @Nullable MessagePosition before, int limit)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            "SELECT "
                + columns
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
    return query.executeQuery();
  }
}
