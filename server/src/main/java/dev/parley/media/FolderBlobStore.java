package dev.parley.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps bytes in files of a folder: the file `ab/cd/abcd…` has the bytes whose SHA-256 begins with
/// `abcd`. A file is written in the folder `incoming`, forced to disk and renamed; then its folders
/// are forced to disk. So readers never see an incomplete file, and after a power failure a file is
/// either complete or absent.
///
/// The modification time of a file says when its bytes were last stored. Only one caller at a time
/// stores or removes the same bytes: threads take a lock in memory, and processes lock a part of
/// the file `incoming.lock`, which the system unlocks when the process ends. So a process cannot
/// remove bytes that another process has just stored.
public final class FolderBlobStore implements BlobStore {
  private static final Logger LOG = LoggerFactory.getLogger(FolderBlobStore.class);

  private static final int LOCK_COUNT = 64;

  /// The locks belong to the whole process, as file locks do: two stores on one folder share them.
  private static final List<ReentrantLock> LOCKS =
      Stream.generate(ReentrantLock::new).limit(LOCK_COUNT).toList();

  /// The number of levels below the folder: two levels of folders, for the first two pairs of
  /// digits, and the files.
  private static final int DEPTH = 3;

  private final Path folder;
  private final IncomingFolder incoming;
  private final Clock clock;

  /// Guards the channel: the system releases all locks of a process on a file once the process
  /// closes any of its channels to that file.
  private final ReentrantLock opening = new ReentrantLock();

  private @Nullable FileChannel lockFile;
  private final AtomicBoolean lockless = new AtomicBoolean();

  /// The inner folders whose names have been forced to disk, by the four digits of their path.
  /// Guarded by its own monitor.
  private final BitSet forced = new BitSet();

  private FolderBlobStore(Path folder, Clock clock) {
    this.folder = folder;
    this.incoming = new IncomingFolder(folder.resolve("incoming"), clock);
    this.clock = clock;
  }

  /// Opens a store; its folder is created with the first file.
  public static FolderBlobStore open(Path folder, Clock clock) {
    return new FolderBlobStore(folder, clock);
  }

  @Override
  public IncomingFile begin() throws IOException {
    return incoming.begin();
  }

  @Override
  public void put(IncomingFile file) throws IOException {
    inTurn(
        file.id(),
        () -> {
          store(file);
          return true;
        });
  }

  private void store(IncomingFile file) throws IOException {
    Path target = file(file.id());
    FileTime now = FileTime.from(clock.instant());
    if (isThere(target, file.size())) {
      Files.setLastModifiedTime(target, now);
    } else {
      Files.createDirectories(parent(target));
      Files.setLastModifiedTime(file.path(), now);
      Files.move(file.path(), target, StandardCopyOption.ATOMIC_MOVE);
    }
    forceNames(target);
  }

  /// Forces the name of a file to disk, and also, once, the names of its folders, which another
  /// thread or process may have just created. The name of the file comes first: the system usually
  /// writes all these names together, so that the others then take little time.
  private void forceNames(Path file) throws IOException {
    Path inner = parent(file);
    Path outer = parent(inner);
    force(inner);
    int digits = HexFormat.fromHexDigits("" + outer.getFileName() + inner.getFileName());
    synchronized (forced) {
      if (forced.get(digits)) {
        return;
      }
    }
    force(outer);
    force(folder);
    synchronized (forced) {
      forced.set(digits);
    }
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  /// Runs work while no other thread or process stores or removes these bytes.
  private <T> T inTurn(BlobId id, Work<T> work) throws IOException {
    int number = Math.floorMod(id.hashCode(), LOCK_COUNT);
    ReentrantLock lock = LOCKS.get(number);
    lock.lock();
    try (FileLock _ = lockOfProcess(number)) {
      return work.run();
    } finally {
      lock.unlock();
    }
  }

  /// Null if the file system has no locks: then only one process may use the folder.
  private @Nullable FileLock lockOfProcess(int number) throws IOException {
    FileChannel channel = lockFile();
    try {
      return channel.lock(number, 1, false);
    } catch (ClosedChannelException | FileLockInterruptionException stopped) {
      throw stopped;
    } catch (IOException notOffered) {
      if (!lockless.getAndSet(true)) {
        LOG.atWarn()
            .addKeyValue("folder", folder)
            .log("the file system of the file store has no locks: only one process may use it");
      }
      return null;
    }
  }

  private FileChannel lockFile() throws IOException {
    opening.lock();
    try {
      FileChannel channel = lockFile;
      if (channel == null || !channel.isOpen()) { // a thread that was interrupted closes it
        Files.createDirectories(folder);
        channel =
            FileChannel.open(
                folder.resolve("incoming.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        lockFile = channel;
      }
      return channel;
    } finally {
      opening.unlock();
    }
  }

  /// Whether the file is stored with this size. A file of another size is damaged and is replaced.
  private static boolean isThere(Path file, long size) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) == size;
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalStateException("a file of the store has no parent folder");
    }
    return parent;
  }

  /// Forces the names in a folder to disk. Windows does not offer that and does it by itself.
  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (java.nio.file.AccessDeniedException notOffered) {
      // Windows cannot open folders.
    }
  }

  @Override
  public Optional<InputStream> open(BlobId id, long offset) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file(id), StandardOpenOption.READ);
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
    channel.position(offset);
    return Optional.of(Channels.newInputStream(channel));
  }

  @Override
  public OptionalLong size(BlobId id) throws IOException {
    try {
      return OptionalLong.of(Files.size(file(id)));
    } catch (NoSuchFileException absent) {
      return OptionalLong.empty();
    }
  }

  @Override
  public Optional<Path> path(BlobId id) {
    return Optional.of(file(id));
  }

  @Override
  public void removeAbandoned() throws IOException {
    incoming.removeAbandoned();
  }

  @Override
  public void olderThan(Instant moment, Consumer<BlobId> old) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    removeAbandoned();
    Files.walkFileTree(
        folder,
        Set.of(),
        DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            boolean isOld = attributes.lastModifiedTime().toInstant().isBefore(moment);
            if (isOld && attributes.isRegularFile() && BlobId.isValid(name)) {
              old.accept(new BlobId(name));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // another process has just removed it
            }
            throw failure;
          }
        });
  }

  @Override
  public boolean removeOlderThan(Instant moment, BlobId id) throws IOException {
    Path file = file(id);
    return Files.exists(file)
        && inTurn(id, () -> isOlder(file, moment) && Files.deleteIfExists(file));
  }

  private static boolean isOlder(Path file, Instant moment) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(moment);
    } catch (NoSuchFileException gone) {
      return false; // another process has just removed it
    }
  }

  @Override
  public String place() {
    return folder.toAbsolutePath().normalize().toString();
  }

  @Override
  public void close() {
    opening.lock();
    try (FileChannel _ = lockFile) {
      lockFile = null;
    } catch (IOException alreadyClosed) {
      // The locks are released in any case.
    } finally {
      opening.unlock();
    }
  }

  private Path file(BlobId id) {
    String hash = id.value();
    return folder.resolve(hash.substring(0, 2)).resolve(hash.substring(2, 4)).resolve(hash);
  }
}
