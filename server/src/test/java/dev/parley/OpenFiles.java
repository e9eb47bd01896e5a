package dev.parley;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The files that this process has open, on Linux.
public final class OpenFiles {
  private OpenFiles() {}

  /// The open files in a folder, also those that were removed since; without `.lock` files.
  public static List<Path> in(Path folder) {
    try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
      Path real = folder.toRealPath();
      return handles
          .map(OpenFiles::file)
          .flatMap(Optional::stream)
          .filter(file -> file.startsWith(real) && !file.toString().endsWith(".lock"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> file(Path handle) {
    try {
      return Optional.of(Files.readSymbolicLink(handle));
    } catch (IOException closed) {
      return Optional.empty();
    }
  }
}
