package dev.parley.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks every second whether MongoDB answers and still has the database that was opened. The
/// check has its own thread, so that callers that ask for the condition of the store never wait.
final class DatabaseMonitor implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseMonitor.class);

  private final MongoDatabase database;
  private final Identity identity;
  private final DatabaseCondition condition;
  private final CountDownLatch first = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /// @param identity the identity of the expected database
  DatabaseMonitor(MongoDatabase database, Identity identity, DatabaseCondition condition) {
    this.database = database;
    this.identity = identity;
    this.condition = condition;
    this.thread = Thread.ofVirtual().name("store-monitor").start(this::loop);
  }

  /// Waits until it is known whether MongoDB answers, at most for `limit`.
  void awaitFirst(Duration limit) {
    try {
      if (!first.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        condition.report(DatabaseCondition.Reporter.MONITOR, "MongoDB has not answered yet");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop() {
    try {
      do {
        ask();
        first.countDown();
      } while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask() {
    try {
      database.runCommand(new Document("ping", 1));
      condition.report(DatabaseCondition.Reporter.MONITOR, identity.check(database));
    } catch (MongoException e) {
      if (closing.getCount() > 0) {
        LOG.atDebug().setCause(e).log("MongoDB did not answer");
        condition.report(DatabaseCondition.Reporter.MONITOR, MongoErrors.sentence(e));
      }
    } catch (Throwable e) { // also an Error: this thread must continue
      if (closing.getCount() > 0) {
        LOG.atError().setCause(e).log("the check of MongoDB failed");
        condition.report(
            DatabaseCondition.Reporter.MONITOR, "the check of MongoDB failed: see the log");
      }
    }
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
  }
}
