package dev.parley.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.TestClock;
import dev.parley.chat.MediaFile;
import dev.parley.files.Fixture;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The cache of small copies.
final class FilePreviewsTest {
  @TempDir private Path folder;
  private final TestClock clock = TestClock.atNoon();
  private BlobStore blobs;
  private FilePreviews previews;

  @BeforeEach
  void open() {
    blobs = FolderBlobStore.open(folder, clock);
    previews =
        new FilePreviews(new MediaLibrary(new MemoryMediaStore(), blobs, ExaminedFile::of, clock));
  }

  @AfterEach
  void close() {
    previews.close();
    blobs.close();
  }

  private MediaFile put(byte[] bytes) throws IOException {
    try (IncomingFile file = blobs.begin()) {
      file.write(bytes, 0, bytes.length);
      BlobId id = file.finish();
      blobs.put(file);
      return new MediaFile(
          "med_1",
          MediaFile.Status.READY,
          "image/jpeg",
          (long) bytes.length,
          id.value(),
          null,
          MediaFile.Traits.NONE,
          null);
    }
  }

  private Path path(MediaFile file) {
    String hash = String.valueOf(file.sha256());
    return folder.resolve(hash.substring(0, 2)).resolve(hash.substring(2, 4)).resolve(hash);
  }

  private Optional<byte[]> thumbnail(MediaFile file) {
    return previews.find(file, FilePreviews.Size.THUMB);
  }

  @Test
  void aPictureThatCannotBeReadIsReadOnce() throws IOException {
    byte[] picture = Fixture.bytes("picture.jpg");
    byte[] damaged = picture.clone();
    Arrays.fill(damaged, 4, damaged.length, (byte) 0);
    MediaFile file = put(damaged);
    assertEquals(Optional.empty(), thumbnail(file));

    Files.write(path(file), picture); // a second read would make a thumbnail

    assertEquals(Optional.empty(), thumbnail(file));
  }

  @Test
  void bytesThatAreMissingAreLookedForAgain() throws IOException {
    MediaFile file = put(Fixture.bytes("picture.jpg"));
    Path there = path(file);
    Path away = folder.resolve("away");
    Files.move(there, away);
    assertEquals(Optional.empty(), thumbnail(file));

    Files.move(away, there);

    assertTrue(thumbnail(file).isPresent());
  }

  /// Many agents see a new picture at the same time.
  @Test
  @Timeout(60)
  void aCopyThatManyRequestAtOnceIsMadeOnce() throws Exception {
    MediaFile file = put(Fixture.bytes("picture.jpg"));
    Gate gate = new Gate();
    try (FilePreviews slow = gate.previews();
        ExecutorService clients = Executors.newFixedThreadPool(5)) {
      List<Future<Optional<byte[]>>> copies = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        copies.add(clients.submit(() -> slow.find(file, FilePreviews.Size.THUMB)));
      }
      gate.begun.acquire();
      gate.open.countDown();

      for (Future<Optional<byte[]>> copy : copies) {
        assertTrue(copy.get().isPresent());
      }
      assertEquals(0, gate.begun.availablePermits(), "the picture was read again");
    }
  }

  @Test
  @Timeout(60)
  void aPictureThatIsErasedWhileItsCopyIsMadeIsForgotten() throws Exception {
    MediaFile file = put(Fixture.bytes("picture.jpg"));
    Gate gate = new Gate();
    try (FilePreviews slow = gate.previews();
        ExecutorService client = Executors.newSingleThreadExecutor()) {
      Future<Optional<byte[]>> copy = client.submit(() -> slow.find(file, FilePreviews.Size.THUMB));
      gate.begun.acquire(); // its bytes are open
      Files.delete(path(file));
      slow.forget(new BlobId(String.valueOf(file.sha256())));
      gate.open.countDown();
      assertTrue(copy.get().isPresent());

      assertEquals(Optional.empty(), slow.find(file, FilePreviews.Size.THUMB));
    }
  }

  /// Holds up the first picture that is read.
  private final class Gate {
    final Semaphore begun = new Semaphore(0);
    final CountDownLatch open = new CountDownLatch(1);

    FilePreviews previews() {
      BlobStore gated =
          (BlobStore)
              Proxy.newProxyInstance(
                  BlobStore.class.getClassLoader(),
                  new Class<?>[] {BlobStore.class},
                  (_, method, arguments) -> {
                    Object result = method.invoke(blobs, arguments);
                    if (method.getName().equals("open")) {
                      begun.release();
                      open.await();
                    }
                    return result;
                  });
      return new FilePreviews(
          new MediaLibrary(new MemoryMediaStore(), gated, ExaminedFile::of, clock));
    }
  }
}
