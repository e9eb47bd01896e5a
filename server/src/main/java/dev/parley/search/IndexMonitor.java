package dev.parley.search;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The state that the indexer's thread shares with its callers: callers request work and wait for
/// the index, and the thread waits for work and reports its progress. Safe for use by many threads.
final class IndexMonitor {
  private static final Logger LOG = LoggerFactory.getLogger(IndexMonitor.class);

  /// The time after which the index is opened if there is no search.
  private static final long OPENING_NANOS = Duration.ofSeconds(2).toNanos();

  /// The time after opening within which a small index is complete.
  private static final long COMPLETING_NANOS = Duration.ofMillis(500).toNanos();

  private static final long INDEX_RETRY_NANOS = Duration.ofSeconds(10).toNanos();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // The lock guards all fields below.
  private boolean news;
  private boolean wanted;
  private boolean closed;
  private boolean rebuild;
  private @Nullable LuceneIndex open;
  private @Nullable String fault;
  private @Nullable String lastFault;
  private @Nullable Double progress = 0.0;
  private long openedAt;

  /// Whether everything that was stored when the index was opened can be found.
  private boolean caughtUp;

  // --- For callers -------------------------------------------------------------------------------

  /// Notes that there are changes to index.
  void wake() {
    lock.lock();
    try {
      news = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Requests that the index is opened immediately.
  void want() {
    lock.lock();
    try {
      wanted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Requests that the index is built from scratch.
  void rebuild() {
    lock.lock();
    try {
      rebuild = true;
      wanted = true;
      progress = 0.0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Requests that the thread ends.
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the index is open and returns it. If it has just been opened, waits a little
  /// longer for it to be complete.
  ///
  /// @param limit the longest time to wait until it is open
  /// @return the index; empty if it is not open by then
  Optional<LuceneIndex> index(Duration limit) throws InterruptedException {
    lock.lock();
    try {
      wanted = true;
      changed.signalAll();
      long left = limit.toNanos();
      while (open == null && fault == null && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      while (open != null && !caughtUp && !closed) {
        left = openedAt + COMPLETING_NANOS - System.nanoTime();
        if (left <= 0 || changed.awaitNanos(left) <= 0) {
          break;
        }
      }
      return Optional.ofNullable(open);
    } finally {
      lock.unlock();
    }
  }

  /// The reason why there is no index, for people; null if there is one or it is being opened.
  @Nullable String fault() {
    lock.lock();
    try {
      return fault;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the index is complete and contains everything that was stored when it was opened.
  ///
  /// @return the reason why it cannot become complete, for people; null if it is complete
  @Nullable String awaitComplete() throws InterruptedException {
    lock.lock();
    try {
      while (fault == null
          && !closed
          && (progress != null || open == null || rebuild || !caughtUp)) {
        changed.await();
      }
      return fault;
    } finally {
      lock.unlock();
    }
  }

  /// The approximate share of messages that are in the index; null once it is complete.
  @Nullable Double progress() {
    lock.lock();
    try {
      return progress;
    } finally {
      lock.unlock();
    }
  }

  // --- For the indexer's thread ------------------------------------------------------------------

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is work, and then a little longer unless a search needs the index.
  void awaitFirst() throws InterruptedException {
    lock.lock();
    try {
      while (!news && !wanted && !closed) {
        changed.await();
      }
      long left = OPENING_NANOS;
      while (!wanted && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Notes that searches can use an index.
  void opened(LuceneIndex index, boolean complete) {
    lock.lock();
    try {
      open = index;
      openedAt = System.nanoTime();
      caughtUp = false;
      fault = null;
      progress = complete ? null : 0.0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Notes that searches can no longer use the index.
  void ended() {
    lock.lock();
    try {
      open = null;
    } finally {
      lock.unlock();
    }
  }

  /// Notes that the index failed, and waits until it is time to open it again.
  ///
  /// @param damaged whether the index must be rebuilt
  void failed(Throwable failure, boolean damaged) throws InterruptedException {
    String sentence = "it cannot be written: " + failure.getClass().getSimpleName();
    lock.lock();
    try {
      if (!sentence.equals(lastFault)) { // the same fault repeats with each attempt
        LOG.atError().setCause(failure).log("the search index failed; it is reopened");
      }
      lastFault = sentence;
      open = null;
      rebuild |= damaged;
      fault = damaged ? null : sentence;
      changed.signalAll();
      long left = damaged ? 0 : INDEX_RETRY_NANOS;
      while (!closed && !rebuild && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether a rebuild was requested since the last call.
  boolean takeRebuild() {
    lock.lock();
    try {
      boolean requested = rebuild;
      rebuild = false;
      return requested;
    } finally {
      lock.unlock();
    }
  }

  /// Sets the share of messages that are in the index.
  void show(double part) {
    lock.lock();
    try {
      progress = part;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Whether the index is known to be complete.
  boolean isComplete() {
    lock.lock();
    try {
      return caughtUp && progress == null;
    } finally {
      lock.unlock();
    }
  }

  /// Notes that everything that was stored when the index was opened can be found.
  void completed() {
    lock.lock();
    try {
      caughtUp = true;
      progress = rebuild ? progress : null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Pauses the work, so that other threads can use the processor.
  void pause(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (!closed && !rebuild && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there are changes to index.
  ///
  /// @param limit the longest time to wait, in nanoseconds
  void awaitNews(long limit) throws InterruptedException {
    lock.lock();
    try {
      long left = limit;
      while (!news && !closed && !rebuild) {
        if (left <= 0) {
          return;
        }
        left = changed.awaitNanos(left);
      }
      news = false;
    } finally {
      lock.unlock();
    }
  }
}
