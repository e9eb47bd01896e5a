package dev.parley.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Bytes in a folder: `ab/cd/abcd…` for those whose SHA-256 begins with `abcd`. A file is written
/// in `incoming`, forced to disk and renamed, and the folder is forced to disk: nobody sees a file
/// that is not whole, and after a power failure it is there or not.
///
/// The time of a file says when its bytes were last stored.
public final class FolderBlobStore implements BlobStore {
  /// A file that has been incoming for so long was left by a process that ended.
  private static final Duration ABANDONED = Duration.ofDays(1);

  private static final int LOCKS = 64;

  private final Path folder;
  private final Path incoming;
  private final Clock clock;

  /// Storing and removing the same bytes takes turns.
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

  private FolderBlobStore(Path folder, Clock clock) {
    this.folder = folder;
    this.incoming = folder.resolve("incoming");
    this.clock = clock;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /// Opens a folder; it is made when the first file comes.
  public static FolderBlobStore open(Path folder, Clock clock) {
    return new FolderBlobStore(folder, clock);
  }

  @Override
  public IncomingFile begin() throws IOException {
    Files.createDirectories(incoming);
    return IncomingFile.begin(incoming.resolve(UUID.randomUUID().toString()));
  }

  @Override
  public void put(IncomingFile file) throws IOException {
    Path target = path(file.id());
    ReentrantLock lock = lock(file.id());
    lock.lock();
    try {
      FileTime now = FileTime.from(clock.instant());
      if (isThere(target, file.size())) {
        Files.setLastModifiedTime(target, now);
        return;
      }
      createFolders(target);
      Files.setLastModifiedTime(file.path(), now);
      Files.move(file.path(), target, StandardCopyOption.ATOMIC_MOVE);
      force(parent(target));
    } finally {
      lock.unlock();
    }
  }

  /// A file of another size was damaged by something else: it is replaced.
  private static boolean isThere(Path file, long size) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) == size;
  }

  private void createFolders(Path target) throws IOException {
    Path inner = parent(target);
    Path outer = parent(inner);
    for (Path each : new Path[] {outer, inner}) {
      try {
        Files.createDirectory(each);
        force(parent(each));
      } catch (FileAlreadyExistsException there) {
        // Somebody made it before.
      }
    }
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalStateException("a file of the store is in a folder");
    }
    return parent;
  }

  /// Forces the names in a folder to disk; where the system does not offer that (Windows), it is
  /// done by itself.
  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (java.nio.file.AccessDeniedException notOffered) {
      // Windows opens no folders.
    }
  }

  @Override
  public Optional<InputStream> open(BlobId id, long offset) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(path(id), StandardOpenOption.READ);
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
    channel.position(offset);
    return Optional.of(Channels.newInputStream(channel));
  }

  @Override
  public OptionalLong size(BlobId id) throws IOException {
    try {
      return OptionalLong.of(Files.size(path(id)));
    } catch (NoSuchFileException absent) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void olderThan(Instant moment, Consumer<BlobId> old) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    removeAbandoned();
    try (Stream<Path> files = Files.walk(folder, 3)) {
      files
          .filter(file -> BlobId.isValid(file.getFileName().toString()))
          .filter(file -> isOlder(file, moment))
          .forEach(file -> old.accept(new BlobId(file.getFileName().toString())));
    }
  }

  private static boolean isOlder(Path file, Instant moment) {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(moment);
    } catch (IOException gone) {
      return false; // another process has just removed it
    }
  }

  private void removeAbandoned() throws IOException {
    if (!Files.isDirectory(incoming)) {
      return;
    }
    Instant since = clock.instant().minus(ABANDONED);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(incoming)) {
      for (Path file : files) {
        if (isOlder(file, since)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Override
  public boolean removeOlderThan(Instant moment, BlobId id) throws IOException {
    Path file = path(id);
    ReentrantLock lock = lock(id);
    lock.lock();
    try {
      return isOlder(file, moment) && Files.deleteIfExists(file);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String place() {
    return folder.toAbsolutePath().normalize().toString();
  }

  @Override
  public void close() {}

  private Path path(BlobId id) {
    String hash = id.value();
    return folder.resolve(hash.substring(0, 2)).resolve(hash.substring(2, 4)).resolve(hash);
  }

  private ReentrantLock lock(BlobId id) {
    return locks[Math.floorMod(id.hashCode(), LOCKS)];
  }
}
