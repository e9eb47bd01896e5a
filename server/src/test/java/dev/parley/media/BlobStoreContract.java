package dev.parley.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.OpenFiles;
import dev.parley.TestClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// The contract of all blob stores.
public interface BlobStoreContract {
  byte[] HELLO = "Hello".getBytes(UTF_8);

  /// Source: `printf Hello | sha256sum`.
  BlobId HASH_OF_HELLO =
      new BlobId("185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969");

  /// A store that is empty at the start of each test; the same one for the whole test.
  BlobStore blobs();

  /// The clock of the store, which only the test moves.
  TestClock clock();

  private BlobId put(byte[] bytes) throws IOException {
    try (IncomingFile file = blobs().begin()) {
      file.write(bytes, 0, bytes.length);
      BlobId id = file.finish();
      blobs().put(file);
      return id;
    }
  }

  private byte[] read(BlobId id, long offset) throws IOException {
    try (InputStream in = blobs().open(id, offset).orElseThrow()) {
      return in.readAllBytes();
    }
  }

  private List<BlobId> old() throws IOException {
    List<BlobId> old = new ArrayList<>();
    blobs().olderThan(clock().instant(), old::add);
    return old;
  }

  @Test
  default void theLocalFileHasTheSameBytes() throws IOException {
    BlobId id = put(HELLO);

    for (Path file : blobs().path(id).stream().toList()) {
      assertArrayEquals(HELLO, Files.readAllBytes(file));
    }
  }

  @Test
  default void storedBytesAreReadByTheirHash() throws IOException {
    assertEquals(HASH_OF_HELLO, put(HELLO));

    assertArrayEquals(HELLO, read(HASH_OF_HELLO, 0));
    assertArrayEquals("lo".getBytes(UTF_8), read(HASH_OF_HELLO, 3));
    assertArrayEquals(new byte[0], read(HASH_OF_HELLO, 5));
    assertEquals(OptionalLong.of(5), blobs().size(HASH_OF_HELLO));
  }

  @Test
  default void aFileWithoutBytesIsStored() throws IOException {
    BlobId id = put(new byte[0]);

    assertEquals(OptionalLong.of(0), blobs().size(id));
    assertArrayEquals(new byte[0], read(id, 0));
  }

  @Test
  default void unknownBytesAreAbsent() throws IOException {
    assertEquals(OptionalLong.empty(), blobs().size(HASH_OF_HELLO));
    assertEquals(Optional.empty(), blobs().open(HASH_OF_HELLO, 0));
    assertFalse(blobs().removeOlderThan(clock().instant(), HASH_OF_HELLO));
    assertEquals(List.of(), old());
  }

  @Test
  default void aFileThatIsNotStoredLeavesNothing() throws IOException {
    IncomingFile file = blobs().begin();
    try (file) {
      file.write(HELLO, 0, HELLO.length);
      var _ = file.finish();
    }

    assertFalse(Files.exists(file.path()));
    assertEquals(OptionalLong.empty(), blobs().size(HASH_OF_HELLO));
  }

  /// An open file uses space on the disk even after it was removed.
  @Test
  @EnabledOnOs(OS.LINUX)
  default void aStoredFileIsNotKeptOpen() throws IOException {
    try (IncomingFile file = blobs().begin()) {
      file.write(HELLO, 0, HELLO.length);
      var _ = file.finish();
      blobs().put(file);

      assertEquals(List.of(), OpenFiles.in(requireNonNull(file.path().getParent())));
    }
  }

  @Test
  default void unfinishedFilesAreRemovedAfterADay() throws IOException {
    IncomingFile left = blobs().begin(); // by a process that is killed
    left.write(HELLO, 0, 3);
    Files.setLastModifiedTime(left.path(), FileTime.from(clock().instant()));

    assertEquals(List.of(), old());
    assertTrue(Files.exists(left.path()));
    clock().advance(Duration.ofHours(25));
    assertEquals(List.of(), old());

    assertFalse(Files.exists(left.path()));
  }

  @Test
  default void theSameBytesAreStoredOnceAndCountAsNew() throws IOException {
    var _ = put(HELLO);
    clock().advance(Duration.ofHours(2));
    var _ = put(HELLO);

    assertFalse(blobs().removeOlderThan(clock().instant(), HASH_OF_HELLO));
    clock().advance(Duration.ofHours(2));
    assertEquals(List.of(HASH_OF_HELLO), old());
    assertTrue(blobs().removeOlderThan(clock().instant(), HASH_OF_HELLO));
    assertEquals(OptionalLong.empty(), blobs().size(HASH_OF_HELLO));
  }

  @Test
  default void aLargeFileIsReadFromAnyByteOn() throws IOException {
    byte[] bytes = new byte[3 * 1024 * 1024 + 1];
    RandomGenerator.of("L64X128MixRandom").nextBytes(bytes);
    BlobId id = put(bytes);

    assertArrayEquals(bytes, read(id, 0));
    byte[] end = Arrays.copyOfRange(bytes, 1_000_000, bytes.length);
    assertArrayEquals(end, read(id, 1_000_000));
  }
}
