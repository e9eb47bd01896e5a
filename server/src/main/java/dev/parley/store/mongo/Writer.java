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
/// [GroupCommit]. Where another process commits first, the group is run anew on what is there then.
/// A step that fails takes no other with it.
///
/// After a commit, in this order: the feed hears every change, then the callers get their results.
final class Writer implements GroupCommit.Committer<PendingStep<?>>, AutoCloseable {
  private static final int MAX_GROUP = 256;

  /// What another program stored so long before the start, in seconds, is told as well.
  private static final long RECENT = 60;

  /// How long a group is tried before it is refused.
  private static final Duration PATIENCE = Duration.ofSeconds(12);

  /// How long a group gives way to other processes before it is refused.
  private static final Duration CONTENTION = Duration.ofSeconds(20);

  private static final String BROKEN = "a commit cannot be made: see the log";

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private final MongoDatabase database;
  private final Journal journal;
  private final Log log;
  private final long recentSeconds = Instant.now().getEpochSecond() - RECENT;
  private final OrderedFeed feed;
  private final StoreListener listener;
  private final DatabaseCondition condition;
  private final DamageLog damages = new DamageLog();
  private final CountDownLatch first = new CountDownLatch(1);
  private final GroupCommit<PendingStep<?>> commits;

  // the writer's own, but for what others may look at
  private Journal.@Nullable Head head;
  private final List<Attempt> unsettled = new ArrayList<>();
  private @Nullable ObjectId ownLast;

  /// The log has to begin anew, once what broke it is over.
  private volatile boolean logBroken;

  /// One atomic step, run on the writer's thread; run again where another process came first.
  @FunctionalInterface
  interface Step<T> {
    WaitingStep.Done<T> run(MongoLedger ledger);
  }

  /// A commit of which it is not known yet whether it is wholly there. As long as the journal
  /// stands below its number, it may still come: a server goes on with what it was asked for when
  /// whoever asked waits no more.
  ///
  /// @param taken the journal has it
  /// @param answers tell the callers what they get
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

  /// @param identity of the database that is expected
  Writer(
      MongoDatabase database,
      Identity identity,
      ChatFeed feed,
      StoreListener listener,
      DatabaseCondition condition) {
    this.database = database;
    this.journal = new Journal(database, identity);
    this.log = new Log(database, new MongoQueries(database));
    this.feed = new OrderedFeed(log, feed);
    this.listener = listener;
    this.condition = condition;
    this.commits = new GroupCommit<>(Thread.ofVirtual(), MAX_GROUP, Writer::nothing, this);
    commits.start();
  }

  /// Waits until `step` is on disk.
  ///
  /// @param wanted what the step will ask for
  /// @throws Refusal when it cannot be
  <T> T commit(ExpectedReads wanted, Step<T> step) {
    return commit(Priority.NORMAL, wanted, step);
  }

  /// As [#commit(Wanted, Step)], with steps of the given priority.
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

  /// What waits to be committed.
  GroupCommit<PendingStep<?>> commits() {
    return commits;
  }

  /// Begins the log of changes anew where documents of another program got their place without
  /// being told: then who knows an earlier position has to read everything again.
  ///
  /// @throws Refusal when it cannot be done now
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

  /// Waits until what another process may have left unfinished is finished, or MongoDB did not
  /// answer.
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
        commit(group); // finishes what is unfinished, and finds out whether writing is possible
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
        // An Error is treated like a fault of MongoDB: what the journal has must not be refused.
        head = null;
        failures++;
        String sentence = sentence(e);
        if (unsettled.isEmpty()
            || System.nanoTime() - begun > PATIENCE.toNanos()
            || commits.isClosing()) {
          commits.takeAll(group); // they would wait as long, one group after the other
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
                "other programs write to the database all the time: try again shortly"));
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
        LOG.atError().setCause(failure).log("a commit failed, which is a fault of Parley");
        yield BROKEN;
      }
    };
  }

  /// A moment, of another length each time, so that several processes do not stay in step; longer
  /// where MongoDB fails again and again.
  private static void pause(int failures) {
    long most = 5_000L << Math.min(failures, 6);
    try {
      TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextLong(200, most));
    } catch (InterruptedException e) {
      LOG.atDebug().log("a pause was cut short");
    }
  }

  /// @return false when another process came first
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
    ledger.count(measured); // together: many messages of a moment are one document
    if (ledger.isLogBroken()) {
      logBroken = true;
    }
    List<Write> writes = ledger.writes();
    boolean begins = ledger.logBegins() && (logBroken || !writes.isEmpty());
    if (writes.isEmpty() && !begins) {
      // A commit below would have shown that nobody wrote meanwhile; a step may have failed over
      // what another process was about to write.
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
    unsettled.clear(); // it has the number that each of them wanted
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

  /// Finds out what became of earlier attempts, now that the journal is read and its last commit
  /// applied. Of those that wanted the same number at most one is in it.
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

  /// Runs the steps, each over what those before it did. The others are run from scratch where one
  /// fails after something of another program was taken over, which must not be taken back with it,
  /// and where one ends with an `Error`, which may leave the ledger half changed.
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

  /// Ends once everything that waits is committed.
  @Override
  public void close() {
    commits.close();
  }
}
