package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.date;
import static dev.parley.store.mongo.DocumentFields.instant;
import static dev.parley.store.mongo.DocumentFields.text;
import static dev.parley.store.mongo.DocumentFields.textOrNull;

import com.mongodb.client.model.Indexes;
import dev.parley.chat.MediaFile;
import dev.parley.chat.WaId;
import dev.parley.media.BlobId;
import dev.parley.media.MediaRow;
import java.util.List;
import org.bson.Document;

/// The metadata of a file. Its `_id` is the file's id.
final class MediaDocument {
  static final String COLLECTION = "parley_media";

  static final String STATUS = "status";
  static final String BLOB = "blob";
  static final String DUE_AT = "due_at";
  static final String AT = "at";

  private static final String BODY = "body";

  static final StoredKind KIND =
      StoredKind.in(COLLECTION)
          .indexed(Indexes.ascending(STATUS, AT))
          .indexed(Indexes.ascending(STATUS, DUE_AT))
          .indexed(Indexes.ascending(BLOB))
          .removable(STATUS);

  private MediaDocument() {}

  private static Document of(MediaRow row) {
    return new Document()
        .append(STATUS, row.status().word())
        .append(BLOB, row.blob() == null ? null : row.blob().value())
        .append(FieldNames.WA_ID, row.chat() == null ? null : row.chat().value())
        .append(DUE_AT, date(row.dueAt()))
        .append(AT, date(row.at()))
        .append(BODY, row.body());
  }

  static MediaRow read(Document document) {
    String blob = textOrNull(document, BLOB);
    String chat = textOrNull(document, FieldNames.WA_ID);
    return new MediaRow(
        text(document, FieldNames.KEY),
        MediaFile.Status.of(text(document, STATUS)).orElseThrow(),
        blob == null ? null : new BlobId(blob),
        chat == null ? null : new WaId(chat),
        instant(document, DUE_AT),
        instant(document, AT),
        text(document, BODY));
  }

  /// Adds the writes of a commit for a changed row.
  static void write(StagedRows.Changed<String, MediaRow> changed, List<Write> writes) {
    Write.row(
        COLLECTION,
        changed.key(),
        changed.before().map(MediaDocument::of).orElse(null),
        changed.after().map(MediaDocument::of).orElse(null),
        writes);
  }
}
