package dev.parley.search;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.parley.FolderFiles;
import dev.parley.Waiting;
import dev.parley.chat.Fixtures;
import dev.parley.chat.Message;
import dev.parley.chat.WaId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.lucene.index.QueryTimeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The index on disk.
@Timeout(60)
final class LuceneIndexTest {
  private static final String WORD = "marzipan";
  private static final QueryTimeout NEVER = () -> false;

  @TempDir Path folder;

  /// A search may read the old files for seconds.
  @Test
  void removalWaitsForSearchesThatReadOldFiles() throws Exception {
    try (LuceneIndex index = LuceneIndex.open(folder);
        ExecutorService searches = Executors.newVirtualThreadPerTaskExecutor()) {
      index.put(message("wamid.1", ALICE, WORD), false);
      index.put(message("wamid.2", BOB, "hello"), false);
      index.commit(Map.of());
      index.refresh();
      CountDownLatch end = new CountDownLatch(1);
      CountDownLatch reading = new CountDownLatch(1);
      Future<?> first = searches.submit(() -> readUntil(index, reading, end));
      reading.await();
      index.put(message("wamid.3", BOB, "hello again"), false);
      index.commit(Map.of());
      index.refresh(); // now the first search reads an older commit than the second
      CountDownLatch readingToo = new CountDownLatch(1);
      Future<?> second = searches.submit(() -> readUntil(index, readingToo, end));
      readingToo.await();

      index.removeChat(ALICE);
      index.removeTraces();
      index.commit(Map.of());
      AtomicReference<List<String>> left = new AtomicReference<>(List.of("not looked for yet"));
      Thread waiting =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  index.awaitOldFilesRemoved();
                  left.set(filesWithTheWord());
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      Waiting.until(
          "the removal waits, or has ended",
          Duration.ofSeconds(20),
          () ->
              waiting.getState() == Thread.State.TIMED_WAITING
                  || waiting.getState() == Thread.State.TERMINATED);
      assertFalse(filesWithTheWord().isEmpty(), "searches keep the files");
      end.countDown();
      first.get();
      second.get();
      waiting.join();

      assertEquals(List.of(), left.get());
    }
  }

  /// The folder is as after a kill: the written documents were never committed.
  @Test
  void uncommittedFilesAreRemovedWhenOpening() throws Exception {
    Path killed = folder.resolve("killed");
    try (LuceneIndex index = LuceneIndex.open(folder.resolve("whole"))) {
      index.put(message("wamid.1", ALICE, WORD), false);
      index.refresh();
      copy(folder.resolve("whole"), killed);
    }
    assertFalse(
        filesWithTheWord(killed).isEmpty(), "the word is in a file that belongs to no commit");
    try (LuceneIndex index = LuceneIndex.open(killed)) {
      assertEquals(List.of(), filesWithTheWord(killed));
      index.put(message("wamid.2", BOB, "hello"), false);
      index.commit(Map.of());
      assertEquals(List.of(), filesWithTheWord(killed));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : FolderFiles.of(from)) {
      Path copied = to.resolve(from.relativize(file));
      Files.createDirectories(copied.getParent());
      Files.copy(file, copied);
    }
  }

  private static Message message(String id, WaId chat, String text) {
    return Fixtures.stored(incoming(id, chat, text, NOON));
  }

  private static Object readUntil(LuceneIndex index, CountDownLatch reading, CountDownLatch end)
      throws IOException {
    return index.read(
        NEVER,
        searcher -> {
          reading.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return searcher;
        });
  }

  private List<String> filesWithTheWord() throws IOException {
    return filesWithTheWord(folder);
  }

  private static List<String> filesWithTheWord(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : FolderFiles.of(folder)) {
      if (FolderFiles.bytes(file).contains(WORD)) {
        found.add(file.toString());
      }
    }
    return found;
  }
}
