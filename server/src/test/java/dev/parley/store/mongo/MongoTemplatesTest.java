package dev.parley.store.mongo;

import static dev.parley.chat.Fixtures.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.mongodb.client.model.Filters;
import dev.parley.templates.KeptTemplates;
import dev.parley.templates.TemplateStore;
import dev.parley.templates.TemplateStoreContract;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class MongoTemplatesTest implements TemplateStoreContract {
  private static final KeptTemplates LIST =
      new KeptTemplates("1", NOON, List.of("{\"name\":\"a\"}", "{\"name\":\"b\"}"));

  @AutoClose private final TestMongoStore mongo = new TestMongoStore();

  @Override
  public TemplateStore templates() {
    return mongo.store().templates();
  }

  private com.mongodb.client.MongoCollection<Document> documents() {
    return mongo.database().getCollection(MongoTemplates.COLLECTION);
  }

  @Test
  void replacedAndAbandonedListsAreRemoved() {
    documents()
        .insertOne(new Document("_id", "5f0000000000000000000000/000000").append("json", "{}"));
    templates().replace(LIST);
    templates().replace(LIST);

    assertEquals(1 + LIST.templates().size(), documents().countDocuments());
    assertEquals(Optional.of(LIST), templates().load());
  }

  /// This is the state if the process is killed after it has written the templates, and before it
  /// writes the document that refers to them.
  @Test
  void aListThatWasNotWrittenWholeDoesNotCount() {
    templates().replace(LIST);
    documents()
        .insertOne(new Document("_id", "ff0000000000000000000000/000000").append("json", "{}"));

    assertEquals(Optional.of(LIST), templates().load());
  }

  @Test
  void aDamagedListIsNoList() {
    templates().replace(LIST);
    documents().deleteOne(Filters.eq("json", "{\"name\":\"b\"}"));

    assertEquals(Optional.empty(), templates().load());
  }
}
