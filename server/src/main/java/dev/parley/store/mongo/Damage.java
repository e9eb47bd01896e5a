package dev.parley.store.mongo;

import com.mongodb.MongoException;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import dev.parley.chat.archive.ArchivedRecord;
import java.util.function.Function;
import org.bson.Document;

/// A document of Parley cannot be read. The message names the document and contains nothing of its
/// content.
final class Damage extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String collection;
  private final String key;

  private Damage(String collection, Document document, RuntimeException cause) {
    super("a document of the collection " + collection + " is damaged", cause);
    this.collection = collection;
    this.key = key(collection, document);
  }

  /// Reads a document.
  ///
  /// @throws Damage if it is not in the form that Parley writes; the exception names the document
  static <T> T read(String collection, Document document, Function<Document, T> reader) {
    try {
      return reader.apply(document);
    } catch (MongoException | Damage known) {
      throw known;
    } catch (RuntimeException damaged) {
      throw new Damage(collection, document, damaged);
    }
  }

  String collection() {
    return collection;
  }

  /// The document's `_id`, for people; an address is shortened.
  String key() {
    return key;
  }

  /// The refusal for the caller of a step that needs the document.
  Refusal refusal() {
    return new Refusal(
        ErrorCode.INTERNAL,
        "a stored document that this request needs is damaged: the log names it");
  }

  /// The problem, without values.
  String reason() {
    return getCause() instanceof IllegalStateException cause
        ? String.valueOf(cause.getMessage())
        : "a field has a value that Parley does not write";
  }

  /// The `_id` of a document, for people; an address is shortened.
  static String key(String collection, Document document) {
    Object id = document.get(FieldNames.KEY, Object.class);
    return id instanceof String address
            && WaId.isValid(address)
            && StoredKinds.areOfPeople(collection)
        ? ArchivedRecord.shortened(new WaId(address))
        : String.valueOf(id);
  }
}
