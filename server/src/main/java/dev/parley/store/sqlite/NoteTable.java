package dev.parley.store.sqlite;

import dev.parley.chat.Note;
import dev.parley.chat.WaId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/// The table `notes`: the notes of a team about chats.
final class NoteTable {
  enum Column {
    ID,
    WA_ID,
    SEQ,
    TEXT,
    SENT_BY,
    AT,
    EDITED_AT,
    REV
  }

  private static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);

  /// The beginning of a query for complete notes.
  static final String SELECT = "SELECT " + COLUMNS.names() + " FROM notes";

  private static final String SAVE =
      "INSERT INTO notes (%s) VALUES (%s) ON CONFLICT DO UPDATE SET %s"
          .formatted(
              COLUMNS.names(),
              COLUMNS.parameters(),
              COLUMNS.replacements(
                  EnumSet.of(Column.WA_ID, Column.SEQ, Column.TEXT, Column.EDITED_AT, Column.REV)));

  private NoteTable() {}

  /// The note in the current row of a [#SELECT].
  static Note read(ResultSet rows) throws SQLException {
    Row<Column> row = new Row<>(rows, 0);
    return new Note(
        row.text(Column.ID),
        new WaId(row.text(Column.WA_ID)),
        row.number(Column.SEQ),
        row.text(Column.TEXT),
        Columns.sender(row.textOrNull(Column.SENT_BY)),
        row.instant(Column.AT),
        row.instantOrNull(Column.EDITED_AT),
        row.number(Column.REV));
  }

  static Optional<Note> find(Database database, String id) throws SQLException {
    return database.first(SELECT + " WHERE id = ?", id, NoteTable::read);
  }

  static List<Note> of(Database database, WaId chat, int limit) throws SQLException {
    PreparedStatement query = database.prepare(SELECT + " WHERE wa_id = ? ORDER BY at, id LIMIT ?");
    query.setString(1, chat.value());
    query.setInt(2, limit);
    return Row.all(query.executeQuery(), NoteTable::read);
  }

  static void save(Database database, Note note) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(SAVE));
    row.set(Column.ID, note.id());
    row.set(Column.WA_ID, note.chat().value());
    row.set(Column.SEQ, note.seq());
    row.set(Column.TEXT, note.text());
    row.set(Column.SENT_BY, Columns.sender(note.by()));
    row.set(Column.AT, note.at());
    row.set(Column.EDITED_AT, note.editedAt());
    row.set(Column.REV, note.rev());
    row.update();
  }

  static void remove(Database database, String id) throws SQLException {
    PreparedStatement remove = database.prepare("DELETE FROM notes WHERE id = ?");
    remove.setString(1, id);
    remove.executeUpdate();
  }
}
