package dev.parley.store.mongo;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;

/// Pages of documents, some of which may not be readable. Those are left out, and the page goes on
/// behind them: a page that is shorter than asked for is the last one.
final class Pages {
  /// How many documents at the most are fetched at once where each may be large.
  static final int BATCH = 32;

  private Pages() {}

  /// What comes behind a place, where a page is sorted by time and then by name, both descending.
  ///
  /// @param time the field with the time
  /// @param name the field with the name
  static Bson behind(Instant at, String time, String name, String value) {
    return Filters.and(
        Filters.lte(time, DocumentFields.date(at)),
        Filters.or(Filters.lt(time, DocumentFields.date(at)), Filters.lt(name, value)));
  }

  /// @param query in the order of the page, without a limit; its limit and skip are changed
  /// @param reader empty for a document that cannot be shown
  static <T> List<T> page(
      FindIterable<Document> query, int limit, Function<Document, Optional<T>> reader) {
    List<T> page = new ArrayList<>();
    read(query, limit, reader, page::add);
    return page;
  }

  /// The same one by one.
  ///
  /// @param taker whether the next one is wanted
  static <T> void read(
      FindIterable<Document> query,
      int limit,
      Function<Document, Optional<T>> reader,
      Predicate<T> taker) {
    if (limit == 0) { // which is no limit to MongoDB
      return;
    }
    Reading<T> reading = new Reading<>(limit, reader, taker);
    reading.go(query.limit(limit));
    if (reading.seen == limit) {
      reading.go(query.limit(0).skip(limit).batchSize(Math.min(limit, BATCH)));
    }
  }

  private static final class Reading<T> {
    private final Function<Document, Optional<T>> reader;
    private final Predicate<T> taker;
    private int seen;
    private int left;

    Reading(int limit, Function<Document, Optional<T>> reader, Predicate<T> taker) {
      this.left = limit;
      this.reader = reader;
      this.taker = taker;
    }

    void go(FindIterable<Document> query) {
      if (left == 0) {
        return;
      }
      try (MongoCursor<Document> documents = query.cursor()) {
        while (left > 0 && documents.hasNext()) {
          seen++;
          Optional<T> one = reader.apply(documents.next());
          if (one.isPresent()) {
            left = taker.test(one.get()) ? left - 1 : 0;
          }
        }
      }
    }
  }
}
