package dev.parley.search;

import dev.parley.chat.ChatHistory;
import dev.parley.chat.Commit;
import dev.parley.chat.Refusal;
import dev.parley.search.IndexCheckpoint.Phase;
import dev.parley.stream.Subscriber;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.lucene.index.CorruptIndexException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the index up to date with the store, on a thread of its own: it reads the log of changes
/// from the position of the index on. The stream only wakes it up, so it delays no other subscriber
/// and queues nothing in memory. If the log no longer contains the position, or there is no
/// readable index, it builds the index from everything that is stored.
///
/// It opens the index some seconds after the start, or with the first search. It uses only a part
/// of the processor's time, so that it does not delay new messages. Its work is committed together
/// with its position: after a process was killed, the next one continues from there.
///
/// Safe for use by many threads.
final class Indexer implements Subscriber, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);

  /// The time for which changes are collected before they are indexed.
  private static final long COLLECTING_NANOS = Duration.ofMillis(150).toNanos();

  private static final long STORE_RETRY_NANOS = Duration.ofMillis(500).toNanos();
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private final ChatHistory history;
  private final Path folder;
  private final IndexMonitor monitor = new IndexMonitor();
  private final IndexBuilder builder;
  private final LogFollower follower;
  private final Thread thread;

  /// The commits of the index that was opened last; null before the first.
  private volatile @Nullable IndexCommitter latest;

  /// @param folder the folder of Parley's data; created if absent
  Indexer(Path folder, ChatHistory history) {
    this.folder = folder;
    this.history = history;
    this.builder = new IndexBuilder(history, monitor);
    this.follower = new LogFollower(history);
    this.thread = Thread.ofPlatform().daemon().name("search").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void accept(Commit commit) {
    monitor.wake();
  }

  /// Only wakes the thread: the position of the index tells which changes were missed.
  @Override
  public void startOver() {
    monitor.wake();
  }

  /// See [IndexMonitor#index].
  Optional<LuceneIndex> index(Duration limit) throws InterruptedException {
    return monitor.index(limit);
  }

  /// See [IndexMonitor#fault].
  @Nullable String fault() {
    return monitor.fault();
  }

  /// See [IndexMonitor#awaitComplete].
  @Nullable String awaitComplete() throws InterruptedException {
    return monitor.awaitComplete();
  }

  /// See [IndexMonitor#progress].
  @Nullable Double progress() {
    return monitor.progress();
  }

  /// Opens the index immediately.
  void want() {
    monitor.want();
  }

  /// Builds the index from scratch.
  void rebuild() {
    monitor.rebuild();
  }

  /// Whether the index on disk has every change up to a number, and no longer contains removed
  /// chats and contacts.
  boolean covers(long number) {
    IndexCommitter last = latest;
    return last != null && last.covers(number);
  }

  private void run() {
    try {
      if (hasChanges()) {
        monitor.wake();
      }
      monitor.awaitFirst();
      while (!monitor.isClosed()) {
        try (LuceneIndex index = LuceneIndex.open(folder)) {
          IndexCommitter commits = new IndexCommitter(index);
          latest = commits;
          monitor.opened(index, commits.checkpoint().isComplete());
          work(index, commits);
        } catch (IOException | RuntimeException | InternalError failure) {
          // The JVM throws InternalError if a mapped file has become shorter.
          monitor.failed(
              failure,
              failure instanceof CorruptIndexException || failure instanceof InternalError);
        }
      }
    } catch (InterruptedException ended) {
      // No code interrupts this thread.
    }
  }

  private boolean hasChanges() {
    try {
      return history.position().number() > 0;
    } catch (Refusal unavailable) {
      return true;
    }
  }

  /// Works until the index is closed. Throws an exception if the index fails.
  private void work(LuceneIndex index, IndexCommitter commits)
      throws IOException, InterruptedException {
    try {
      while (!monitor.isClosed()) {
        if (monitor.takeRebuild()) {
          startBuilding(commits, "a rebuild was requested");
        }
        long began = System.nanoTime();
        boolean more;
        try {
          more = indexNext(index, commits);
        } catch (Refusal unavailable) {
          LOG.atDebug().setCause(unavailable).log("the store cannot be read now");
          monitor.pause(STORE_RETRY_NANOS);
          continue;
        }
        commits.commitIfDue();
        long took = System.nanoTime() - began;
        if (more) {
          monitor.pause(commits.checkpoint().isComplete() ? 2 * took : took);
        } else {
          monitor.pause(COLLECTING_NANOS);
          monitor.awaitNews(commits.nanosUntilDue());
        }
      }
      commits.commit();
    } finally {
      monitor.ended();
    }
  }

  /// Indexes the next part of the stored objects.
  ///
  /// @return whether there is more
  private boolean indexNext(LuceneIndex index, IndexCommitter commits)
      throws IOException, InterruptedException {
    if (commits.checkpoint().phase() == Phase.BUILDING) {
      builder.indexNext(index, commits);
      return true;
    }
    return switch (follower.indexNext(index, commits)) {
      case MORE -> true;
      case CAUGHT_UP -> {
        showComplete(index); // this must be last: a thread that waits for it may close the index
        yield false;
      }
      case LOST -> {
        startBuilding(commits, "the log of changes does not reach back to its position");
        yield true;
      }
    };
  }

  private void startBuilding(IndexCommitter commits, String reason) throws IOException {
    LOG.atInfo().addKeyValue("reason", reason).log("the search index is being rebuilt");
    commits.clear();
    monitor.show(0.0);
  }

  private void showComplete(LuceneIndex index) throws IOException {
    if (!monitor.isComplete()) {
      index.refresh();
      monitor.completed();
    }
  }

  /// Commits the work done so far and stops. May be called before or after the store is closed.
  @Override
  public void close() {
    monitor.close();
    try {
      if (thread.isAlive() && !thread.join(CLOSING)) {
        LOG.atWarn()
            .log("the search index was not closed in time; it continues from its last commit");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
