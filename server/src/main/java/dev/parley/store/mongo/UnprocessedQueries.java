package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatHistory.UnprocessedHead;
import java.util.List;
import org.bson.Document;

/// Reads webhook bodies that were kept because Parley did not understand them. See [MongoQueries].
final class UnprocessedQueries {
  private final MongoCollection<Document> unprocessed;
  private final DamageLog damages;

  UnprocessedQueries(MongoDatabase database, DamageLog damages) {
    this.unprocessed = database.getCollection(UnprocessedDocument.COLLECTION);
    this.damages = damages;
  }

  List<KeptUnprocessed> page(long after, int limit) {
    return Pages.page(
        unprocessed
            .find(
                Filters.and(Filters.gt(FieldNames.KEY, after), UnprocessedDocument.KIND.present()))
            .sort(Sorts.ascending(FieldNames.KEY)),
        limit,
        document ->
            damages.read(UnprocessedDocument.COLLECTION, document, UnprocessedDocument::read));
  }

  /// Reads entries without their bodies. Entries of an earlier version do not contain the size of
  /// their body, so they are read completely, one by one.
  List<UnprocessedHead> heads(long after, int limit) {
    return Pages.page(
        unprocessed
            .find(
                Filters.and(Filters.gt(FieldNames.KEY, after), UnprocessedDocument.KIND.present()))
            .projection(UnprocessedDocument.OF_HEAD)
            .sort(Sorts.ascending(FieldNames.KEY)),
        limit,
        document ->
            damages.read(
                UnprocessedDocument.COLLECTION,
                document,
                head ->
                    UnprocessedDocument.head(
                        head.containsKey(UnprocessedDocument.BYTES) ? head : withBody(head))));
  }

  private Document withBody(Document head) {
    Document whole =
        unprocessed
            .find(Filters.eq(FieldNames.KEY, head.get(FieldNames.KEY, Object.class)))
            .first();
    return whole == null ? head : whole;
  }
}
