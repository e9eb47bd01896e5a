package dev.parley.stream;

import dev.parley.chat.Change;
import dev.parley.chat.ChangeLog.Missed;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.Commit;
import dev.parley.chat.Refusal;
import dev.parley.chat.StreamPosition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The position of one subscriber in the stream. The number of waiting changes is limited: further
/// ones are dropped, and the subscriber receives them from the store's log, in the same order,
/// until it has caught up. Safe for use by many threads.
public final class Subscription implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

  /// The number of changes that are read from the log at once.
  private static final int PAGE = 200;

  private static final int BYTES_OF_A_CHANGE = 1024;
  private static final int BYTES_OF_AN_ID = 128;

  /// The delay after which a store that could not be read is tried again.
  private static final long RETRY_MILLIS = 500;

  private final String name;
  private final ChatHistory history;
  private final Subscriber subscriber;
  private final Limits limits;

  /// Whether changes that it did not receive are delivered later, from its cursor.
  private final boolean durable;

  private final Thread thread;

  private final CountDownLatch ending = new CountDownLatch(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long weight;
  private boolean behind = true;
  private boolean closed;

  /// The number of the last change that was published.
  private long published;

  /// The time at which the subscriber started to handle the current change, by [System#nanoTime]; 0
  /// while it is idle.
  private volatile long busySince;

  /// The position up to which the subscriber has received everything; null until the store could be
  /// read for the first time, or has published a change.
  private volatile @Nullable StreamPosition reached;

  /// @param commits the maximum number of commits that may wait
  /// @param weight the maximum estimated size of these commits in bytes; one commit may always wait
  /// @param closing the time for which [#close] waits for the remaining changes
  record Limits(int commits, long weight, Duration closing) {
    static final Limits DEFAULTS = new Limits(1024, 16L * 1024 * 1024, Duration.ofSeconds(5));
  }

  /// A commit that the subscriber has not handled yet.
  ///
  /// @param since the time at which it was published, by [System#nanoTime]
  private record Waiting(Commit commit, long weight, long since) {}

  /// Starts at the current position of the store.
  Subscription(String name, ChatHistory history, Subscriber subscriber, Limits limits) {
    this(name, history, null, subscriber, limits);
    try {
      begin(history.position());
    } catch (Refusal unavailable) {
      LOG.atDebug().setCause(unavailable).log("the store cannot be read yet");
    }
  }

  /// @param from the position after which every change is delivered; null: not known yet
  Subscription(
      String name,
      ChatHistory history,
      @Nullable StreamPosition from,
      Subscriber subscriber,
      Limits limits) {
    this.name = name;
    this.history = history;
    this.subscriber = subscriber;
    this.limits = limits;
    this.durable = from != null;
    this.reached = from;
    this.published = from == null ? 0 : from.number();
    this.thread = Thread.ofVirtual().name("subscriber-" + name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Passes on a commit, without waiting for the subscriber.
  void publish(Commit commit) {
    long heavy = commit.changes().stream().mapToLong(Subscription::weight).sum();
    lock.lock();
    try {
      if (closed || commit.last() <= published) {
        return;
      }
      if (published == 0 && reached == null) { // nothing was missed so far
        behind = false;
        published = commit.first() - 1;
      }
      boolean gap = commit.first() != published + 1;
      boolean full =
          !waiting.isEmpty()
              && (waiting.size() >= limits.commits || weight + heavy > limits.weight);
      published = commit.last();
      if (behind || gap || full) {
        fallBehind();
      } else {
        waiting.add(new Waiting(commit, heavy, System.nanoTime()));
        weight += heavy;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Drops the waiting commits. If no position is known yet, the first commit stays and is
  /// delivered: the log is read from there on.
  private void fallBehind() {
    behind = true;
    Waiting first = reached == null ? waiting.peek() : null;
    waiting.clear();
    weight = 0;
    if (first != null) {
      waiting.add(first);
      weight = first.weight;
    }
  }

  /// The approximate memory of a change, in bytes.
  private static long weight(Change change) {
    return BYTES_OF_A_CHANGE
        + switch (change) {
          case Change.MessageStored(var message) -> message.bytes();
          case Change.StatusChanged(var message) -> message.bytes();
          case Change.MessageAmended(var message) -> message.bytes();
          case Change.MessageTouched(var message) -> message.bytes();
          case Change.ChatRead read -> (long) BYTES_OF_AN_ID * read.messages().size();
          case Change.PresenceChanged _,
              Change.ContactSaved _,
              Change.ContactSeen _,
              Change.ChatUpdated _,
              Change.NoteSaved _ ->
              0;
          case Change.Removed removed -> (long) BYTES_OF_AN_ID * removed.ids().size();
        };
  }

  /// The name of the subscriber, for example `realtime`.
  public String name() {
    return name;
  }

  /// The position up to which the subscriber has received everything; null until it is known.
  public @Nullable StreamPosition reached() {
    return reached;
  }

  /// The number of changes that the subscriber has not received yet.
  public long lag() {
    lock.lock();
    try {
      StreamPosition now = reached;
      return now == null ? 0 : Math.max(0, published - now.number());
    } finally {
      lock.unlock();
    }
  }

  /// Whether its thread runs.
  public boolean isAlive() {
    return thread.isAlive();
  }

  /// The time for which the subscriber has made no progress although changes wait; zero if nothing
  /// waits, or if it is making progress.
  public Duration stuckFor() {
    long since = busySince;
    if (since == 0) {
      lock.lock();
      try {
        Waiting next = waiting.peek();
        since = next == null ? 0 : next.since;
      } finally {
        lock.unlock();
      }
    }
    return since == 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, System.nanoTime() - since));
  }

  private void run() {
    while (true) {
      try {
        if (!turn()) {
          return;
        }
      } catch (Throwable failure) {
        // The next commit must still be delivered after a failure.
        log("a subscriber failed; it starts over", failure);
        startOver();
      } finally {
        busySince = 0;
      }
    }
  }

  /// @return false if no more changes will come
  private boolean turn() throws InterruptedException {
    Waiting next = null;
    boolean catchUp;
    lock.lock();
    try {
      while (waiting.isEmpty() && !behind && !closed) {
        changed.awaitUninterruptibly();
      }
      catchUp = behind && waiting.isEmpty();
      if (catchUp && closed) {
        LOG.atWarn()
            .addKeyValue("subscriber", name)
            .log("not all changes were delivered before the end");
        return false;
      }
      if (!catchUp) {
        next = waiting.poll();
        weight -= next == null ? 0 : next.weight;
      }
      busySince = System.nanoTime();
    } finally {
      lock.unlock();
    }
    if (catchUp) {
      catchUp();
      return true;
    }
    if (next == null) {
      return false;
    }
    tell(next.commit);
    return true;
  }

  /// Passes a commit to the subscriber. The position advances even if the subscriber fails, because
  /// it would fail again.
  private void tell(Commit commit) {
    try {
      subscriber.accept(commit);
    } finally {
      reached = commit.at(commit.changes().size() - 1);
    }
  }

  /// Delivers one page of missed changes.
  private void catchUp() throws InterruptedException {
    StreamPosition from = reached;
    StreamPosition now;
    Optional<Missed> page;
    try {
      now = history.position(); // before reading the log, so that nothing is lost
      if (from == null) {
        begin(now);
        return;
      }
      expect(now);
      page = history.missed(from, PAGE);
    } catch (Refusal unavailable) {
      LOG.atDebug().setCause(unavailable).log("the log of changes cannot be read now");
      busySince = 0; // the store is the cause, not the subscriber
      var _ = ending.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    if (page.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("subscriber", name)
          .log("the subscriber missed changes that are no longer kept; it starts over");
      reached = now;
      startOver();
    } else {
      for (Commit commit : page.get().commits()) {
        busySince = System.nanoTime();
        tell(commit);
      }
      reached = page.get().position();
    }
    goLive();
  }

  /// Marks the subscriber as behind until it has received everything up to `now`.
  private void expect(StreamPosition now) {
    lock.lock();
    try {
      published = Math.max(published, now.number());
    } finally {
      lock.unlock();
    }
  }

  private void goLive() {
    lock.lock();
    try {
      StreamPosition now = reached;
      if (now != null && now.number() >= published) {
        published = now.number();
        behind = false;
      }
    } finally {
      lock.unlock();
    }
  }

  private void begin(StreamPosition position) {
    lock.lock();
    try {
      if (behind && published == 0) {
        reached = position;
        published = position.number();
        behind = false;
      }
    } finally {
      lock.unlock();
    }
  }

  private void startOver() {
    try {
      subscriber.startOver();
    } catch (Throwable failure) {
      log("a subscriber could not start over", failure);
    }
  }

  private void log(String sentence, @Nullable Throwable failure) {
    try {
      LOG.atError().setCause(failure).addKeyValue("subscriber", name).log(sentence);
    } catch (Throwable exhausted) {
      // Memory is exhausted: logging fails as well.
    }
  }

  /// Delivers waiting changes for a limited time, and stops. A durable subscriber receives no more
  /// changes.
  @Override
  public void close() {
    ending.countDown();
    lock.lock();
    try {
      closed = true;
      if (durable) {
        waiting.clear();
        weight = 0;
        behind = false;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(limits.closing)) {
        LOG.atWarn()
            .addKeyValue("subscriber", name)
            .log("not all changes were delivered before the end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
