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

/// The folder for files that are being received: `incoming/<process>.<file>`. Beside the folder,
/// each process has a file `incoming.<process>.lock` and holds a lock on it until the process ends.
/// So other processes know which files a killed process has left. Safe for use by many threads and
/// several processes: a name is never used twice.
public final class IncomingFolder {
  /// A file that was not written for this time was left by a process that has ended. This also
  /// works on file systems without locks.
  private static final Duration ABANDONED = Duration.ofDays(1);

  private static final String LOCK = ".lock";

  /// The name of this process.
  private static final String PROCESS = UUID.randomUUID().toString();

  /// The locks of this process by folder: a lock belongs to the process and ends with it.
  private static final Map<Path, FileChannel> LOCKS = new ConcurrentHashMap<>();

  private final Path folder;
  private final Clock clock;
  private final WriteShares shares = new WriteShares();

  /// @param folder is created with the first file
  public IncomingFolder(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /// Begins a file.
  public IncomingFile begin() throws IOException {
    Files.createDirectories(folder);
    lock();
    return IncomingFile.begin(folder.resolve(PROCESS + "." + UUID.randomUUID()), shares);
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
      var _ = channel.tryLock(); // no other process has this lock
    } catch (IOException notOffered) {
      // Without locks, the age of a file tells whether it was left.
    }
    return channel;
  }

  /// Removes the files of processes that are known to have ended, and all files that are older than
  /// a day.
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
      // The folder is created with the first file.
    }
    for (String process : ended) { // the lock file last: it names the process
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
      // The folder is created with the first file.
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
      return false; // the process that wrote it has just finished it
    }
  }
}
