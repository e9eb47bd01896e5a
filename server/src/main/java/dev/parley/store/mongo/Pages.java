package dev.parley.store.mongo;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;

/// Pages of documents, some of which may not be readable. Those are left out, and the page goes on
/// behind them: a page that is shorter than asked for is the last one.
final class Pages {
  private Pages() {}

  /// @param query in the order of the page, without a limit; its limit and skip are changed
  /// @param reader empty for a document that cannot be shown
  static <T> List<T> page(
      FindIterable<Document> query, int limit, Function<Document, Optional<T>> reader) {
    List<T> page = new ArrayList<>();
    if (limit == 0) { // which is no limit to MongoDB
      return page;
    }
    int seen = 0;
    for (Document document : query.limit(limit)) {
      seen++;
      reader.apply(document).ifPresent(page::add);
    }
    if (seen == limit && page.size() < limit) {
      try (MongoCursor<Document> more = query.limit(0).skip(seen).batchSize(limit).cursor()) {
        while (page.size() < limit && more.hasNext()) {
          reader.apply(more.next()).ifPresent(page::add);
        }
      }
    }
    return page;
  }
}
