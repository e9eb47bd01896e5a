package dev.parley.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// A type is found for every file, and a read beyond its end throws an [UnreadableFileException].
/// Repeat a run with `-Dparley.seed`.
@Timeout(60)
final class DamagedFilesTest {
  private static final Long SEED = Long.getLong("parley.seed", System.nanoTime());

  @ParameterizedTest
  @FieldSource("dev.parley.files.Fixture#NAMES")
  void aDamagedFileHasAType(String name) throws IOException {
    Mutations mutations = new Mutations(Fixture.bytes(name), new Random(SEED));

    for (int i = 0; i < 300; i++) {
      assertNotNull(FileType.detect(FileBytes.of(mutations.next())), () -> "seed " + SEED);
    }
  }

  @ParameterizedTest
  @FieldSource("dev.parley.files.Fixture#NAMES")
  void everyBeginningOfAFileHasAType(String name) throws IOException {
    byte[] bytes = Fixture.bytes(name);

    for (int length = 0; length < Math.min(bytes.length, 600); length++) {
      assertNotNull(FileType.detect(FileBytes.of(Arrays.copyOf(bytes, length))));
    }
  }

  @Test
  void readingBeyondTheEndIsRefused() {
    FileBytes file = FileBytes.of(new byte[10]);

    for (long at : new long[] {-1, 7, 10, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThrows(UnreadableFileException.class, () -> file.u32(at));
      assertThrows(UnreadableFileException.class, () -> file.bytes(at, 4));
    }
  }

  @Test
  void aLongCommentDoesNotExhaustTheStack() throws IOException {
    String comments = "//\n".repeat(2_700);

    assertEquals(FileType.TEXT, FileType.detect(FileBytes.of(comments.getBytes(ISO_8859_1))));
  }
}
