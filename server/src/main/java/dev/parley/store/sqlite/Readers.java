package dev.parley.store.sqlite;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A few platform threads that read, each with its own connection. They never wait for the writer.
final class Readers implements AutoCloseable {
  private static final int THREADS = 3;
  private static final int QUEUE = 1_024;
  private static final long POLL_MILLIS = 200;
  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

  private final BlockingQueue<Task<?>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final List<Thread> threads = new ArrayList<>();
  private final Consumer<SQLException> failures;
  private volatile boolean closing;

  /// A query that runs on a reader's thread.
  @FunctionalInterface
  interface Query<T> {
    T run(Database database) throws SQLException;
  }

  private record Task<T>(Query<T> query, boolean inTransaction, CompletableFuture<T> result) {
    void run(Database database, Consumer<SQLException> failures) {
      try {
        result.complete(inTransaction ? inTransaction(database) : query.run(database));
      } catch (SQLException e) {
        failures.accept(e);
        database.forgetPrepared();
        result.completeExceptionally(SqliteErrors.unavailable(SqliteErrors.sentence(e)));
      } catch (Throwable e) {
        result.completeExceptionally(e);
      }
    }

    /// Runs the query in a transaction, so that all its statements see one state of the database.
    private T inTransaction(Database database) throws SQLException {
      database.run("BEGIN");
      try {
        return query.run(database);
      } finally {
        database.run("COMMIT");
      }
    }
  }

  /// @param failures receives every failure of SQLite, on a reader's thread
  Readers(Path file, Consumer<SQLException> failures) throws SQLException {
    this.failures = failures;
    try {
      for (int i = 0; i < THREADS; i++) {
        Database database = Database.openToRead(file);
        threads.add(Thread.ofPlatform().name("store-reader-" + i).start(() -> loop(database)));
      }
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /// Runs `query` on a consistent state of the database, and waits for its result.
  ///
  /// @throws Refusal if the store cannot be read, or too many queries wait
  <T> T read(Query<T> query) {
    return await(new Task<>(query, true, new CompletableFuture<>()));
  }

  /// Like [#read], for statements that SQLite does not execute within a transaction.
  <T> T outsideTransaction(Query<T> query) {
    return await(new Task<>(query, false, new CompletableFuture<>()));
  }

  private <T> T await(Task<T> task) {
    if (closing) {
      throw SqliteErrors.unavailable("Parley is stopping");
    }
    if (!queue.offer(task)) {
      throw new Refusal(
          ErrorCode.OVERLOADED, "more reads are waiting than the queue holds: try again shortly");
    }
    if (closing && threads.stream().noneMatch(Thread::isAlive)) { // ended between the two checks
      task.result.completeExceptionally(SqliteErrors.unavailable("Parley is stopping"));
    }
    try {
      return task.result.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("a read failed in the store", e.getCause());
    }
  }

  private void loop(Database database) {
    try (database) {
      while (!closing || !queue.isEmpty()) {
        Task<?> task = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (task != null) {
          task.run(database, failures);
        }
      }
      wakeOne();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOG.atWarn().setCause(e).log("closing a reader failed");
    }
  }

  /// Wakes a reader that waits for a query; the reader then ends, and wakes the next one. If the
  /// queue is full, no reader waits.
  private void wakeOne() {
    queue.offer(new Task<>(database -> "", false, new CompletableFuture<>()));
  }

  @Override
  public void close() {
    closing = true;
    wakeOne();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    queue.forEach(
        task -> task.result.completeExceptionally(SqliteErrors.unavailable("Parley is stopping")));
  }
}
