package dev.parley.store.mongo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.media.BlobId;
import dev.parley.media.BlobStore;
import dev.parley.media.BlobStoreContract;
import dev.parley.media.SettableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GridFsBlobStoreTest implements BlobStoreContract {
  private final TestMongo mongo = new TestMongo();
  private final SettableClock clock = new SettableClock();
  private final GridFsBlobStore blobs = new GridFsBlobStore(mongo.database(), clock);

  @AfterEach
  void close() {
    blobs.close();
    mongo.close();
  }

  @Override
  public BlobStore blobs() {
    return blobs;
  }

  @Override
  public SettableClock clock() {
    return clock;
  }

  @Test
  void piecesThatAProcessLeftAreRemovedAfterADay() throws IOException {
    var chunks = mongo.database().getCollection(GridFsBlobStore.BUCKET + ".chunks");
    Date yesterday = Date.from(Instant.now().minus(Duration.ofHours(25)));
    chunks.insertOne(new Document("files_id", new ObjectId(yesterday)).append("n", 0));
    chunks.insertOne(new Document("files_id", new ObjectId()).append("n", 0));

    List<BlobId> old = new ArrayList<>();
    blobs.olderThan(clock.instant(), old::add);

    assertEquals(List.of(), old);
    assertEquals(1, chunks.countDocuments());
  }
}
