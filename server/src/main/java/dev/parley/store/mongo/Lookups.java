package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;

/// Lookups of documents of any kind.
final class Lookups {
  /// The number of documents that are read at once if there may be very many.
  static final int BATCH = 500;

  private Lookups() {}

  static Optional<Document> byKey(MongoCollection<Document> collection, Object key) {
    return Optional.ofNullable(collection.find(Filters.eq(FieldNames.KEY, key)).first());
  }

  /// Matches documents with one of these addresses or user ids as the value of `field`.
  static Bson ofPeople(String field, Collection<WaId> people) {
    return Filters.in(field, people.stream().map(WaId::value).toList());
  }

  /// Matches documents with one of these ids as the value of `field`.
  static Bson ofMessages(String field, Collection<MessageId> ids) {
    List<String> values = ids.stream().map(MessageId::value).toList();
    return Filters.in(field, values);
  }
}
