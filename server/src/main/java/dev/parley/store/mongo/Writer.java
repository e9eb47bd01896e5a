package dev.parley.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.parley.chat.AgentDay;
import dev.parley.chat.Change;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.Commit;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.StoreListener;
import dev.parley.store.GroupCommit;
import dev.parley.store.Priority;
import dev.parley.store.WaitingStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one writer of this process: commits steps as entries of the [Journal], one for each group of
/// [GroupCommit]. If another process commits first, the group runs again on the new state. A
/// failing step does not affect others.
///
/// After a commit, the feed first receives every change, then the callers get their results.
final class Writer implements GroupCommit.Committer<PendingStep<?>>, AutoCloseable {
  private static final int MAX_GROUP = 256;

  /// Messages that another program stored within this time before the start, in seconds, are
  /// published as well.
  private static final long RECENT = 60;

  /// The time for which a group is retried before it is refused.
  private static final Duration PATIENCE = Duration.ofSeconds(12);

  /// The time for which a group is retried after commits of other processes before it is refused.
  private static final Duration CONTENTION = Duration.ofSeconds(20);

  private static final String BROKEN = "a commit cannot be made: see the log";

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private final MongoDatabase database;
  private final Journal journal;
  private final ChangeLogRows log;
  private final long recentSeconds = Instant.now().getEpochSecond() - RECENT;
  private final OrderedFeed feed;
  private final StoreListener listener;
  private final DatabaseCondition condition;
  private final DamageLog damages = new DamageLog();
  private final CountDownLatch first = new CountDownLatch(1);
  private final GroupCommit<PendingStep<?>> commits;

  // used only by the writer, except for volatile fields
  private Journal.@Nullable Head head;
  private final List<Attempt> unsettled = new ArrayList<>();
  private @Nullable ObjectId ownLast;

  /// Whether a new log has to be started once all adoptions are done.
  private volatile boolean logBroken;

  /// One atomic step. It runs on the writer's thread, and again if another process commits first.
  @FunctionalInterface
  interface Step<T> {
    WaitingStep.Done<T> run(MongoLedger ledger);
  }

  /// A commit whose outcome is unknown. As long as the journal's number is lower than its own, it
  /// may still arrive: a server continues a request even if the client no longer waits.
  ///
  /// @param taken whether the journal has it
  /// @param answers tasks that give the callers their results
  private record Attempt(
      Journal.Head head, boolean taken, @Nullable Commit commit, List<Runnable> answers) {
    boolean isIn(Journal.Head now) {
      return taken || now.recent().contains(head.token());
    }
  }

  Writer(
      MongoDatabase database, ChatFeed feed, StoreListener listener, DatabaseCondition condition) {
    this(database, new Identity(), feed, listener, condition);
  }

  /// @param identity the identity of the expected database
  Writer(
      MongoDatabase database,
      Identity identity,
      ChatFeed feed,
      StoreListener listener,
      DatabaseCondition condition) {
    this.database = database;
    this.journal = new Journal(database, identity);
    this.log = new ChangeLogRows(database, new MongoQueries(database));
    this.feed = new OrderedFeed(log, feed);
    this.listener = listener;
    this.condition = condition;
    this.commits = new GroupCommit<>(Thread.ofVirtual(), MAX_GROUP, Writer::nothing, this);
    commits.start();
  }

  /// Waits until `step` is on disk.
  ///
  /// @param wanted the rows that the step will need
  /// @throws Refusal if it cannot be stored
  <T> T commit(ExpectedReads wanted, Step<T> step) {
    return commit(Priority.NORMAL, wanted, step);
  }

  /// Like [#commit(ExpectedReads, Step)], with a priority.
  <T> T commit(Priority priority, ExpectedReads wanted, Step<T> step) {
    String fault = condition.fault();
    if (fault != null) {
      throw MongoErrors.unavailable(fault);
    }
    PendingStep<T> pending = new PendingStep<>(priority, wanted, step);
    commits.add(pending);
    return pending.await();
  }

  private static PendingStep<?> nothing() {
    return new PendingStep<>(
        Priority.NORMAL, ExpectedReads.nothing(), _ -> new WaitingStep.Done<>("", List.of()));
  }

  /// The steps that wait to be committed.
  GroupCommit<PendingStep<?>> commits() {
    return commits;
  }

  /// Starts a new log of changes if documents of another program got their positions without being
  /// published: then callers with an earlier position have to read everything again.
  ///
  /// @throws Refusal if that is not possible now
  void mendLog() {
    if (logBroken) {
      var _ =
          commit(
              ExpectedReads.nothing(),
              ledger -> {
                ledger.beginLog();
                return new WaitingStep.Done<>("", List.of());
              });
    }
  }

  /// Waits until an unfinished commit of another process is finished, or MongoDB does not answer.
  void awaitFirst(Duration limit) {
    try {
      if (!first.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.atWarn().log("MongoDB takes long to answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void turn(List<PendingStep<?>> group) {
    try {
      if (!group.isEmpty()) {
        commit(group);
      } else if (head == null || !unsettled.isEmpty()) {
        head = null;
        commit(group); // finishes an unfinished commit, and checks whether writing works
      } else if (condition.fault() == null) {
        feed.followOthers();
      }
    } finally {
      first.countDown();
    }
  }

  @Override
  public void abandon(List<PendingStep<?>> group, Throwable failure) {
    head = null;
    LOG.atError().setCause(failure).log("the store's writer failed");
    condition.report(DatabaseCondition.Reporter.WRITER, BROKEN);
  }

  private void commit(List<PendingStep<?>> group) {
    long begun = System.nanoTime();
    int failures = 0;
    while (true) {
      try {
        if (commitOnce(group)) {
          group.forEach(PendingStep::complete);
          condition.report(DatabaseCondition.Reporter.WRITER, null);
          if (!group.isEmpty()) {
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            OrderedFeed.fenced(() -> listener.committed(group.size(), took));
          }
          return;
        }
      } catch (Throwable e) {
        // An Error is treated like a fault of MongoDB: steps that the journal has must not be
        // refused.
        head = null;
        failures++;
        String sentence = sentence(e);
        if (unsettled.isEmpty()
            || System.nanoTime() - begun > PATIENCE.toNanos()
            || commits.isClosing()) {
          commits.takeAll(group); // otherwise each group would wait as long
          refuse(group, MongoErrors.unavailable(sentence));
          condition.report(DatabaseCondition.Reporter.WRITER, sentence);
          OrderedFeed.fenced(() -> listener.failed(sentence));
          return;
        }
      }
      if (System.nanoTime() - begun > CONTENTION.toNanos()) {
        refuse(
            group,
            new Refusal(
                ErrorCode.OVERLOADED,
                "other programs write to the database without a pause: try again shortly"));
        return;
      }
      pause(failures);
    }
  }

  private String sentence(Throwable failure) {
    return switch (failure) {
      case MongoException fromMongo -> {
        LOG.atDebug().setCause(fromMongo).log("a commit failed");
        yield MongoErrors.sentence(fromMongo);
      }
      case Identity.Replaced replaced -> replaced.sentence();
      case Damage damage -> {
        damages.name(damage);
        yield damage.getMessage() + ": see the log";
      }
      default -> {
        LOG.atError().setCause(failure).log("a commit failed with an internal error");
        yield BROKEN;
      }
    };
  }

  /// Waits for a short random time, so that several processes do not retry at the same time; longer
  /// if MongoDB fails repeatedly.
  private static void pause(int failures) {
    long most = 5_000L << Math.min(failures, 6);
    try {
      TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextLong(200, most));
    } catch (InterruptedException e) {
      LOG.atDebug().log("a pause was interrupted");
    }
  }

  /// @return false if another process came first
  private boolean commitOnce(List<PendingStep<?>> group) {
    Journal.Head now = head;
    if (now == null) {
      now = journal.recover();
      settle(now);
      feed.begin();
      head = now;
      if (!group.isEmpty() && group.stream().allMatch(PendingStep::isSettled)) {
        return true;
      }
    }
    MongoLedger ledger = run(group, now);
    List<Change> changes = new ArrayList<>();
    group.forEach(pending -> changes.addAll(pending.changes()));
    changes.addAll(ledger.touched());
    List<AgentDay> measured = new ArrayList<>();
    group.forEach(pending -> measured.addAll(pending.measured()));
    ledger.count(measured); // together, so that many messages result in one document
    if (ledger.isLogBroken()) {
      logBroken = true;
    }
    List<Write> writes = ledger.writes();
    boolean begins = ledger.logBegins() && (logBroken || !writes.isEmpty());
    if (writes.isEmpty() && !begins) {
      // A commit below proves that nobody wrote meanwhile. Without one, a step may have failed
      // because of data that another process was about to write.
      boolean sure = group.stream().allMatch(it -> it.failure() == null) || journal.isAt(now);
      head = sure ? now : null;
      return sure;
    }
    Instant at = Instant.now();
    Commit commit =
        changes.isEmpty()
            ? null
            : new Commit(now.lastChange() + 1, ChangeDocument.token(), changes);
    long lastChange = now.lastChange() + changes.size();
    if (commit != null) {
      ChangeDocument.write(commit, at, writes);
    }
    if (begins) {
      lastChange++;
      writes.add(ChangeDocument.beginning(lastChange, at));
    }
    Journal.Head next = now.next(ownLast, ledger.lastUnprocessed(), lastChange);
    List<Runnable> answers = group.stream().map(PendingStep::answer).toList();
    unsettled.add(new Attempt(next, false, commit, answers));
    head = null;
    if (!journal.commit(now, next, writes)) {
      unsettled.removeLast();
      return false;
    }
    unsettled.clear(); // this commit has the number that each attempt needed
    unsettled.add(new Attempt(next, true, commit, answers));
    journal.apply(next.number(), writes);
    unsettled.clear();
    ownLast = next.token();
    head = next;
    if (begins) {
      logBroken = false;
    }
    feed.tell(commit);
    return true;
  }

  /// Finds out whether earlier attempts succeeded, after the journal was read and its last commit
  /// applied. Of attempts with the same number, at most one succeeded.
  private void settle(Journal.Head now) {
    for (Attempt attempt : List.copyOf(unsettled)) {
      if (attempt.isIn(now)) {
        unsettled.clear();
        ownLast = attempt.head.token();
        feed.tell(attempt.commit);
        attempt.answers.forEach(Runnable::run);
        return;
      }
    }
    unsettled.removeIf(attempt -> attempt.head.number() <= now.number());
  }

  /// Runs the steps, each on the result of the earlier ones. All steps except the failed one run
  /// again from scratch in two cases. Either the step failed after documents of another program
  /// were adopted, because the adoption must not be undone with the step; or it ended with an
  /// `Error`, which may leave the ledger inconsistent.
  private MongoLedger run(List<PendingStep<?>> group, Journal.Head now) {
    group.forEach(PendingStep::forget);
    while (true) {
      MongoLedger ledger = new MongoLedger(database, damages, now, recentSeconds);
      ExpectedReads wanted = ExpectedReads.nothing();
      group.forEach(pending -> wanted.addAll(pending.wanted));
      ledger.read(wanted);
      boolean again = false;
      for (PendingStep<?> pending : group) {
        if (pending.failure() == null
            && !pending.run(ledger, damages)
            && (pending.broke() || ledger.hasTakenOver())) {
          again = true;
          break;
        }
      }
      if (!again) {
        return ledger;
      }
    }
  }

  private static void refuse(List<PendingStep<?>> group, Throwable reason) {
    group.forEach(pending -> pending.refuse(reason));
  }

  /// Closes the writer once all waiting steps are committed.
  @Override
  public void close() {
    commits.close();
  }
}
