package dev.parley.store.mongo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.TestClock;
import dev.parley.media.BlobId;
import dev.parley.media.BlobStore;
import dev.parley.media.BlobStoreContract;
import dev.parley.media.IncomingFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GridFsBlobStoreTest implements BlobStoreContract {
  private final TestMongo mongo = new TestMongo();
  private final TestClock clock = TestClock.atNoon();
  private final GridFsBlobStore blobs;

  GridFsBlobStoreTest(@TempDir Path folder) {
    this.blobs = new GridFsBlobStore(mongo.database(), folder.resolve("incoming"), clock);
  }

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
  public TestClock clock() {
    return clock;
  }

  @Test
  void losingTheDatabaseDuringAReadIsAnIoError() throws IOException {
    try (IncomingFile file = blobs.begin()) {
      byte[] bytes = new byte[1_000_000];
      file.write(bytes, 0, bytes.length);
      BlobId id = file.finish();
      blobs.put(file);
      try (InputStream in = blobs.open(id, 0).orElseThrow()) {
        mongo.database().getCollection(GridFsBlobStore.BUCKET + ".chunks").drop();

        assertThrows(IOException.class, in::readAllBytes);
      }
    }
  }

  @Test
  void abandonedPiecesAreRemovedAfterADay() throws IOException {
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
