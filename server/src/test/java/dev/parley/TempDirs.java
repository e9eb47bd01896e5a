package dev.parley;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/// Creates the folders of `@TempDir` in memory where the system has a file system for that, which
/// is `/dev/shm` on Linux. The tests wait for thousands of durable writes, and a disk would take
/// more than half of their time. No test depends on a disk: if a process is killed, everything that
/// it has written to a file is kept by the kernel.
public final class TempDirs implements TempDirFactory {
  private static final Path MEMORY = Path.of("/dev/shm");

  /// The minimum number of free bytes in memory: in a container there may be only 64 MB.
  private static final long ENOUGH = 4L << 30;

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
      throws IOException {
    return inMemory();
  }

  private static Path inMemory() throws IOException {
    return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= ENOUGH
        ? Files.createTempDirectory(MEMORY, "parley-test-")
        : Files.createTempDirectory("parley-test-");
  }

  /// A new folder, for whoever cannot have a `@TempDir`.
  public static Path create() {
    try {
      return inMemory();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Removes a folder and everything in it.
  public static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
