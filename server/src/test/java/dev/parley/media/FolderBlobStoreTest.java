package dev.parley.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.MediaFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderBlobStoreTest implements BlobStoreContract {
  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock();

  @Override
  public BlobStore blobs() {
    return FolderBlobStore.open(folder, clock);
  }

  @Override
  public SettableClock clock() {
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
  void aFileThatSomethingElseCutIsReplaced() throws IOException {
    put();
    Files.writeString(hello(), "Hel");

    put();

    assertEquals("Hello", Files.readString(hello()));
  }

  @Test
  void whatAProcessLeftUnfinishedIsRemovedAfterADay() throws IOException {
    Path left = folder.resolve("incoming").resolve("left");
    Files.createDirectories(folder.resolve("incoming"));
    Files.writeString(left, "half a fi");
    Files.setLastModifiedTime(left, FileTime.from(clock.instant()));

    blobs().olderThan(clock.instant(), _ -> {});
    assertTrue(Files.exists(left));
    clock.advance(Duration.ofHours(25));
    blobs().olderThan(clock.instant(), _ -> {});

    assertFalse(Files.exists(left));
  }

  @Test
  void bytesThatNoFileNamesAreRemovedAfterADay() throws IOException {
    MemoryMediaStore store = new MemoryMediaStore();
    put();
    try (OrphanSweep sweep = new OrphanSweep(store, blobs(), null, clock, () -> {})) {
      assertEquals(0, sweep.sweep());
      clock.advance(Duration.ofHours(25));

      assertEquals(1, sweep.sweep());
    }

    assertEquals(OptionalLong.empty(), blobs().size(HASH_OF_HELLO));
  }

  @Test
  void filesOlderThanTheyAreKeptAreGone() throws IOException {
    MemoryMediaStore store = new MemoryMediaStore();
    put();
    store.step(
        clock.instant(),
        rules -> {
          rules
              .ledger()
              .save(
                  new MediaRow(
                      "med_1",
                      MediaFile.Status.READY,
                      HASH_OF_HELLO,
                      null,
                      clock.instant(),
                      clock.instant(),
                      "{\"sha256\":\"%s\"}".formatted(HASH_OF_HELLO.value())));
          return List.of();
        });

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
  void bytesThatAFileNamesStay() throws IOException {
    MemoryMediaStore store = new MemoryMediaStore();
    put();
    store.step(
        clock.instant(),
        rules -> {
          rules
              .ledger()
              .save(
                  new MediaRow(
                      "med_1",
                      MediaFile.Status.READY,
                      HASH_OF_HELLO,
                      null,
                      clock.instant(),
                      clock.instant(),
                      "{}"));
          return List.of();
        });
    clock.advance(Duration.ofDays(30));

    try (OrphanSweep sweep = new OrphanSweep(store, blobs(), null, clock, () -> {})) {
      assertEquals(0, sweep.sweep());
    }

    assertEquals(OptionalLong.of(5), blobs().size(HASH_OF_HELLO));
  }
}
