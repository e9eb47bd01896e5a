package dev.parley.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.parley.chat.Refusal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The maintenance on a separate thread: creates the indexes, then adopts documents of other
/// programs, now and whenever there are new ones.
final class MongoMaintenance implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(5);

  /// The number of rounds between two checks of the indexes. Mongoose's `syncIndexes` removes all
  /// indexes that its schemas do not name.
  private static final int INDEXES_EVERY = 12;

  private static final Logger LOG = LoggerFactory.getLogger(MongoMaintenance.class);

  private final MongoDatabase database;
  private final Schema schema;
  private final WebhookTexts webhookTexts;
  private final WindowTimes windowTimes;
  private final Adoption adoption;
  private final MovedStatuses movedStatuses;
  private final SeparateChats separateChats;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private final DatabaseCondition condition;
  private long rounds;

  MongoMaintenance(MongoDatabase database, Writer writer, DatabaseCondition condition) {
    this.condition = condition;
    this.database = database;
    this.schema = new Schema(database);
    this.webhookTexts = new WebhookTexts(database);
    this.windowTimes = new WindowTimes(database);
    this.adoption = new Adoption(database, writer);
    this.movedStatuses = new MovedStatuses(database, writer);
    this.separateChats = new SeparateChats(database, writer);
    this.thread = Thread.ofVirtual().name("store-upkeep").start(this::loop);
  }

  private void loop() {
    try {
      do {
        // Nothing is repaired in a database that is not the one that this store opened.
        if (condition.fault() == null) {
          round();
        }
      } while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    BooleanSupplier stop = () -> closing.getCount() == 0 || condition.fault() != null;
    if (rounds % INDEXES_EVERY == 0) {
      fenced("making indexes", schema::make);
    }
    if (rounds == 0) {
      LOG.atInfo().log("indexes are ready");
    }
    rounds++;
    fenced("tidying the journal", () -> new Journal(database).forgetOldParts());
    fenced("storing when windows were opened", () -> windowTimes.run(stop));
    fenced("adopting messages", () -> adoption.run(stop));
    fenced("converting webhook_data", () -> webhookTexts.run(stop));
    fenced("counting changed statuses", () -> movedStatuses.run(stop));
    fenced("finding two chats of one person", () -> separateChats.run(stop));
  }

  /// Logs exceptions, so that a failing task does not prevent others, now or in the next round.
  private void fenced(String what, Runnable task) {
    try {
      task.run();
    } catch (MongoException | Refusal unavailable) {
      LOG.atDebug().setCause(unavailable).addKeyValue("task", what).log("upkeep postponed");
    } catch (Throwable e) {
      if (closing.getCount() > 0) {
        LOG.atError().setCause(e).addKeyValue("task", what).log("upkeep failed");
      }
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
