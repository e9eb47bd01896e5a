package dev.parley.store.sqlite;

import static dev.parley.store.sqlite.Columns.word;

import dev.parley.chat.CarriedReaction;
import dev.parley.chat.MessageId;
import dev.parley.chat.Outbox.Urgency;
import dev.parley.chat.WaId;
import dev.parley.outbox.OutboxEntry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `outbox`: messages and reactions for WhatsApp.
final class OutboxTable {
  enum Column {
    MESSAGE,
    WA_ID,
    OUR_NUMBER,
    PLACE,
    STATE,
    URGENCY,
    DUE_AT,
    ATTEMPTS,
    OWNER,
    PAYLOAD,
    SINCE,
    REACTION_TO,
    EMOJI,
    EMOJI_BEFORE
  }

  private static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);

  private static final String SELECT = "SELECT " + COLUMNS.names() + " FROM outbox";

  private static final String ANY_OF_CHAT =
      "SELECT 1 FROM outbox WHERE wa_id = ? AND place > 0 LIMIT 1";

  private static final String FIRST_OF_CHAT =
      SELECT + " WHERE wa_id = ? AND place > 0 ORDER BY place LIMIT 1";

  private static final String SAVE =
      "INSERT INTO outbox (%s) VALUES (%s) ON CONFLICT DO UPDATE SET %s"
          .formatted(
              COLUMNS.names(),
              COLUMNS.parameters(),
              COLUMNS.replacements(EnumSet.complementOf(EnumSet.of(Column.MESSAGE))));

  private OutboxTable() {}

  private static OutboxEntry read(ResultSet rows) throws SQLException {
    Row<Column> row = new Row<>(rows, 0);
    return new OutboxEntry(
        new MessageId(row.text(Column.MESSAGE)),
        new WaId(row.text(Column.WA_ID)),
        row.number(Column.PLACE),
        OutboxEntry.State.valueOf(row.text(Column.STATE).toUpperCase(Locale.ROOT)),
        Urgency.valueOf(row.text(Column.URGENCY).toUpperCase(Locale.ROOT)),
        row.instant(Column.DUE_AT),
        (int) row.number(Column.ATTEMPTS),
        row.textOrNull(Column.OWNER),
        row.textOrNull(Column.PAYLOAD),
        reaction(row),
        row.instant(Column.SINCE));
  }

  private static @Nullable CarriedReaction reaction(Row<Column> row) throws SQLException {
    String target = row.textOrNull(Column.REACTION_TO);
    return target == null
        ? null
        : new CarriedReaction(
            new MessageId(target),
            row.textOrNull(Column.EMOJI),
            row.textOrNull(Column.EMOJI_BEFORE));
  }

  /// The value of `our_number`: the empty text for the first number of the business.
  private static String number(@Nullable String ourNumber) {
    return ourNumber == null ? "" : ourNumber;
  }

  static Optional<OutboxEntry> find(Database database, MessageId message) throws SQLException {
    return database.first(SELECT + " WHERE message = ?", message.value(), OutboxTable::read);
  }

  static void save(Database database, OutboxEntry entry) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(SAVE));
    row.set(Column.MESSAGE, entry.message().value());
    row.set(Column.WA_ID, entry.chat().value());
    row.set(Column.OUR_NUMBER, number(entry.ourNumber()));
    row.set(Column.PLACE, entry.place());
    row.set(Column.STATE, word(entry.state()));
    row.set(Column.URGENCY, word(entry.urgency()));
    row.set(Column.DUE_AT, entry.dueAt());
    row.set(Column.ATTEMPTS, entry.attempts());
    row.set(Column.OWNER, entry.owner());
    row.set(Column.PAYLOAD, entry.payload());
    row.set(Column.SINCE, entry.since());
    CarriedReaction reaction = entry.reaction();
    row.set(Column.REACTION_TO, reaction == null ? null : reaction.target().value());
    row.set(Column.EMOJI, reaction == null ? null : reaction.emoji());
    row.set(Column.EMOJI_BEFORE, reaction == null ? null : reaction.before());
    row.update();
  }

  static void remove(Database database, MessageId message) throws SQLException {
    PreparedStatement remove = database.prepare("DELETE FROM outbox WHERE message = ?");
    remove.setString(1, message.value());
    remove.executeUpdate();
  }

  static void remove(Database database, WaId chat) throws SQLException {
    PreparedStatement remove = database.prepare("DELETE FROM outbox WHERE wa_id = ?");
    remove.setString(1, chat.value());
    remove.executeUpdate();
  }

  /// Marks all waiting entries of this copy, so that Parley does not send them after the copy is
  /// restored: the original may have sent them by then.
  static void markRestored(Database database) throws SQLException {
    String tables = database.text("SELECT count(*) FROM sqlite_master WHERE name = 'outbox'");
    if (!tables.equals("0")) { // otherwise an earlier version wrote it
      database.run(
          "UPDATE outbox SET state = 'restored', owner = NULL, due_at = since"
              + " WHERE state <> 'kept'");
    }
  }

  static Optional<OutboxEntry> firstOf(Database database, WaId chat) throws SQLException {
    return database.has(ANY_OF_CHAT, chat.value())
        ? database.first(FIRST_OF_CHAT, chat.value(), OutboxTable::read)
        : Optional.empty();
  }

  static boolean isUrgentQueued(Database database, WaId chat) throws SQLException {
    // Uses the index for due entries: a chat may have very many entries that are not urgent. The
    // unary plus prevents SQLite from scanning those.
    PreparedStatement query =
        database.prepare(
            "SELECT 1 FROM outbox WHERE our_number = ? AND state = ? AND urgency = ?"
                + " AND +wa_id = ? LIMIT 1");
    query.setString(1, number(chat.ourNumber()));
    query.setString(2, word(OutboxEntry.State.QUEUED));
    query.setString(3, word(Urgency.LIVE));
    query.setString(4, chat.value());
    return !Row.all(query.executeQuery(), rows -> rows.getInt(1)).isEmpty();
  }

  static List<OutboxEntry> due(
      Database database,
      @Nullable String ourNumber,
      OutboxEntry.State state,
      Urgency urgency,
      Instant now,
      int limit)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            SELECT
                + " WHERE our_number = ? AND state = ? AND urgency = ? AND due_at <= ?"
                + " ORDER BY due_at, place LIMIT ?");
    query.setString(1, number(ourNumber));
    query.setString(2, word(state));
    query.setString(3, word(urgency));
    Columns.set(query, 4, now);
    query.setInt(5, limit);
    return Row.all(query.executeQuery(), OutboxTable::read);
  }

  static Optional<Instant> nextDue(
      Database database, @Nullable String ourNumber, OutboxEntry.State state, Urgency urgency)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            "SELECT due_at FROM outbox WHERE our_number = ? AND state = ? AND urgency = ?"
                + " ORDER BY due_at LIMIT 1");
    query.setString(1, number(ourNumber));
    query.setString(2, word(state));
    query.setString(3, word(urgency));
    return Row.all(query.executeQuery(), rows -> Instant.ofEpochMilli(rows.getLong(1))).stream()
        .findFirst();
  }
}
