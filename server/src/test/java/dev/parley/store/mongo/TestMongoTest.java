package dev.parley.store.mongo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The assumptions of the tests about their MongoDB.
@Timeout(60)
final class TestMongoTest {
  private static final int CHANGES = 2_000;

  /// If a half-changed head of the journal were read, the log of changes would start from scratch.
  @Test
  void aDocumentIsNeverReadHalfChanged() {
    try (TestMongo mongo = new TestMongo()) {
      MongoCollection<Document> documents = mongo.database().getCollection("documents");
      documents.insertOne(document(0));
      CompletableFuture<Void> changes =
          CompletableFuture.runAsync(() -> {
            for (int i = 1; i <= CHANGES; i++) {
              var _ =
                  documents.updateOne(
                      Filters.eq("head"),
                      Updates.combine(Updates.set("first", i), Updates.set("last", i)));
            }
          });
      while (!changes.isDone()) {
        Document read = Objects.requireNonNull(documents.find(Filters.eq("head")).first());
        assertEquals(read.getInteger("first"), read.getInteger("last"));
      }
      changes.join();
    }
  }

  /// A document with two equal numbers, and between them a large value, which takes a while to be
  /// sent.
  private static Document document(int value) {
    return new Document("_id", "head")
        .append("first", value)
        .append("between", "x".repeat(100_000))
        .append("last", value);
  }
}
