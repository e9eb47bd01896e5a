package dev.parley.store.mongo;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/// Values of a field that more than one document has.
///
/// @param some the first of these values
record Duplicates(long count, List<String> some) {
  Duplicates {
    some = List.copyOf(some);
  }

  /// Reads the whole collection.
  ///
  /// @param most the maximum number of values to name
  static Duplicates of(MongoDatabase database, String collection, String field, int most) {
    long count = 0;
    List<String> some = new ArrayList<>();
    for (Document group :
        database
            .withTimeout(0, TimeUnit.MILLISECONDS)
            .getCollection(collection)
            .aggregate(
                List.of(
                    Aggregates.match(Filters.exists(field)),
                    Aggregates.group("$" + field, Accumulators.sum("n", 1)),
                    Aggregates.match(Filters.gt("n", 1))))
            .allowDiskUse(true)) {
      count++;
      if (some.size() < most) {
        some.add(String.valueOf(group.get(FieldNames.KEY)));
      }
    }
    return new Duplicates(count, some);
  }
}
