package dev.parley.store.mongo;

import dev.parley.chat.StoreListener;
import dev.parley.outbox.CarriedReactionContract;
import dev.parley.store.OpenStore;
import java.time.Instant;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;

final class MongoOutboxTest implements CarriedReactionContract {
  private final TestMongo mongo = new TestMongo();
  private final OpenStore store = MongoChatStore.open(mongo.uri(), _ -> {}, StoreListener.NONE);

  @AfterEach
  void close() {
    store.close();
    mongo.close();
  }

  @Override
  public OpenStore open() {
    return store;
  }

  /// Does the steps that the documentation requires for a restored database.
  @Override
  public OpenStore restored() {
    mongo
        .database()
        .getCollection("parley_outbox")
        .updateMany(
            new Document("place", new Document("$gt", 0)),
            new Document(
                "$set",
                new Document("state", "restored")
                    .append("owner", null)
                    .append("due_at", DocumentFields.date(Instant.EPOCH))));
    return store;
  }
}
