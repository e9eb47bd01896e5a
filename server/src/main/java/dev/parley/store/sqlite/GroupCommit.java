package dev.parley.store.sqlite;

import dev.parley.chat.Change;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.StoreListener;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one writer: a platform thread that commits whatever steps are waiting as one durable
/// transaction. While one commit waits for the disk the next group gathers, so the busier it gets,
/// the cheaper a step becomes. Each step has a savepoint: one that fails takes no other with it.
///
/// After a commit, in this order: the feed hears every change, then the callers get their results.
///
/// When the disk fails, every step of the group is refused and nothing of it is kept. From then on
/// an empty transaction is tried every second, so that the store comes back by itself.
final class GroupCommit implements AutoCloseable {
  /// How many steps may wait; beyond it they are refused as `overloaded`.
  static final int QUEUE = 4_096;

  private static final int MAX_GROUP = 512;

  /// A commit that takes longer mostly waits for the disk.
  private static final long SLOW_NANOS = Duration.ofMillis(3).toNanos();

  /// From this many steps a commit on, callers are many at once.
  private static final int CROWD = 4;

  /// The wait for more is this part of the last commit's time.
  private static final int PATIENCE = 8;

  private static final long PROBE_MILLIS = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private final Database database;
  private final ChatFeed feed;
  private final StoreListener listener;
  private final BlockingQueue<Pending<?>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread;

  // the writer's own, to judge whether to wait for more
  private int lastSize;
  private int sizeBefore;
  private long lastNanos;

  private volatile boolean closing;
  private volatile @Nullable String fault;

  /// What a step leaves behind: the caller's result and what watchers are told.
  record Done<T>(T result, List<Change> changes) {}

  /// One atomic step, run on the writer's thread.
  @FunctionalInterface
  interface Step<T> {
    Done<T> run(Database database) throws SQLException;
  }

  /// @param database the writing connection, which now belongs to this
  GroupCommit(Database database, ChatFeed feed, StoreListener listener) {
    this.database = database;
    this.feed = feed;
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("store-writer").start(this::loop);
  }

  /// Waits until `step` is on disk.
  ///
  /// @throws Refusal when it cannot be
  <T> T commit(Step<T> step) {
    Pending<T> pending = new Pending<>(step);
    if (closing) {
      throw Faults.unavailable("Parley is stopping");
    }
    if (!queue.offer(pending)) {
      throw new Refusal(
          ErrorCode.OVERLOADED, "more writes are waiting than the queue holds: try again shortly");
    }
    if (!thread.isAlive()) { // it ended between the two looks
      pending.refuse(Faults.unavailable("Parley is stopping"));
    }
    return pending.await();
  }

  int waiting() {
    return queue.size();
  }

  /// What is wrong; null when all is well.
  @Nullable String fault() {
    return fault;
  }

  private void loop() {
    List<Pending<?>> group = new ArrayList<>(MAX_GROUP);
    while (!closing || !queue.isEmpty()) {
      try {
        Pending<?> first = queue.poll(PROBE_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          group.add(first);
          gather(group);
        }
        if (first != null || fault != null) {
          commit(group);
        }
      } catch (InterruptedException e) {
        LOG.atWarn().log("interruption of the store's writer ignored, close() ends it");
      } catch (RuntimeException | Error e) {
        LOG.atError().setCause(e).log("the store's writer met a fault of its own");
        rollBack();
        refuse(group, e);
      } finally {
        group.clear();
      }
    }
  }

  /// Adds what is waiting. Callers who were answered by the last commit come back a moment later,
  /// and would each time just miss the next one; so where the disk is slow, a moment is given to
  /// them: half as many commits then do the same work. Where it is fast the same wait would cost
  /// more than it saves (measured: see ADR 5).
  private void gather(List<Pending<?>> group) throws InterruptedException {
    queue.drainTo(group, MAX_GROUP - group.size());
    int expected = Math.min(lastSize + sizeBefore, MAX_GROUP);
    if (lastNanos >= SLOW_NANOS && lastSize >= CROWD) {
      long deadline = System.nanoTime() + lastNanos / PATIENCE;
      while (group.size() < expected) {
        Pending<?> next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
          break;
        }
        group.add(next);
      }
    }
    sizeBefore = lastSize;
    lastSize = group.size();
  }

  private void commit(List<Pending<?>> group) {
    long begun = System.nanoTime();
    try {
      database.run("BEGIN IMMEDIATE");
      for (Pending<?> pending : group) {
        pending.run(database);
      }
      if (fault != null) {
        database.run(
            "PRAGMA user_version = " + Database.SCHEMA); // writes, so that the disk is tried
      }
      database.run("COMMIT");
    } catch (SQLException e) {
      rollBack();
      String sentence = Faults.sentence(e);
      if (fault == null) {
        LOG.atError().addKeyValue("reason", sentence).log("store failed, writes are refused");
      }
      fault = sentence;
      listener.failed(sentence);
      refuse(group, Faults.unavailable(sentence));
      return;
    }
    if (fault != null) {
      LOG.atInfo().log("store works again");
      fault = null;
    }
    if (!group.isEmpty()) {
      lastNanos = System.nanoTime() - begun;
      listener.committed(group.size(), Duration.ofNanos(lastNanos));
      tell(group);
      group.forEach(Pending::complete);
    }
  }

  private void tell(List<Pending<?>> group) {
    List<Change> changes = new ArrayList<>();
    group.forEach(pending -> changes.addAll(pending.changes()));
    if (changes.isEmpty()) {
      return;
    }
    try {
      feed.publish(changes);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("a feed threw, which it must not");
    }
  }

  private void rollBack() {
    try {
      database.forgetPrepared();
      database.run("ROLLBACK");
    } catch (SQLException e) {
      // SQLite rolls back by itself on some errors, then there is nothing left to do
      LOG.atDebug().setCause(e).log("rollback found no transaction");
    }
  }

  private static void refuse(List<Pending<?>> group, Throwable reason) {
    group.forEach(pending -> pending.refuse(reason));
  }

  /// Ends once everything that waits is committed.
  @Override
  public void close() {
    closing = true;
    // wakes the writer; a full queue keeps it awake as it is
    queue.offer(new Pending<>(database -> new Done<>("", List.of())));
    try {
      thread.join();
      refuse(new ArrayList<>(queue), Faults.unavailable("Parley is stopping"));
      database.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOG.atWarn().setCause(e).log("closing the database failed");
    }
  }

  private static final class Pending<T> {
    private final Step<T> step;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private @Nullable Done<T> done;
    private @Nullable Throwable failure;

    Pending(Step<T> step) {
      this.step = step;
    }

    /// Throws only when the whole transaction is lost.
    void run(Database database) throws SQLException {
      database.run("SAVEPOINT step");
      try {
        done = step.run(database);
      } catch (RuntimeException | SQLException e) {
        SQLException cause = sqlFailure(e);
        if (cause != null && Faults.isOfTheStore(cause)) {
          throw cause;
        }
        failure = e;
        if (cause != null) {
          database.forgetPrepared();
        }
        database.run("ROLLBACK TO step");
      }
      database.run("RELEASE step");
    }

    private static @Nullable SQLException sqlFailure(Throwable failure) {
      return failure instanceof SQLException sql
          ? sql
          : failure.getCause() instanceof SQLException cause ? cause : null;
    }

    List<Change> changes() {
      return done == null ? List.of() : done.changes();
    }

    void complete() {
      if (done != null) {
        result.complete(done.result());
      } else {
        refuse(failure == null ? new IllegalStateException("the step did not run") : failure);
      }
    }

    void refuse(Throwable reason) {
      result.completeExceptionally(reason);
    }

    T await() {
      try {
        return result.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException("a step failed in the store", e.getCause());
      }
    }
  }
}
