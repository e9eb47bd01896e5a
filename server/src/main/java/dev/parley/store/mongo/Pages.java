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

/// Pages of documents, some of which may be unreadable. Unreadable documents are skipped, and the
/// page continues after them: a page that is shorter than requested is the last one.
final class Pages {
  /// The maximum number of documents that are fetched at once if each may be large.
  static final int BATCH = 32;

  private Pages() {}

  /// Matches documents after a position, if a page is sorted by time and then by name, both
  /// descending.
  ///
  /// @param time the field with the time
  /// @param name the field with the name
  static Bson behind(Instant at, String time, String name, String value) {
    return Filters.and(
        Filters.lte(time, DocumentFields.date(at)),
        Filters.or(Filters.lt(time, DocumentFields.date(at)), Filters.lt(name, value)));
  }

  /// @param query the query in the order of the page, without a limit; this method sets its limit
  ///   and skip
  /// @param reader reads a document; empty if it cannot be shown
  static <T> List<T> page(
      FindIterable<Document> query, int limit, Function<Document, Optional<T>> reader) {
    List<T> page = new ArrayList<>();
    read(query, limit, reader, page::add);
    return page;
  }

  /// Reads a page, one document at a time.
  ///
  /// @param taker receives a document, and returns whether it wants the next one
  static <T> void read(
      FindIterable<Document> query,
      int limit,
      Function<Document, Optional<T>> reader,
      Predicate<T> taker) {
    if (limit == 0) { // which MongoDB treats as unlimited
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
