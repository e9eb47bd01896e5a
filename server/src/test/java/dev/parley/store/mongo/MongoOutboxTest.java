package dev.parley.store.mongo;

import dev.parley.outbox.CarriedReactionContract;
import dev.parley.store.OpenStore;
import java.time.Instant;
import org.bson.Document;
import org.junit.jupiter.api.AutoClose;

final class MongoOutboxTest implements CarriedReactionContract {
  @AutoClose private final TestMongoStore mongo = new TestMongoStore();

  @Override
  public OpenStore open() {
    return mongo.store();
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
    return mongo.store();
  }
}
