package dev.parley.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.TestClock;
import dev.parley.chat.MediaFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class FolderBlobStoreTest implements BlobStoreContract {
  @TempDir private Path folder;
  private final TestClock clock = TestClock.atNoon();

  @Override
  public BlobStore blobs() {
    return FolderBlobStore.open(folder, clock);
  }

  @Override
  public TestClock clock() {
    return clock;
  }

  private void put() throws IOException {
    try (IncomingFile file = blobs().begin()) {
      file.write(HELLO, 0, HELLO.length);
      var _ = file.finish();
      blobs().put(file);
    }
  }

  private Path hello() {
    return folder.resolve("18").resolve("5f").resolve(HASH_OF_HELLO.value());
  }

  @Test
  void aFileIsInTheFoldersOfItsFirstDigits() throws IOException {
    put();

    assertEquals("Hello", Files.readString(hello()));
  }

  @Test
  void aTruncatedFileIsReplaced() throws IOException {
    put();
    Files.writeString(hello(), "Hel");

    put();

    assertEquals("Hello", Files.readString(hello()));
  }

  /// If it did not wait, one process could remove bytes that the other one has just stored.
  @Test
  @Timeout(60)
  void storingWaitsForAnotherProcessThatRemovesTheBytes() throws Exception {
    put();
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                FolderLock.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    CompletableFuture<Boolean> stored = new CompletableFuture<>();
    try {
      assertEquals("locked", other.inputReader().readLine());
      Thread.ofPlatform()
          .start(() -> {
            try {
              put();
              stored.complete(true);
            } catch (IOException | RuntimeException e) {
              stored.completeExceptionally(e);
            }
          });

      assertThrows(TimeoutException.class, () -> stored.get(200, TimeUnit.MILLISECONDS));
    } finally {
      other.destroyForcibly();
    }
    assertTrue(stored.get(30, TimeUnit.SECONDS));
  }

  /// The file may belong to a customer who is erased.
  @Test
  @Timeout(60)
  void incomingFilesOfAKilledProcessAreRemoved() throws Exception {
    put(); // this process has a lock of its own
    IncomingFile own = blobs().begin();
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                UnfinishedFile.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Path file;
    try {
      file = Path.of(other.inputReader().readLine());
      blobs().removeAbandoned();
      assertTrue(Files.exists(file), "its process lives");
    } finally {
      other.destroyForcibly();
    }
    other.waitFor();

    blobs().removeAbandoned();

    assertFalse(Files.exists(file));
    assertTrue(Files.exists(own.path()));
    own.close();
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(
          1,
          left.filter(it -> it.toString().matches(".*/incoming\\..+\\.lock")).count(),
          "its own");
    }
  }

  @Test
  void unreferencedBytesAreRemovedAfterADay() throws IOException {
    MemoryMediaStore store = new MemoryMediaStore();
    put();
    try (OrphanSweep sweep = new OrphanSweep(store, blobs(), null, clock, () -> {})) {
      assertEquals(0, sweep.sweep());
      clock.advance(Duration.ofHours(25));

      assertEquals(1, sweep.sweep());
    }

    assertEquals(OptionalLong.empty(), blobs().size(HASH_OF_HELLO));
  }

  /// Stores that `med_1` is the file.
  private void remember(MemoryMediaStore store, String facts) {
    MediaRow row =
        new MediaRow(
            "med_1",
            MediaFile.Status.READY,
            HASH_OF_HELLO,
            null,
            clock.instant(),
            clock.instant(),
            facts);
    store.step(
        clock.instant(),
        rules -> {
          rules.ledger().save(row);
          return List.of();
        });
  }

  @Test
  void expiredFilesAreGone() throws IOException {
    MemoryMediaStore store = new MemoryMediaStore();
    put();
    remember(store, "{\"sha256\":\"%s\"}".formatted(HASH_OF_HELLO.value()));

    try (OrphanSweep sweep =
        new OrphanSweep(store, blobs(), Duration.ofDays(90), clock, () -> {})) {
      clock.advance(Duration.ofDays(89));
      assertEquals(0, sweep.expire());
      clock.advance(Duration.ofDays(2));
      assertEquals(1, sweep.expire());
      assertEquals(1, sweep.sweep());
    }

    assertEquals(MediaFile.Status.GONE, store.find("med_1").orElseThrow().status());
    assertEquals(OptionalLong.empty(), blobs().size(HASH_OF_HELLO));
  }

  @Test
  void referencedBytesAreKept() throws IOException {
    MemoryMediaStore store = new MemoryMediaStore();
    put();
    remember(store, "{}");
    clock.advance(Duration.ofDays(30));

    try (OrphanSweep sweep = new OrphanSweep(store, blobs(), null, clock, () -> {})) {
      assertEquals(0, sweep.sweep());
    }

    assertEquals(OptionalLong.of(5), blobs().size(HASH_OF_HELLO));
  }
}
