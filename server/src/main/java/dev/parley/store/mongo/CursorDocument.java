package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.number;
import static dev.parley.store.mongo.DocumentFields.text;

import dev.parley.chat.StreamPosition;
import dev.parley.stream.Cursor;
import java.util.List;
import org.bson.Document;

/// The position of a durable subscriber. Its `_id` is the subscriber's name.
final class CursorDocument {
  static final String COLLECTION = "parley_cursors";

  static final String OWNER = "owner";

  private static final String NUMBER = "number";
  private static final String TOKEN = "token";
  private static final String STATE = "state";
  private static final String BEAT = "beat";

  /// The cursors. They are not copied into another store, because changes have other positions
  /// there.
  static final StoredKind KIND = StoredKind.in(COLLECTION).removable(OWNER);

  private CursorDocument() {}

  private static Document of(Cursor cursor) {
    return new Document()
        .append(NUMBER, cursor.position().number())
        .append(TOKEN, cursor.position().token())
        .append(STATE, cursor.state())
        .append(OWNER, cursor.owner())
        .append(BEAT, cursor.beat());
  }

  static Cursor read(Document document) {
    return new Cursor(
        text(document, FieldNames.KEY),
        new StreamPosition(number(document, NUMBER), number(document, TOKEN)),
        text(document, STATE),
        text(document, OWNER),
        number(document, BEAT));
  }

  /// Adds the writes of a commit for a changed cursor.
  static void write(StagedRows.Changed<String, Cursor> changed, List<Write> writes) {
    Write.row(
        COLLECTION,
        changed.key(),
        changed.before().map(CursorDocument::of).orElse(null),
        changed.after().map(CursorDocument::of).orElse(null),
        writes);
  }
}
