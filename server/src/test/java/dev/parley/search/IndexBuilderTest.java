package dev.parley.search;

import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.parley.chat.MemoryChatStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Building the index from everything that is stored.
final class IndexBuilderTest {
  @TempDir Path folder;

  private final MemoryChatStore store = new MemoryChatStore(_ -> {});
  private final IndexMonitor monitor = new IndexMonitor();

  /// If it did not begin again, contacts that were not read yet would never be found.
  @Test
  void aBuildThatEndsWhileItReadsContactsBeginsAgain() throws Exception {
    store.ingest(arrived(HELLO), NOON);
    monitor.close();
    try (LuceneIndex index = LuceneIndex.open(folder)) {
      IndexCommitter commits = new IndexCommitter(index);

      new IndexBuilder(store, monitor).indexNext(index, commits);

      assertEquals(IndexCheckpoint.NONE, commits.checkpoint());
      new IndexBuilder(store, new IndexMonitor()).indexNext(index, commits);
      assertNotNull(commits.checkpoint().position());
    }
  }
}
