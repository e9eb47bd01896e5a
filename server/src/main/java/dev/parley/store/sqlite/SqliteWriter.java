package dev.parley.store.sqlite;

import dev.parley.chat.AgentDay;
import dev.parley.chat.Change;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.Commit;
import dev.parley.chat.Refusal;
import dev.parley.chat.StoreListener;
import dev.parley.store.GroupCommit;
import dev.parley.store.Priority;
import dev.parley.store.WaitingStep;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits steps as durable transactions, one for each group of [GroupCommit], on a platform
/// thread. A failing step does not affect others: the group is rolled back and runs once more, each
/// step with a savepoint.
///
/// After a commit, the feed first receives every change, then the callers get their results. After
/// the commit no step is refused, even if the feed or the listener throws.
///
/// If the disk fails, every step of the group is refused and none is stored. From then on the
/// writer tries an empty transaction every second, so that the store recovers without a restart. If
/// the files are damaged or are not the ones that were opened, every step is refused until Parley
/// is restarted, and the files are not changed: see [StoreCondition] and [DatabaseFiles].
final class SqliteWriter implements GroupCommit.Committer<PendingStep<?>>, AutoCloseable {
  private static final int MAX_GROUP = 512;

  /// The number of different tokens: every token is smaller than this.
  private static final long TOKENS = 1L << 40;

  private static final long UNKNOWN = -1;

  /// A commit that takes longer than this mostly waits for the disk.
  private static final long SLOW_NANOS = Duration.ofMillis(3).toNanos();

  /// The writer waits for more steps as long as the last commit took, divided by this.
  private static final int PATIENCE = 8;

  /// The time between two checks of all files, idle or not.
  private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();

  /// After this time without a step, a failed disk is tried again, and the log is emptied.
  private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();

  private static final Logger LOG = LoggerFactory.getLogger(SqliteWriter.class);

  private final Database database;
  private final DatabaseFiles files;
  private final Checkpoints checkpoints;
  private final StoreCondition condition;
  private final ChatFeed feed;
  private final StoreListener listener;
  private final GroupCommit<PendingStep<?>> commits;

  /// The latch of a caller that waits until the log is empty; null: nobody waits.
  private final AtomicReference<@Nullable CountDownLatch> toEmpty = new AtomicReference<>();

  // used only by the writer, like all fields below
  private long lastNanos;

  private long lookedAt = System.nanoTime();
  private long idleSince = System.nanoTime();
  private boolean logIsEmpty;

  /// The number of the last change that is on disk; [#UNKNOWN] after a failure.
  private long lastChange = UNKNOWN;

  /// One atomic step. The writer's thread runs it, and runs it again if another step of its group
  /// fails.
  @FunctionalInterface
  interface Step<T> {
    /// Runs the step.
    ///
    /// @param lastChange the number of the last change before it
    WaitingStep.Done<T> run(Database database, long lastChange) throws SQLException;
  }

  /// @param folder the data folder
  /// @param database the writing connection, which this writer owns from now on
  SqliteWriter(
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
    this.commits = new GroupCommit<>(Thread.ofPlatform(), MAX_GROUP, SqliteWriter::nothing, this);
    commits.start();
  }

  /// Waits until `step` is on disk.
  ///
  /// @throws Refusal if it cannot be stored
  <T> T commit(Step<T> step) {
    return commit(Priority.NORMAL, step);
  }

  /// Like [#commit(Step)], with a priority.
  <T> T commit(Priority priority, Step<T> step) {
    if (condition.hasEnded()) {
      throw unavailable();
    }
    PendingStep<T> pending = new PendingStep<>(priority, step);
    commits.add(pending);
    return pending.await();
  }

  private static PendingStep<?> nothing() {
    return new PendingStep<>(Priority.NORMAL, (_, _) -> new WaitingStep.Done<>("", List.of()));
  }

  /// Empties the write-ahead log, which contains earlier states of the database. Waits for readers
  /// that still need these states.
  ///
  /// @return false if it could not be emptied in time
  boolean emptyLogWithin(Duration limit) {
    CountDownLatch emptied = new CountDownLatch(1);
    toEmpty.set(emptied);
    try {
      commit((_, _) -> new WaitingStep.Done<>("", List.of())); // wakes the writer
      return emptied.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      toEmpty.compareAndSet(emptied, null);
    }
  }

  private void emptyLogIfWanted() {
    CountDownLatch wanted = toEmpty.get();
    if (wanted == null || condition.hasEnded() || condition.isFaulty()) {
      return;
    }
    if (!logIsEmpty) {
      emptyLog();
    }
    if (logIsEmpty) {
      wanted.countDown();
    }
  }

  /// The steps that wait to be committed.
  GroupCommit<PendingStep<?>> commits() {
    return commits;
  }

  @Override
  public long patienceNanos() {
    return lastNanos >= SLOW_NANOS ? lastNanos / PATIENCE : 0;
  }

  @Override
  public void turn(List<PendingStep<?>> group) {
    long now = System.nanoTime();
    if (now - lookedAt >= LOOK_NANOS) {
      lookedAt = now;
      endIf(condition.hasEnded() ? null : files.checkAll());
    }
    if (condition.hasEnded()) {
      refuse(group, unavailable());
    } else if (!group.isEmpty()) {
      commit(group);
      idleSince = System.nanoTime();
    } else if (now - idleSince >= IDLE_NANOS) {
      idleSince = now;
      if (condition.isFaulty()) {
        commit(group);
      } else if (!logIsEmpty) {
        emptyLog();
      }
    }
    emptyLogIfWanted();
  }

  private void commit(List<PendingStep<?>> group) {
    long begun = System.nanoTime();
    if (endIf(files.checkUnwritten())) {
      refuse(group, unavailable());
      return;
    }
    logIsEmpty = false;
    Commit commit;
    try {
      commit = runGroup(group);
      if (condition.isFaulty()) {
        database.run("PRAGMA user_version = " + Database.SCHEMA); // a write, to test the disk
      }
      database.run("COMMIT");
      lastChange = commit == null ? lastChange : commit.last();
    } catch (SQLException e) {
      rollBack();
      failed(e);
      refuse(group, SqliteErrors.unavailable(SqliteErrors.sentence(e)));
      return;
    }
    boolean lost = false;
    try {
      lost = endIf(files.remember());
      condition.works();
      lastNanos = System.nanoTime() - begun;
      if (!lost) {
        tell(group.size(), commit);
      }
    } finally {
      if (lost) { // the commit went to files that are lost
        refuse(group, unavailable());
      } else {
        settle(group);
      }
    }
    if (!lost) {
      writeBack();
    }
  }

  /// Begins a transaction, runs the steps, and records their changes.
  ///
  /// @return the commit; null if the steps changed nothing
  private @Nullable Commit runGroup(List<PendingStep<?>> group) throws SQLException {
    List<Change> changes;
    try {
      changes = runSteps(group, false);
    } catch (Throwable e) {
      SQLException cause = PendingStep.sqlFailure(e);
      if (cause != null && SqliteErrors.isOfTheStore(cause)) {
        throw cause;
      }
      rollBack();
      changes = runSteps(group, true);
    }
    if (changes.isEmpty()) {
      return null;
    }
    Commit commit = new Commit(lastChange + 1, token(), changes);
    ChangeLogRows.add(database, commit, Instant.now());
    return commit;
  }

  /// @param apart whether each step has its own savepoint, so that it can fail without the others
  private List<Change> runSteps(List<PendingStep<?>> group, boolean apart) throws SQLException {
    database.run("BEGIN IMMEDIATE");
    if (database.isChangedByOthers()) {
      database.cache().clear();
      lastChange = UNKNOWN;
    }
    if (lastChange == UNKNOWN) {
      lastChange = ChangeLogRows.newest(database).last();
    }
    List<Change> changes = new ArrayList<>();
    List<AgentDay> measured = new ArrayList<>();
    for (PendingStep<?> pending : group) {
      if (apart) {
        pending.runApart(database, lastChange + changes.size());
      } else {
        pending.run(database, lastChange + changes.size());
      }
      changes.addAll(pending.changes());
      measured.addAll(pending.measured());
    }
    if (!measured.isEmpty()) { // together, so that many messages result in one row
      new SqliteLedger(database, lastChange).count(measured);
    }
    return changes;
  }

  /// A token for a commit: see [dev.parley.chat.StreamPosition].
  static long token() {
    return ThreadLocalRandom.current().nextLong(TOKENS);
  }

  /// The changes are durable, so exceptions of listeners do not affect the callers.
  private void tell(int steps, @Nullable Commit commit) {
    if (steps == 0) {
      return;
    }
    try {
      listener.committed(steps, Duration.ofNanos(lastNanos));
    } catch (Throwable e) {
      log("commit listener failed; the commit is stored", e);
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
      listener.failed(SqliteErrors.sentence(failure));
    } catch (Throwable e) {
      log("commit listener failed", e);
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
    return SqliteErrors.unavailable(sentence == null ? "it has failed" : sentence);
  }

  /// Refuses all steps of the group; none of them was committed.
  @Override
  public void abandon(List<PendingStep<?>> group, Throwable failure) {
    log("internal error in the store's writer", failure);
    try {
      rollBack();
      endIf(files.remember());
    } catch (Throwable e) {
      log("rolling back failed", e);
    }
    refuse(group, failure);
  }

  private void rollBack() {
    lastChange = UNKNOWN; // unknown if COMMIT itself failed
    database.cache().clear();
    try {
      database.forgetPrepared();
      database.run("ROLLBACK");
    } catch (SQLException e) {
      // SQLite rolls back by itself after some errors; then nothing is left to do
      LOG.atDebug().setCause(e).log("rollback found no transaction");
    }
  }

  private static void settle(List<PendingStep<?>> group) {
    for (int i = 0; i < group.size(); i++) { // without an iterator: the heap may be full
      group.get(i).complete();
    }
  }

  private static void refuse(List<PendingStep<?>> group, Throwable reason) {
    for (int i = 0; i < group.size(); i++) {
      group.get(i).refuse(reason);
    }
  }

  private static void log(String message, Throwable failure) {
    try {
      LOG.atError().setCause(failure).log(message);
    } catch (Throwable unlogged) {
      // the exception cannot even be logged; the writer continues
    }
  }

  /// Closes the writer once all waiting steps are committed.
  @Override
  public void close() {
    commits.close();
    try {
      if (condition.hasEnded()) {
        // Closing would write the log into a file, and delete another, that may now belong to
        // another database. The process is about to end, and the system closes the files then.
        LOG.atWarn().log("the database files are left as they are");
      } else {
        database.close();
      }
    } catch (SQLException e) {
      LOG.atWarn().setCause(e).log("closing the database failed");
    }
  }
}
