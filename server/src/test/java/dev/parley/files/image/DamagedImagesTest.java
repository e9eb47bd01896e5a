package dev.parley.files.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.Fixture;
import dev.parley.files.Mutations;
import dev.parley.files.UnreadableFileException;
import dev.parley.files.UnreadableFileException.Reason;
import dev.parley.files.image.Previews.Size;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A damaged picture results in a preview or an [UnreadableFileException]. Repeat a run with
/// `-Dparley.seed`.
@Timeout(60)
final class DamagedImagesTest {
  private static final Long SEED = Long.getLong("parley.seed", System.nanoTime());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "picture.gif",
        "picture.jpg",
        "picture.png",
        "picture.webp",
        "lossless.webp",
        "restarts.jpg",
        "progressive.jpg",
        "grey.jpg"
      })
  void aDamagedPictureIsReadOrRefused(String name) {
    byte[] original = Fixture.bytes(name);
    Mutations mutations = new Mutations(original, new Random(SEED));

    for (int i = 0; i < 150; i++) {
      FileBytes damaged = FileBytes.of(mutations.next());
      try {
        FileType type = FileType.detect(damaged);
        ImageHeader.read(damaged, type);
        Previews.render(damaged, type, Size.THUMBNAIL);
      } catch (UnreadableFileException _) {
        // the reader may refuse a damaged file
      } catch (IOException | RuntimeException | Error e) {
        fail("seed " + SEED, e);
      }
    }
  }

  /// The test above decodes at a fraction only if a picture is large.
  @ParameterizedTest
  @ValueSource(strings = {"picture.jpg", "restarts.jpg", "progressive.jpg", "grey.jpg"})
  void aDamagedJpegIsReadAtAFractionOrRefused(String name) {
    Mutations mutations = new Mutations(Fixture.bytes(name), new Random(SEED));

    for (int i = 0; i < 1000; i++) {
      FileBytes damaged = FileBytes.of(mutations.next());
      try {
        ReducedJpeg.decode(damaged, 1 << i % 3);
      } catch (UnreadableFileException _) {
        // the reader may refuse a damaged file
      } catch (IOException | RuntimeException | Error e) {
        fail("seed " + SEED, e);
      }
    }
  }

  @Test
  void aJpegOfVeryManyTablesIsRefused() {
    String table = "ffc4001400" + "00".repeat(15) + "0101";
    byte[] tables = HexFormat.of().parseHex("ffd8" + table.repeat(3_000) + "ffd9");

    UnreadableFileException refused =
        assertThrows(
            UnreadableFileException.class, () -> ReducedJpeg.decode(FileBytes.of(tables), 1));
    assertEquals(Reason.TOO_LARGE, refused.reason());
  }

  @Test
  void aJpegThatIsCutOffIsRefused() throws IOException {
    byte[] whole = Fixture.bytes("restarts.jpg");

    for (int length = 4; length < whole.length - 2; length += 97) {
      FileBytes cut = FileBytes.of(Arrays.copyOf(whole, length));
      UnreadableFileException refused =
          assertThrows(UnreadableFileException.class, () -> ReducedJpeg.decode(cut, 1));
      assertEquals(Reason.TRUNCATED, refused.reason());
    }
    assertTrue(ReducedJpeg.decode(FileBytes.of(whole), 1).width() > 0);
  }
}
