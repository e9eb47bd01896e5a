package dev.parley.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.TestClock;
import dev.parley.config.FilePlace;
import dev.parley.config.Secret;
import dev.parley.media.BlobId;
import dev.parley.media.BlobStore;
import dev.parley.media.BlobStoreContract;
import dev.parley.media.IncomingFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class S3BlobStoreTest implements BlobStoreContract {
  private final TestClock clock = TestClock.atNoon();
  private final Path folder;
  private final S3Peer s3;
  private final BlobStore blobs;

  S3BlobStoreTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.s3 = S3Peer.start();
    this.blobs = open("files/of/parley", S3Peer.SECRET);
  }

  private BlobStore open(String prefix, String secret) {
    return S3BlobStore.open(
        new FilePlace.S3(
            s3.url(), "eu-central-1", "chat", prefix, S3Peer.KEY_ID, new Secret(secret)),
        folder.resolve("incoming"),
        clock);
  }

  @AfterEach
  void close() {
    blobs.close();
    s3.close();
  }

  @Override
  public BlobStore blobs() {
    return blobs;
  }

  @Override
  public TestClock clock() {
    return clock;
  }

  private static void put(BlobStore store, byte[] bytes) throws IOException {
    try (IncomingFile file = store.begin()) {
      file.write(bytes, 0, bytes.length);
      var _ = file.finish();
      store.put(file);
    }
  }

  @Test
  void theNameSaysTheHashAndTheTime() throws IOException {
    put(blobs, HELLO);

    assertEquals(1, s3.names().size());
    assertTrue(
        s3.names()
            .getFirst()
            .matches(
                "files/of/parley/%s/%013d-[0-9a-f]{8}"
                    .formatted(HASH_OF_HELLO.value(), clock.millis())),
        s3.names()::toString);
  }

  /// The situation after a sweep has listed the old objects, and before it removes them.
  @Test
  void bytesStoredAgainDuringTheirRemovalAreKept() throws IOException {
    String old =
        "files/of/parley/%s/%013d-00000000".formatted(HASH_OF_HELLO.value(), clock.millis());
    clock.advance(Duration.ofDays(2));
    put(blobs, HELLO);
    s3.store(old, HELLO); // not removed yet: the process that stored it again was killed

    blobs.removeOlderThan(clock.instant().minus(Duration.ofDays(1)), HASH_OF_HELLO);

    assertEquals(1, s3.names().size());
    assertEquals(HELLO.length, blobs.size(HASH_OF_HELLO).orElseThrow());
  }

  @Test
  void longListsAreReadPageByPage() throws IOException {
    for (byte i = 0; i < 8; i++) {
      put(blobs, new byte[] {i});
      clock.advance(Duration.ofMinutes(1));
      put(blobs, new byte[] {i});
    }
    s3.store("files/of/parley/readme.txt", HELLO);
    List<BlobId> old = new ArrayList<>();

    blobs.olderThan(clock.instant().plusSeconds(1), old::add);

    assertEquals(8, old.stream().distinct().count());
    assertEquals(8, old.size());
  }

  @Test
  void aBucketWithoutAPrefixWorks() throws IOException {
    try (BlobStore whole = open("", S3Peer.SECRET)) {
      put(whole, HELLO);

      assertTrue(s3.names().getFirst().startsWith(HASH_OF_HELLO.value()), s3.names()::toString);
      List<BlobId> old = new ArrayList<>();
      whole.olderThan(clock.instant().plusSeconds(1), old::add);
      assertEquals(List.of(HASH_OF_HELLO), old);
    }
  }

  @Test
  void aWrongKeyIsReported() {
    try (BlobStore refused = open("files", "wrong")) {
      IOException fault = assertThrows(IOException.class, () -> put(refused, HELLO));

      assertEquals("S3 answered 403 SignatureDoesNotMatch", fault.getMessage());
    }
  }
}
