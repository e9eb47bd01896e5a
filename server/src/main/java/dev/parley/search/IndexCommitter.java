package dev.parley.search;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/// Commits the documents of an open index together with its checkpoint, and removes the terms of
/// removed documents from its files. Used by the indexer's thread, except for [#covers].
final class IndexCommitter {
  /// The index is committed after this number of changes or after this time.
  private static final int MOST_UNCOMMITTED = 20_000;

  private static final long COMMIT_NANOS = Duration.ofSeconds(10).toNanos();

  /// The interval at which terms of expired messages are removed from the files; those of erased
  /// people are removed immediately.
  private static final long TRACES_NANOS = Duration.ofMinutes(10).toNanos();

  private static final String TRACES = "traces";

  private final LuceneIndex index;
  private IndexCheckpoint checkpoint;
  private int uncommitted;
  private long committedAt = System.nanoTime();
  private boolean isDirty;

  /// Whether the files still contain terms of removed messages.
  private boolean hasTraces;

  private long tracesRemovedAt = System.nanoTime();

  /// The number of the last change that is committed; -1, which is less than the number of any
  /// change, while the index is built.
  private volatile long committed;

  /// Continues from the last commit of an index.
  IndexCommitter(LuceneIndex index) {
    this.index = index;
    Map<String, String> data = index.committed();
    checkpoint = IndexCheckpoint.read(data);
    hasTraces = Boolean.parseBoolean(data.get(TRACES));
    showCommitted();
  }

  /// The progress of the index, including uncommitted changes.
  IndexCheckpoint checkpoint() {
    return checkpoint;
  }

  /// Notes that the index has reached a checkpoint.
  ///
  /// @param changes the number of documents that were written or removed on the way
  void advance(IndexCheckpoint next, int changes) {
    isDirty |= changes > 0 || !next.equals(checkpoint);
    uncommitted += changes;
    if (next.isComplete() && !checkpoint.isComplete()) {
      uncommitted = MOST_UNCOMMITTED; // commit soon: the work was long
    }
    checkpoint = next;
  }

  /// Notes that messages were removed whose terms are still in the files.
  void leaveTraces() {
    hasTraces = true;
  }

  /// Removes all documents. The next checkpoint is that of a new index.
  void clear() throws IOException {
    index.clear();
    checkpoint = IndexCheckpoint.NONE;
  }

  void commitIfDue() throws IOException, InterruptedException {
    if (isDirty
        && (uncommitted >= MOST_UNCOMMITTED || System.nanoTime() - committedAt >= COMMIT_NANOS)) {
      commit();
    }
    if (hasTraces && System.nanoTime() - tracesRemovedAt >= TRACES_NANOS) {
      removeTraces();
    }
  }

  void commit() throws IOException {
    write();
    showCommitted();
  }

  /// Removes the terms of removed documents from the files, and commits. The position is committed
  /// after the terms are gone: if the process is killed in between, the next one does it again.
  void removeTraces() throws IOException, InterruptedException {
    index.removeTraces();
    write();
    index.awaitOldFilesRemoved(); // before the removal is reported as complete
    showCommitted();
    hasTraces = false;
    tracesRemovedAt = System.nanoTime();
  }

  private void write() throws IOException {
    if (checkpoint.position() == null) {
      return; // nothing is built yet
    }
    Map<String, String> data = checkpoint.write();
    data.put(TRACES, Boolean.toString(hasTraces));
    index.commit(data);
    uncommitted = 0;
    isDirty = false;
    committedAt = System.nanoTime();
  }

  private void showCommitted() {
    committed =
        checkpoint.isComplete() && checkpoint.position() != null
            ? checkpoint.position().number()
            : -1;
  }

  /// Whether the index on disk has every change up to a number, and no longer contains removed
  /// chats and contacts. Safe for use by many threads.
  boolean covers(long number) {
    return committed >= number;
  }

  /// The time until [#commitIfDue] has work, in nanoseconds; [Long#MAX_VALUE] if it will have none.
  long nanosUntilDue() {
    long now = System.nanoTime();
    return Math.min(
        isDirty ? committedAt + COMMIT_NANOS - now : Long.MAX_VALUE,
        hasTraces ? tracesRemovedAt + TRACES_NANOS - now : Long.MAX_VALUE);
  }
}
