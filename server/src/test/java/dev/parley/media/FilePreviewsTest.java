package dev.parley.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.MediaFile;
import dev.parley.files.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The cache of small copies.
final class FilePreviewsTest {
  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock();
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
}
