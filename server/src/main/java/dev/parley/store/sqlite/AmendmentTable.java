package dev.parley.store.sqlite;

import static dev.parley.store.sqlite.Columns.word;

import dev.parley.chat.Amendment;
import dev.parley.chat.Body;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The table `amendments`: reactions, edits and revocations, applied or waiting for their message.
final class AmendmentTable {
  /// The columns that are read and written. The table also has `n`, the number of the row.
  enum Column {
    EVENT,
    TARGET,
    WA_ID,
    BY_WHOM,
    DIRECTION,
    AT,
    KIND,
    EMOJI,
    TEXT,
    TYPE,
    CONTENT
  }

  static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);

  /// The beginning of a query for complete amendments.
  static final String SELECT = "SELECT " + COLUMNS.names() + " FROM amendments";

  private static final String KEEP =
      "INSERT INTO amendments (%s) VALUES (%s) ON CONFLICT DO NOTHING"
          .formatted(COLUMNS.names(), COLUMNS.parameters());

  /// The condition for amendments of one person, message and kind: see [#setLike].
  private static final String LIKE = "target = ? AND wa_id = ? AND by_whom = ? AND kind = ?";

  private static final int AFTER_LIKE = 5;

  private AmendmentTable() {}

  /// The amendment in the current row of a [#SELECT].
  static Amendment read(ResultSet rows) throws SQLException {
    Row<Column> row = new Row<>(rows, 0);
    return new Amendment(
        new MessageId(row.text(Column.EVENT)),
        new MessageId(row.text(Column.TARGET)),
        new WaId(row.text(Column.WA_ID)),
        row.text(Column.BY_WHOM),
        Columns.direction(row.text(Column.DIRECTION)),
        row.instant(Column.AT),
        what(row));
  }

  private static Amendment.Action what(Row<Column> row) throws SQLException {
    return switch (row.text(Column.KIND)) {
      case "react" -> new Amendment.Action.React(row.textOrNull(Column.EMOJI));
      case "edit" ->
          new Amendment.Action.Edit(
              new Body(
                  row.text(Column.TEXT),
                  row.text(Column.TYPE),
                  Columns.content(row.textOrNull(Column.CONTENT)),
                  null,
                  null));
      case "revoke" -> new Amendment.Action.Revoke();
      default -> throw new IllegalStateException("amendments.kind is damaged");
    };
  }

  /// Adds an amendment unless its event is known.
  ///
  /// @return whether it was added
  static boolean keep(Database database, Amendment amendment) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(KEEP));
    String emoji =
        amendment.what() instanceof Amendment.Action.React(var reaction) ? reaction : null;
    Body body = amendment.what() instanceof Amendment.Action.Edit(var edited) ? edited : null;
    row.set(Column.EVENT, amendment.event().value());
    row.set(Column.TARGET, amendment.target().value());
    row.set(Column.WA_ID, amendment.chat().value());
    row.set(Column.BY_WHOM, amendment.by());
    row.set(Column.DIRECTION, word(amendment.direction()));
    row.set(Column.AT, amendment.at());
    row.set(Column.KIND, Columns.kind(amendment.what()));
    row.set(Column.EMOJI, emoji);
    row.set(Column.TEXT, body == null ? null : body.text());
    row.set(Column.TYPE, body == null ? null : body.type());
    row.set(Column.CONTENT, body == null ? null : Columns.content(body));
    return row.update() == 1;
  }

  static Optional<Amendment> find(Database database, MessageId event) throws SQLException {
    return database.first(SELECT + " WHERE event = ?", event.value(), AmendmentTable::read);
  }

  /// The last amendment of the same person, message and kind.
  static Optional<Amendment> latestLike(Database database, Amendment amendment)
      throws SQLException {
    PreparedStatement query =
        database.prepare(SELECT + " WHERE " + LIKE + " ORDER BY at DESC, n DESC LIMIT 1");
    setLike(query, amendment);
    return Row.all(query.executeQuery(), AmendmentTable::read).stream().findFirst();
  }

  /// Removes the amendments that `latest` replaces.
  ///
  /// @param kept the number of amendments of the same time to keep
  /// @param limit the call removes at most about twice this number of amendments
  static void forgetEarlier(Database database, Amendment latest, int kept, int limit)
      throws SQLException {
    String some = "DELETE FROM amendments WHERE n IN (SELECT n FROM amendments WHERE " + LIKE;
    PreparedStatement earlier = database.prepare(some + " AND at < ? LIMIT ?)");
    setLike(earlier, latest);
    Columns.set(earlier, AFTER_LIKE, latest.at());
    earlier.setInt(AFTER_LIKE + 1, limit);
    earlier.executeUpdate();
    PreparedStatement sameTime =
        database.prepare(some + " AND at = ? ORDER BY n DESC LIMIT ? OFFSET ?)");
    setLike(sameTime, latest);
    Columns.set(sameTime, AFTER_LIKE, latest.at());
    sameTime.setInt(AFTER_LIKE + 1, limit);
    sameTime.setInt(AFTER_LIKE + 2, kept);
    sameTime.executeUpdate();
  }

  /// See [dev.parley.chat.ChatLedger#redirect].
  static void redirect(Database database, WaId from, WaId to) throws SQLException {
    PreparedStatement redirect =
        database.prepare(
            "UPDATE amendments SET wa_id = ?2, by_whom = iif(by_whom = ?1, ?2, by_whom)"
                + " WHERE wa_id = ?1");
    redirect.setString(1, from.value());
    redirect.setString(2, to.value());
    redirect.executeUpdate();
  }

  private static void setLike(PreparedStatement statement, Amendment amendment)
      throws SQLException {
    statement.setString(1, amendment.target().value());
    statement.setString(2, amendment.chat().value());
    statement.setString(3, amendment.by());
    statement.setString(4, Columns.kind(amendment.what()));
  }

  /// The amendments of a message in the order in which they were received, reactions last.
  static List<Amendment> about(Database database, MessageId message, int limit)
      throws SQLException {
    PreparedStatement query =
        database.prepare(SELECT + " WHERE target = ? ORDER BY kind = 'react', n LIMIT ?");
    query.setString(1, message.value());
    query.setInt(2, limit);
    return Row.all(query.executeQuery(), AmendmentTable::read);
  }
}
