package dev.parley.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.parley.chat.Refusal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done beside the steps, on a thread of its own: the indexes, then what another program
/// wrote is taken over, now and whenever there is more of it.
final class Upkeep implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(5);

  /// How many times that. Mongoose's `syncIndexes` removes all indexes that its schemas do not
  /// name.
  private static final int INDEXES_EVERY = 12;

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final MongoDatabase database;
  private final Schema schema;
  private final Adoption adoption;
  private final MovedStatuses movedStatuses;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  Upkeep(MongoDatabase database, Writer writer) {
    this.database = database;
    this.schema = new Schema(database);
    this.adoption = new Adoption(database, writer);
    this.movedStatuses = new MovedStatuses(database, writer);
    this.thread = Thread.ofVirtual().name("store-upkeep").start(this::loop);
  }

  private void loop() {
    long rounds = 0;
    try {
      do {
        try {
          if (rounds % INDEXES_EVERY == 0) {
            schema.make();
          }
          if (rounds == 0) {
            LOG.atInfo().log("indexes are ready");
          }
          rounds++;
          new Journal(database).forgetOldParts();
          adoption.run(() -> closing.getCount() == 0);
          movedStatuses.run(() -> closing.getCount() == 0);
        } catch (MongoException | Refusal unavailable) {
          LOG.atDebug().setCause(unavailable).log("upkeep put off");
        } catch (RuntimeException e) {
          if (closing.getCount() > 0) {
            LOG.atError().setCause(e).log("upkeep failed");
          }
        }
      } while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
