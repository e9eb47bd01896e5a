package dev.parley.store.sqlite;

import dev.parley.chat.MediaFile;
import dev.parley.chat.WaId;
import dev.parley.media.BlobId;
import dev.parley.media.MediaRow;
import dev.parley.media.MediaStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The table `media`: the metadata of files.
final class MediaTable {
  enum Column {
    ID,
    STATUS,
    BLOB,
    WA_ID,
    DUE_AT,
    AT,
    BODY
  }

  private static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);

  private static final String SELECT = "SELECT " + COLUMNS.names() + " FROM media";

  private static final String WAITING = " WHERE status = 'waiting'";

  private static final String SAVE =
      "INSERT INTO media (%s) VALUES (%s) ON CONFLICT DO UPDATE SET %s"
          .formatted(
              COLUMNS.names(),
              COLUMNS.parameters(),
              COLUMNS.replacements(EnumSet.complementOf(EnumSet.of(Column.ID))));

  private MediaTable() {}

  private static MediaRow read(ResultSet rows) throws SQLException {
    Row<Column> row = new Row<>(rows, 0);
    String blob = row.textOrNull(Column.BLOB);
    String chat = row.textOrNull(Column.WA_ID);
    return new MediaRow(
        row.text(Column.ID),
        MediaFile.Status.of(row.text(Column.STATUS)).orElseThrow(),
        blob == null ? null : new BlobId(blob),
        chat == null ? null : new WaId(chat),
        row.instant(Column.DUE_AT),
        row.instant(Column.AT),
        row.text(Column.BODY));
  }

  static Optional<MediaRow> find(Database database, String id) throws SQLException {
    return database.first(SELECT + " WHERE id = ?", id, MediaTable::read);
  }

  static void save(Database database, MediaRow media) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(SAVE));
    row.set(Column.ID, media.id());
    row.set(Column.STATUS, media.status().word());
    row.set(Column.BLOB, media.blob() == null ? null : media.blob().value());
    row.set(Column.WA_ID, media.chat() == null ? null : media.chat().value());
    row.set(Column.DUE_AT, media.dueAt());
    row.set(Column.AT, media.at());
    row.set(Column.BODY, media.body());
    row.update();
  }

  static void remove(Database database, String id) throws SQLException {
    PreparedStatement remove = database.prepare("DELETE FROM media WHERE id = ?");
    remove.setString(1, id);
    remove.executeUpdate();
  }

  static List<MediaRow> due(Database database, Instant now, Set<WaId> except, int limit)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            SELECT
                + WAITING
                + " AND due_at <= ?1 AND wa_id NOT IN (SELECT value FROM json_each(?2))"
                + " ORDER BY at DESC, id LIMIT ?3");
    Columns.set(query, 1, now);
    query.setString(2, Columns.texts(except.stream().map(WaId::value).toList()));
    query.setInt(3, limit);
    return Row.all(query.executeQuery(), MediaTable::read);
  }

  static Optional<Instant> nextDue(Database database) throws SQLException {
    PreparedStatement query =
        database.prepare("SELECT due_at FROM media" + WAITING + " ORDER BY due_at LIMIT 1");
    return Row.all(query.executeQuery(), rows -> Instant.ofEpochMilli(rows.getLong(1))).stream()
        .findFirst();
  }

  static boolean uses(Database database, BlobId blob) throws SQLException {
    return database
        .first("SELECT 1 FROM media WHERE blob = ? LIMIT 1", blob.value(), rows -> rows.getInt(1))
        .isPresent();
  }

  static List<MediaRow> withBytesBefore(Database database, Instant moment, int limit)
      throws SQLException {
    PreparedStatement query =
        database.prepare(SELECT + " WHERE status = 'ready' AND at < ?1 ORDER BY at, id LIMIT ?2");
    Columns.set(query, 1, moment);
    query.setInt(2, limit);
    return Row.all(query.executeQuery(), MediaTable::read);
  }

  static List<MediaRow> rows(Database database, @Nullable String after, int limit)
      throws SQLException {
    PreparedStatement query = database.prepare(SELECT + " WHERE id > ?1 ORDER BY id LIMIT ?2");
    query.setString(1, after == null ? "" : after);
    query.setInt(2, limit);
    return Row.all(query.executeQuery(), MediaTable::read);
  }

  static MediaStore.Queue queue(Database database) throws SQLException {
    PreparedStatement query = database.prepare("SELECT count(*), min(at) FROM media" + WAITING);
    return Row.all(
            query.executeQuery(),
            rows -> {
              long waiting = rows.getLong(1);
              return new MediaStore.Queue(
                  waiting, waiting == 0 ? null : Instant.ofEpochMilli(rows.getLong(2)));
            })
        .getFirst();
  }
}
