package dev.parley.files.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.files.FileBytes;
import dev.parley.files.Fixture;
import dev.parley.files.UnreadableFileException;
import dev.parley.files.image.Previews.Size;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Previews are made on few threads, and refused if too many are waiting.
@Timeout(30)
final class PreviewMakerTest {
  @TempDir Path folder = Path.of("");

  @Test
  void manyRequestsShareAThread() throws Exception {
    Path file = Files.write(folder.resolve("picture"), Fixture.bytes("restarts.jpg"));
    try (PreviewMaker maker = new PreviewMaker(1, 100);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      byte[] expected = maker.make(() -> FileBytes.open(file), Size.THUMBNAIL);

      List<Future<byte[]>> previews =
          callers.invokeAll(
              Collections.nCopies(
                  50, () -> maker.make(() -> FileBytes.open(file), Size.THUMBNAIL)));

      for (Future<byte[]> preview : previews) {
        assertEquals(expected.length, preview.get().length);
      }
    }
  }

  @Test
  void aClosedMakerRefuses() throws Exception {
    PreviewMaker maker = new PreviewMaker(1, 1);
    maker.close();

    assertThrows(
        RejectedExecutionException.class,
        () -> maker.make(() -> FileBytes.open(folder.resolve("none")), Size.THUMBNAIL));
  }

  @Test
  void theCallerReceivesTheReasonForAMissingPreview() throws Exception {
    Path text = Files.writeString(folder.resolve("picture"), "no picture");
    try (PreviewMaker maker = new PreviewMaker()) {
      assertThrows(
          UnreadableFileException.class,
          () -> maker.make(() -> FileBytes.open(text), Size.PREVIEW));
      assertThrows(
          NoSuchFileException.class,
          () -> maker.make(() -> FileBytes.open(folder.resolve("none")), Size.PREVIEW));
    }
  }
}
