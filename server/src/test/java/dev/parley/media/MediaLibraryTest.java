package dev.parley.media;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Parley's knowledge of the copies of its files at WhatsApp.
final class MediaLibraryTest {
  private static final String NUMBER = "310987654321098";

  private final TestClock clock = TestClock.atNoon();

  /// WhatsApp keeps a copy for 30 days.
  @Test
  void aCopyAtWhatsAppIsUsedFor25Days(@TempDir Path folder) {
    try (BlobStore blobs = FolderBlobStore.open(folder, clock)) {
      MediaLibrary library =
          new MediaLibrary(new MemoryMediaStore(), blobs, ExaminedFile::of, clock);
      String id = upload(library);
      library.noteUpload(id, NUMBER, "1037543291543637");

      clock.advance(Duration.ofDays(25).minusSeconds(1));
      assertEquals(Optional.of("1037543291543637"), library.uploadedAs(id, NUMBER));
      assertEquals(Optional.empty(), library.uploadedAs(id, "310987654321099"));
      clock.advance(Duration.ofSeconds(1));
      assertEquals(Optional.empty(), library.uploadedAs(id, NUMBER));
    }
  }

  private static String upload(MediaLibrary library) {
    byte[] list = "%PDF-1.7 a list".getBytes(US_ASCII);
    try (MediaLibrary.Receiving receiving = library.receive()) {
      receiving.write(list, list.length);
      return receiving.store("list.pdf", null).id();
    }
  }
}
