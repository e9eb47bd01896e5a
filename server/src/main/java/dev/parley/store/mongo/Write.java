package dev.parley.store.mongo;

import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/// The write of one document in a commit. It can be applied any number of times, by any number of
/// processes at the same time, and at any later time: it does not change a document that this or a
/// later commit has already written.
///
/// In the journal a write is a document: `{o: "add", c: <collection>, k: <field>, d: {...}}`, `{o:
/// "set", c, k: <key>, d: {...}, u: [<field>]}`, `{o: "remove", c, k: <key>}` or `{o: "erase", c,
/// k: <key>}`.
sealed interface Write {
  String collection();

  /// Its entry in the journal.
  Document entry();

  /// The operations for MongoDB.
  ///
  /// @param rev the number of the commit
  List<WriteModel<Document>> models(long rev);

  /// A new document.
  ///
  /// @param field the field whose value identifies the document: if a document with that value
  ///   exists, it stays unchanged
  /// @param document the document with its `_id`
  record Add(String collection, String field, Document document) implements Write {
    @Override
    public Document entry() {
      return new Document("o", "add")
          .append("c", collection)
          .append("k", field)
          .append("d", document);
    }

    @Override
    public List<WriteModel<Document>> models(long rev) {
      Document whole = new Document(document).append(FieldNames.REV, rev);
      Object value = document.get(field, Object.class);
      Document fields = new Document(whole);
      fields.remove(field);
      WriteModel<Document> add =
          new UpdateOneModel<>(
              Filters.eq(field, value),
              new Document("$setOnInsert", fields),
              new UpdateOptions().upsert(true));
      if (!field.equals(FieldNames.KEY)) {
        return List.of(add);
      }
      WriteModel<Document> overRemoved =
          new ReplaceOneModel<>(
              Filters.and(before(value, rev), Filters.exists(FieldNames.REMOVED_AT)), whole);
      return List.of(overRemoved, add);
    }
  }

  /// New values for some fields of an existing document.
  record Set(String collection, Object key, Document fields, List<String> gone) implements Write {
    @Override
    public Document entry() {
      return new Document("o", "set")
          .append("c", collection)
          .append("k", key)
          .append("d", fields)
          .append("u", gone);
    }

    @Override
    public List<WriteModel<Document>> models(long rev) {
      Document update = new Document("$set", new Document(fields).append(FieldNames.REV, rev));
      if (!gone.isEmpty()) {
        Document unset = new Document();
        gone.forEach(field -> unset.append(field, ""));
        update.append("$unset", unset);
      }
      return List.of(new UpdateOneModel<>(before(key, rev), update));
    }
  }

  /// Removes a document. A marker stays for an hour, because an [Add] of an earlier commit that is
  /// applied late would otherwise restore the document; then MongoDB removes the marker itself.
  record Remove(String collection, Object key) implements Write {
    @Override
    public Document entry() {
      return new Document("o", "remove").append("c", collection).append("k", key);
    }

    @Override
    public List<WriteModel<Document>> models(long rev) {
      Document left =
          new Document(FieldNames.KEY, key)
              .append(FieldNames.REV, rev)
              .append(FieldNames.REMOVED_AT, DocumentFields.date(Instant.now()));
      return List.of(new ReplaceOneModel<>(before(key, rev), left));
    }
  }

  /// Erases a document completely, including its key. If an [Add] of an earlier commit is applied
  /// late, it restores the document; so the code that erases checks again.
  record Erase(String collection, Object key) implements Write {
    @Override
    public Document entry() {
      return new Document("o", "erase").append("c", collection).append("k", key);
    }

    @Override
    public List<WriteModel<Document>> models(long rev) {
      return List.of(new DeleteOneModel<>(before(key, rev)));
    }
  }

  private static Bson before(Object key, long rev) {
    return Filters.and(
        Filters.eq(FieldNames.KEY, key),
        Filters.or(Filters.exists(FieldNames.REV, false), Filters.lt(FieldNames.REV, rev)));
  }

  /// The difference between two states of a document's fields; null if there is none.
  static @Nullable Set difference(String collection, Object key, Document before, Document after) {
    Document fields = new Document();
    List<String> gone = new ArrayList<>();
    after.forEach((field, value) -> {
      Object old = before.get(field);
      if (value != null && !value.equals(old)) {
        fields.append(field, value);
      } else if (value == null && old != null) {
        gone.add(field);
      }
    });
    return fields.isEmpty() && gone.isEmpty() ? null : new Set(collection, key, fields, gone);
  }

  /// Adds the write that changes a document of Parley from one state to another; adds nothing if
  /// they are equal. The key of the document must identify it.
  ///
  /// @param before null: it does not exist yet
  /// @param after null: it is removed
  static void row(
      String collection,
      Object key,
      @Nullable Document before,
      @Nullable Document after,
      List<Write> writes) {
    if (before == null) {
      if (after != null) {
        writes.add(added(collection, key, after));
      }
      return;
    }
    Write write =
        after == null ? new Remove(collection, key) : difference(collection, key, before, after);
    if (write != null) {
      writes.add(write);
    }
  }

  /// Adds a new document, which is identified by its key.
  static Write added(String collection, Object key, Document fields) {
    Document document = new Document(FieldNames.KEY, key);
    document.putAll(fields);
    return new Add(collection, FieldNames.KEY, document);
  }

  /// A write that was read from the journal.
  static Write read(Document entry) {
    String collection = DocumentFields.text(entry, "c");
    Object key = entry.get("k", Object.class);
    Document fields = entry.get("d", new Document());
    return switch (DocumentFields.text(entry, "o")) {
      case "add" -> new Add(collection, String.valueOf(key), fields);
      case "set" -> new Set(collection, key, fields, entry.getList("u", String.class, List.of()));
      case "remove" -> new Remove(collection, key);
      case "erase" -> new Erase(collection, key);
      default -> throw new IllegalStateException("the journal contains a write of an unknown kind");
    };
  }
}
