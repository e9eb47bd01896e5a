package dev.parley.media;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// The folder in which files are while they are received. Safe for use by many threads and several
/// processes: a name is never used twice.
public final class IncomingFolder {
  /// A file that has not been written for so long was left by a process that ended.
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final Path folder;
  private final Clock clock;

  /// @param folder is made when the first file comes
  public IncomingFolder(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /// Begins a file.
  public IncomingFile begin() throws IOException {
    Files.createDirectories(folder);
    return IncomingFile.begin(folder.resolve(UUID.randomUUID().toString()));
  }

  /// Removes what processes left that were killed more than a day ago.
  public void removeAbandoned() throws IOException {
    Instant since = clock.instant().minus(ABANDONED);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (isOlder(file, since)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException nothingCame) {
      // The first file makes it.
    }
  }

  private static boolean isOlder(Path file, Instant moment) {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(moment);
    } catch (IOException gone) {
      return false; // its process has just finished it
    }
  }
}
