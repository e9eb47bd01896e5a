package dev.parley.media;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EarlyWritingTest {
  private static final long SHARE = WriteShares.MOST;

  private final WriteShares shares = new WriteShares();

  @Test
  void eachShareOfAFileIsForcedToDiskOnce() throws IOException {
    AtomicInteger forced = new AtomicInteger();
    EarlyWriting early = new EarlyWriting(forced::incrementAndGet, shares);

    for (long size = SHARE / 4; size < 3 * SHARE; size += SHARE / 4) {
      early.grown(size);
      early.end(); // the disk is fast
    }

    assertEquals(2, forced.get());
  }

  @Test
  void aSenderThatIsFasterThanTheDiskWaitsForIt() throws Exception {
    Semaphore disk = new Semaphore(0);
    AtomicLong size = new AtomicLong();
    EarlyWriting early = new EarlyWriting(disk::acquireUninterruptibly, shares);
    Thread sender =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < 40; i++) {
                grow(early, size.get() + SHARE / 4);
                size.addAndGet(SHARE / 4);
              }
            });

    long most = 3 * SHARE - SHARE / 4; // the next piece would be too much
    Waiting.until(
        "the sender waits", () -> size.get() == most && sender.getState() == Thread.State.WAITING);

    disk.release(100);
    sender.join();
    assertEquals(10 * SHARE, size.get());
  }

  private static void grow(EarlyWriting early, long size) {
    try {
      early.grown(size);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aFailureOfTheDiskIsReported() throws IOException {
    EarlyWriting early =
        new EarlyWriting(
            () -> {
              throw new IOException("No space left on device");
            },
            shares);
    early.grown(SHARE);

    IOException failure = assertThrows(IOException.class, () -> early.grown(3 * SHARE));

    assertEquals("No space left on device", requireNonNull(failure.getCause()).getMessage());
  }

  @Test
  void manyFilesAreTogetherNotFurtherAheadOfTheDisk(@TempDir Path folder) throws IOException {
    List<IncomingFile> files = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      files.add(IncomingFile.begin(folder.resolve("file" + i), shares));
    }
    assertEquals(1 << 20, shares.bytes());

    for (IncomingFile file : files.subList(0, 32)) {
      var _ = file.finish();
      file.close();
    }
    assertEquals(2 << 20, shares.bytes());

    files.forEach(IncomingFile::close);
    assertEquals(SHARE, shares.bytes());
  }
}
