package dev.parley.store.sqlite;

import dev.parley.chat.Change;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.Commit;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.StoreListener;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one writer: a platform thread that commits whatever steps are waiting as one durable
/// transaction. While one commit waits for the disk the next group gathers, so the busier it gets,
/// the cheaper a step becomes. A step that fails takes no other with it: the group is rolled back
/// and run once more, each step with a savepoint.
///
/// After a commit, in this order: the feed hears every change, then the callers get their results.
/// From the commit on nothing is refused, whatever the feed or the listener throws.
///
/// When the disk fails, every step of the group is refused and nothing of it is kept. From then on
/// an empty transaction is tried every second, so that the store comes back by itself. When the
/// files are not the ones that were opened, or are damaged, every step is refused until Parley is
/// started again, and the files are left alone: see [StoreCondition] and [DatabaseFiles].
///
/// Nothing that is thrown ends the thread, and every caller gets an answer.
final class GroupCommit implements AutoCloseable {
  /// How many steps may wait; beyond it they are refused as `overloaded`.
  static final int QUEUE = 4_096;

  private static final int MAX_GROUP = 512;

  /// From 0 to this, less one.
  private static final long TOKENS = 1L << 40;

  private static final long UNKNOWN = -1;

  /// A commit that takes longer mostly waits for the disk.
  private static final long SLOW_NANOS = Duration.ofMillis(3).toNanos();

  /// From this many steps a commit on, callers are many at once.
  private static final int CROWD = 4;

  /// The wait for more is this part of the last commit's time.
  private static final int PATIENCE = 8;

  /// All files are looked at so often, idle or not.
  private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();

  /// After so long without a step a failed disk is tried again, and the log is emptied.
  private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private final Database database;
  private final DatabaseFiles files;
  private final Checkpoints checkpoints;
  private final StoreCondition condition;
  private final ChatFeed feed;
  private final StoreListener listener;
  private final BlockingQueue<PendingStep<?>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread;

  // the writer's own; as large as they ever get
  private final List<PendingStep<?>> group = new ArrayList<>(MAX_GROUP);
  private final List<PendingStep<?>> unwoken = new ArrayList<>(QUEUE);

  // the writer's own, to judge whether to wait for more
  private int lastSize;
  private int sizeBefore;
  private long lastNanos;

  // the writer's own, to know when to do what is not urgent
  private long lookedAt = System.nanoTime();
  private long idleSince = System.nanoTime();
  private boolean logIsEmpty;

  /// The number of the last change that is on disk; [#UNKNOWN] after a failure.
  private long lastChange = UNKNOWN;

  private volatile boolean underWay;

  /// Since when the group's first step waits, while one is under way.
  private volatile long underWaySince;

  private volatile boolean closing;

  /// What a step leaves behind: the caller's result and what watchers are told.
  record Done<T>(T result, List<Change> changes) {}

  /// One atomic step, run on the writer's thread; more than once when another one fails.
  @FunctionalInterface
  interface Step<T> {
    /// Runs it.
    ///
    /// @param lastChange the number of the last change before it
    Done<T> run(Database database, long lastChange) throws SQLException;
  }

  /// @param folder the data folder
  /// @param database the writing connection, which now belongs to this
  GroupCommit(
      Path folder,
      Database database,
      StoreCondition condition,
      ChatFeed feed,
      StoreListener listener)
      throws SQLException, IOException {
    this.database = database;
    this.files = new DatabaseFiles(folder, database);
    this.checkpoints = new Checkpoints(database);
    this.condition = condition;
    this.feed = feed;
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("store-writer").start(this::loop);
  }

  /// Waits until `step` is on disk.
  ///
  /// @throws Refusal when it cannot be
  <T> T commit(Step<T> step) {
    PendingStep<T> pending = new PendingStep<>(step);
    if (closing) {
      throw Faults.unavailable("Parley is stopping");
    }
    if (condition.hasEnded()) {
      throw unavailable();
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

  /// How long the oldest step has waited that is not yet answered; zero when there is none.
  Duration oldestWaiting() {
    if (underWay) {
      return Duration.ofNanos(System.nanoTime() - underWaySince);
    }
    PendingStep<?> next = queue.peek();
    return next == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - next.since());
  }

  private void loop() {
    while (!closing || !queue.isEmpty()) {
      try {
        turn();
      } catch (InterruptedException e) {
        LOG.atWarn().log("interruption of the store's writer ignored, close() ends it");
      } catch (Throwable e) {
        abandon(e);
      } finally {
        group.clear();
        underWay = false;
      }
    }
  }

  private void turn() throws InterruptedException {
    wakeAgain();
    PendingStep<?> first = queue.poll(LOOK_NANOS, TimeUnit.NANOSECONDS);
    long now = System.nanoTime();
    if (first != null) {
      underWaySince = first.since();
      underWay = true;
      group.add(first);
      gather();
    }
    if (now - lookedAt >= LOOK_NANOS) {
      lookedAt = now;
      endIf(condition.hasEnded() ? null : files.checkAll());
    }
    if (condition.hasEnded()) {
      if (first != null) {
        refuse(unavailable());
      }
    } else if (first != null) {
      commit();
      idleSince = System.nanoTime();
    } else if (now - idleSince >= IDLE_NANOS) {
      idleSince = now;
      if (condition.isFaulty()) {
        commit();
      } else if (!logIsEmpty) {
        emptyLog();
      }
    }
  }

  /// Adds what is waiting. Callers who were answered by the last commit come back a moment later,
  /// and would each time just miss the next one; so where the disk is slow, a moment is given to
  /// them: half as many commits then do the same work. Where it is fast the same wait would cost
  /// more than it saves (measured: see ADR 5).
  private void gather() throws InterruptedException {
    queue.drainTo(group, MAX_GROUP - group.size());
    int expected = Math.min(lastSize + sizeBefore, MAX_GROUP);
    if (lastNanos >= SLOW_NANOS && lastSize >= CROWD) {
      long deadline = System.nanoTime() + lastNanos / PATIENCE;
      while (group.size() < expected) {
        PendingStep<?> next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
          break;
        }
        group.add(next);
      }
    }
    sizeBefore = lastSize;
    lastSize = group.size();
  }

  private void commit() {
    long begun = System.nanoTime();
    if (endIf(files.checkUnwritten())) {
      refuse(unavailable());
      return;
    }
    logIsEmpty = false;
    Commit commit;
    try {
      commit = runGroup();
      if (condition.isFaulty()) {
        database.run(
            "PRAGMA user_version = " + Database.SCHEMA); // writes, so that the disk is tried
      }
      database.run("COMMIT");
      lastChange = commit == null ? lastChange : commit.last();
    } catch (SQLException e) {
      rollBack();
      failed(e);
      refuse(Faults.unavailable(Faults.sentence(e)));
      return;
    }
    boolean lost = false;
    try {
      lost = endIf(files.remember());
      condition.works();
      lastNanos = System.nanoTime() - begun;
      if (!lost) {
        tell(commit);
      }
    } finally {
      if (lost) { // it is in files that nobody will find
        refuse(unavailable());
      } else {
        complete();
      }
    }
    if (!lost) {
      writeBack();
    }
  }

  /// Begins a transaction, runs the steps, and notes what they changed.
  ///
  /// @return null when they changed nothing
  private @Nullable Commit runGroup() throws SQLException {
    List<Change> changes;
    try {
      changes = runSteps(false);
    } catch (Throwable e) {
      SQLException cause = PendingStep.sqlFailure(e);
      if (cause != null && Faults.isOfTheStore(cause)) {
        throw cause;
      }
      rollBack();
      changes = runSteps(true);
    }
    if (changes.isEmpty()) {
      return null;
    }
    Commit commit = new Commit(lastChange + 1, token(), changes);
    Log.add(database, commit, Instant.now());
    return commit;
  }

  /// @param apart whether one of them may fail
  private List<Change> runSteps(boolean apart) throws SQLException {
    database.run("BEGIN IMMEDIATE");
    if (database.isChangedByOthers()) {
      database.cache().clear();
      lastChange = UNKNOWN;
    }
    if (lastChange == UNKNOWN) {
      lastChange = Log.newest(database).last();
    }
    List<Change> changes = new ArrayList<>();
    for (PendingStep<?> pending : group) {
      if (apart) {
        pending.runApart(database, lastChange + changes.size());
      } else {
        pending.run(database, lastChange + changes.size());
      }
      changes.addAll(pending.changes());
    }
    return changes;
  }

  /// A token for a commit: see [dev.parley.chat.StreamPosition].
  static long token() {
    return ThreadLocalRandom.current().nextLong(TOKENS);
  }

  /// The changes are durable: what is thrown here is nobody's failure but the thrower's.
  private void tell(@Nullable Commit commit) {
    if (group.isEmpty()) {
      return;
    }
    try {
      listener.committed(group.size(), Duration.ofNanos(lastNanos));
    } catch (Throwable e) {
      log("the listener of commits failed; the commit stands", e);
    }
    try {
      if (commit != null) {
        feed.publish(commit);
      }
    } catch (Throwable e) {
      log("change listener failed; the change was stored but not delivered to it", e);
    }
  }

  private void writeBack() {
    try {
      if (checkpoints.whenLong(files.logBytes())) {
        endIf(files.rememberCounts());
      }
    } catch (SQLException e) {
      failed(e);
    }
  }

  private void emptyLog() {
    if (endIf(files.checkUnwritten())) {
      return;
    }
    try {
      logIsEmpty = checkpoints.whenIdle();
      endIf(files.rememberCounts());
    } catch (SQLException e) {
      failed(e);
    }
  }

  private void failed(SQLException failure) {
    condition.failed(failure);
    endIf(files.remember());
    try {
      listener.failed(Faults.sentence(failure));
    } catch (Throwable e) {
      log("the listener of commits failed", e);
    }
  }

  private boolean endIf(@Nullable String sentence) {
    if (sentence != null) {
      condition.end(sentence);
    }
    return sentence != null;
  }

  private Refusal unavailable() {
    String sentence = condition.sentence();
    return Faults.unavailable(sentence == null ? "it has failed" : sentence);
  }

  /// After a fault of our own, or when there is no memory: nothing of the group was committed.
  private void abandon(Throwable failure) {
    log("the store's writer met a fault of its own", failure);
    try {
      rollBack();
      endIf(files.remember());
    } catch (Throwable e) {
      log("rolling back failed", e);
    }
    refuse(failure);
  }

  private void rollBack() {
    lastChange = UNKNOWN; // where COMMIT itself failed, nobody can say
    database.cache().clear();
    try {
      database.forgetPrepared();
      database.run("ROLLBACK");
    } catch (SQLException e) {
      // SQLite rolls back by itself on some errors, then there is nothing left to do
      LOG.atDebug().setCause(e).log("rollback found no transaction");
    }
  }

  private void complete() {
    for (int i = 0; i < group.size(); i++) { // without an iterator: it works also without memory
      PendingStep<?> pending = group.get(i);
      try {
        pending.complete();
      } catch (Throwable e) {
        unwoken.add(pending);
      }
    }
    group.clear();
  }

  private void refuse(Throwable reason) {
    for (int i = 0; i < group.size(); i++) {
      PendingStep<?> pending = group.get(i);
      try {
        pending.refuse(reason);
      } catch (Throwable e) {
        unwoken.add(pending);
      }
    }
    group.clear();
  }

  /// To wake a virtual thread can fail for want of memory; its caller must not sleep for ever.
  private void wakeAgain() {
    for (int i = unwoken.size() - 1; i >= 0; i--) {
      try {
        unwoken.get(i).wake();
        unwoken.remove(i);
      } catch (Throwable e) {
        return; // next time
      }
    }
  }

  private static void log(String message, Throwable failure) {
    try {
      LOG.atError().setCause(failure).log(message);
    } catch (Throwable unlogged) {
      // what was thrown cannot even be written down: the writer goes on all the same
    }
  }

  /// Ends once everything that waits is committed.
  @Override
  public void close() {
    closing = true;
    // wakes the writer; a full queue keeps it awake as it is
    queue.offer(new PendingStep<>((_, _) -> new Done<>("", List.of())));
    try {
      thread.join();
      for (PendingStep<?> late = queue.poll(); late != null; late = queue.poll()) {
        late.refuse(Faults.unavailable("Parley is stopping"));
      }
      if (condition.hasEnded()) {
        // Closing would write the log into a file, and delete one, that may belong to another
        // database by now. The process is about to end, and the system lets go of them then.
        LOG.atWarn().log("the database files are left as they are");
      } else {
        database.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOG.atWarn().setCause(e).log("closing the database failed");
    }
  }
}
