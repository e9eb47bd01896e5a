package dev.parley.media;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The folder in which files are while they are received: `incoming/<process>.<file>`. Beside the
/// folder each process has a file `incoming.<process>.lock`, whose lock it holds until it ends: so
/// another one knows which files were left by a process that was killed. Safe for use by many
/// threads and several processes: a name is never used twice.
public final class IncomingFolder {
  /// A file that has not been written for so long was left by a process that ended, also where the
  /// file system has no locks.
  private static final Duration ABANDONED = Duration.ofDays(1);

  private static final String LOCK = ".lock";

  /// What this process calls itself.
  private static final String PROCESS = UUID.randomUUID().toString();

  /// The locks of this process, by the folder: a lock belongs to the process, and ends with it.
  private static final Map<Path, FileChannel> LOCKS = new ConcurrentHashMap<>();

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
    lock();
    return IncomingFile.begin(folder.resolve(PROCESS + "." + UUID.randomUUID()));
  }

  private void lock() throws IOException {
    Path key = folder.toAbsolutePath();
    if (!LOCKS.containsKey(key)) {
      synchronized (LOCKS) {
        if (!LOCKS.containsKey(key)) {
          LOCKS.put(key, locked(lockOf(PROCESS)));
        }
      }
    }
  }

  private static FileChannel locked(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      var _ = channel.tryLock(); // nobody else has it
    } catch (IOException notOffered) {
      // Then the age of the files says what was left.
    }
    return channel;
  }

  /// Removes what processes left that have ended, as far as that is known; what was left more than
  /// a day ago in any case.
  public void removeAbandoned() throws IOException {
    Instant since = clock.instant().minus(ABANDONED);
    Set<String> ended = ended();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String process = name(file).replaceFirst("\\..*$", "");
        if (ended.contains(process) || isOlder(file, since)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException nothingCame) {
      // The first file makes it.
    }
    for (String process : ended) { // the last, as it says whose files the others are
      Files.deleteIfExists(lockOf(process));
    }
  }

  private Path lockOf(String process) {
    return folder.resolveSibling(name(folder) + "." + process + LOCK);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /// The processes that are known to have ended.
  private Set<String> ended() throws IOException {
    Set<String> ended = new HashSet<>();
    String begin = name(folder) + ".";
    try (DirectoryStream<Path> locks =
        Files.newDirectoryStream(folder.resolveSibling(""), begin + "*" + LOCK)) {
      for (Path lock : locks) {
        String name = name(lock);
        int end = name.length() - LOCK.length();
        if (end > begin.length() && !name.startsWith(PROCESS, begin.length()) && isFree(lock)) {
          ended.add(name.substring(begin.length(), end));
        }
      }
    } catch (NoSuchFileException nothingCame) {
      // The first file makes the folder.
    }
    return ended;
  }

  private static boolean isFree(Path lock) {
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        @Nullable FileLock free = channel.tryLock()) {
      return free != null;
    } catch (IOException | OverlappingFileLockException unknown) {
      return false;
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
