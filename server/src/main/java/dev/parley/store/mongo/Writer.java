package dev.parley.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.parley.chat.Change;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.StoreListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one writer of this process: commits whatever steps are waiting as one entry of the
/// [Journal]. While one commit is under way the next group gathers. Where another process commits
/// first, the group is run anew on what is there then. A step that fails takes no other with it.
///
/// After a commit, in this order: the feed hears every change, then the callers get their results.
final class Writer implements AutoCloseable {
  /// How many steps may wait; beyond it they are refused as `overloaded`.
  static final int QUEUE = 4_096;

  private static final int MAX_GROUP = 256;
  private static final long PROBE_MILLIS = 1_000;

  /// How long a group is tried before it is refused.
  private static final Duration PATIENCE = Duration.ofSeconds(12);

  /// How long a group gives way to other processes before it is refused.
  private static final Duration CONTENTION = Duration.ofSeconds(20);

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private final MongoDatabase database;
  private final Journal journal;
  private final ChatFeed feed;
  private final StoreListener listener;
  private final Condition condition;
  private final BlockingQueue<Pending<?>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final CountDownLatch first = new CountDownLatch(1);
  private final Thread thread;

  // the writer's own
  private Journal.@Nullable Head head;
  private @Nullable Unfinished unfinished;

  private volatile boolean closing;

  /// What a step leaves behind: the caller's result and what watchers are told.
  record Done<T>(T result, List<Change> changes) {}

  /// One atomic step, run on the writer's thread; run again where another process came first.
  @FunctionalInterface
  interface Step<T> {
    Done<T> run(MongoLedger ledger);
  }

  /// A commit of which it is not known yet whether it is wholly there.
  ///
  /// @param sure the journal has taken it
  private record Unfinished(ObjectId token, boolean sure, List<Change> changes) {}

  Writer(MongoDatabase database, ChatFeed feed, StoreListener listener, Condition condition) {
    this.database = database;
    this.journal = new Journal(database);
    this.feed = feed;
    this.listener = listener;
    this.condition = condition;
    this.thread = Thread.ofVirtual().name("store-writer").start(this::loop);
  }

  /// Waits until `step` is on disk.
  ///
  /// @param wanted what the step will ask for
  /// @throws Refusal when it cannot be
  <T> T commit(Wanted wanted, Step<T> step) {
    Pending<T> pending = new Pending<>(wanted, step);
    if (closing) {
      throw Faults.unavailable("Parley is stopping");
    }
    String fault = condition.fault();
    if (fault != null) {
      throw Faults.unavailable(fault);
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

  private void loop() {
    List<Pending<?>> group = new ArrayList<>(MAX_GROUP);
    try {
      commit(group);
    } catch (RuntimeException | Error e) {
      LOG.atError().setCause(e).log("the store's writer met a fault of its own");
    }
    first.countDown();
    while (!closing || !queue.isEmpty()) {
      try {
        Pending<?> next = queue.poll(PROBE_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          group.add(next);
          queue.drainTo(group, MAX_GROUP - 1);
          commit(group);
        } else if (head == null) {
          commit(group); // finishes what is unfinished, and finds out whether writing is possible
        }
      } catch (InterruptedException e) {
        LOG.atWarn().log("interruption of the store's writer ignored, close() ends it");
      } catch (RuntimeException | Error e) {
        LOG.atError().setCause(e).log("the store's writer met a fault of its own");
        head = null;
        condition.report(Condition.Witness.WRITER, "a commit cannot be made: see the log");
        refuse(group, e);
      } finally {
        group.clear();
      }
    }
  }

  private void commit(List<Pending<?>> group) {
    long begun = System.nanoTime();
    while (true) {
      try {
        if (commitOnce(group)) {
          condition.report(Condition.Witness.WRITER, null);
          if (!group.isEmpty()) {
            listener.committed(group.size(), Duration.ofNanos(System.nanoTime() - begun));
            group.forEach(Pending::complete);
          }
          return;
        }
      } catch (MongoException e) {
        head = null;
        LOG.atDebug().setCause(e).log("a commit failed");
        if (unfinished == null || System.nanoTime() - begun > PATIENCE.toNanos() || closing) {
          String sentence = Faults.sentence(e);
          condition.report(Condition.Witness.WRITER, sentence);
          listener.failed(sentence);
          refuse(group, Faults.unavailable(sentence));
          return;
        }
      }
      if (System.nanoTime() - begun > CONTENTION.toNanos() && unfinished == null) {
        refuse(
            group,
            new Refusal(
                ErrorCode.OVERLOADED,
                "others write to the database all the time: try again shortly"));
        return;
      }
      pause();
    }
  }

  /// A moment, of another length each time, so that several processes do not stay in step.
  private static void pause() {
    try {
      TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextLong(200, 5_000));
    } catch (InterruptedException e) {
      LOG.atDebug().log("a pause was cut short");
    }
  }

  /// @return false when another process came first
  private boolean commitOnce(List<Pending<?>> group) {
    Journal.Head now = head;
    if (now == null) {
      now = journal.recover();
      Unfinished last = unfinished;
      if (last != null && (last.sure || now.recent().contains(last.token))) {
        unfinished = null;
        head = now;
        tell(last.changes);
        if (group.stream().anyMatch(Pending::hasRun)) {
          return true;
        }
      }
      unfinished = null;
      head = now;
    }
    MongoLedger ledger = run(group, now);
    List<Write> writes = ledger.writes();
    if (writes.isEmpty()) {
      // A commit below would have shown that nobody wrote meanwhile; a step may have failed over
      // what another process was about to write.
      boolean sure = group.stream().noneMatch(Pending::failed) || journal.isAt(now);
      head = sure ? now : null;
      return sure;
    }
    List<Change> changes = new ArrayList<>();
    group.forEach(pending -> changes.addAll(pending.changes()));
    Journal.Head next = now.next(ledger.lastUnprocessed());
    unfinished = new Unfinished(next.token(), false, changes);
    head = null;
    if (!journal.commit(now, next, writes)) {
      unfinished = null;
      return false;
    }
    unfinished = new Unfinished(next.token(), true, changes);
    journal.apply(next.number(), writes);
    unfinished = null;
    head = next;
    tell(changes);
    return true;
  }

  /// Runs the steps, each over what those before it did. Where one fails after documents of the
  /// replaced backend were met, which must not be taken back with it, the others are run anew.
  private MongoLedger run(List<Pending<?>> group, Journal.Head now) {
    group.forEach(Pending::forget);
    while (true) {
      MongoLedger ledger = new MongoLedger(database, now.lastUnprocessed());
      Wanted wanted = Wanted.nothing();
      group.forEach(pending -> wanted.addAll(pending.wanted));
      ledger.read(wanted);
      boolean again = false;
      for (Pending<?> pending : group) {
        if (!pending.failed() && !pending.run(ledger) && ledger.hasAdopted()) {
          again = true;
          break;
        }
      }
      if (!again) {
        return ledger;
      }
    }
  }

  private void tell(List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    try {
      feed.publish(changes);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("a feed threw, which it must not");
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
    queue.offer(new Pending<>(Wanted.nothing(), _ -> new Done<>("", List.of())));
    try {
      thread.join();
      refuse(new ArrayList<>(queue), Faults.unavailable("Parley is stopping"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Pending<T> {
    private final Wanted wanted;
    private final Step<T> step;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private @Nullable Done<T> done;
    private @Nullable RuntimeException failure;

    Pending(Wanted wanted, Step<T> step) {
      this.wanted = wanted;
      this.step = step;
    }

    void forget() {
      done = null;
      failure = null;
    }

    boolean failed() {
      return failure != null;
    }

    boolean hasRun() {
      return done != null || failure != null;
    }

    /// Throws only when MongoDB does.
    ///
    /// @return whether it succeeded
    boolean run(MongoLedger ledger) {
      try {
        done = step.run(ledger);
        ledger.keepStep();
        return true;
      } catch (MongoException e) {
        throw e;
      } catch (RuntimeException e) {
        failure = e;
        ledger.undoStep();
        return false;
      }
    }

    List<Change> changes() {
      return done == null ? List.of() : done.changes();
    }

    void complete() {
      if (failure != null) {
        refuse(failure);
      } else if (done != null) {
        result.complete(done.result());
      } else {
        refuse(new IllegalStateException("the step did not run"));
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
