package dev.parley.store.sqlite;

import dev.parley.chat.StoreOpenException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder of the database, and its permissions: on POSIX systems, only the user that runs
/// Parley may read the files. SQLite gives its other files the permissions of the database file.
///
/// If an existing folder is open to everybody, as earlier versions created it, its permissions are
/// restricted. Permissions for the group stay, because somebody has set them on purpose. A folder
/// with other files also stays as it is. Each case is logged.
final class DataFolder {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);
  private static final Set<PosixFilePermission> GROUP =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE);
  private static final String OURS = "parley";
  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

  private DataFolder() {}

  /// Creates the folder and an empty database file if they are absent, and removes the permissions
  /// of other users.
  ///
  /// @throws StoreOpenException with a message for the person who starts Parley
  static void prepare(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        Path above = folder.toAbsolutePath().getParent();
        if (above != null) {
          Files.createDirectories(above);
        }
        Files.createDirectory(folder, ownerOnly(folder, "rwx------"));
        if (above != null) {
          sync(above);
        }
      }
    } catch (IOException e) {
      if (!Files.isDirectory(folder)) { // another process may have just created it
        throw cannotBeMade(folder);
      }
    }
    tighten(folder);
  }

  private static StoreOpenException cannotBeMade(Path folder) {
    return new StoreOpenException(
        "the data folder "
            + folder
            + " cannot be made: check DATA_DIR and the permissions of the folder above it");
  }

  /// Creates an empty file that only its owner may read, if it is absent.
  static void create(Path file) throws IOException {
    try {
      Files.createFile(file, ownerOnly(file, "rw-------"));
      sync(directory(file));
    } catch (FileAlreadyExistsException there) {
      // an existing file keeps its content
    }
  }

  /// Writes a folder's list of names to disk. Without this, a power failure may undo the creation
  /// or renaming of a file.
  static void sync(Path folder) throws IOException {
    if (!isPosix(folder)) {
      return; // Windows cannot open folders, and writes their changes to disk itself
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static Path directory(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  /// The attributes for creating a file or a folder.
  static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    return isPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /// Whether everybody may write into the folder.
  static boolean isWritableByOthers(Path folder) throws IOException {
    return isPosix(folder)
        && Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE);
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static void tighten(Path folder) {
    if (!isPosix(folder)) {
      return;
    }
    try {
      Set<PosixFilePermission> before = permissions(folder);
      boolean forGroup = before.stream().anyMatch(GROUP::contains);
      boolean forOthers = before.stream().anyMatch(OTHERS::contains);
      // if everybody has access, nobody gave it to the group on purpose
      Set<PosixFilePermission> taken = EnumSet.copyOf(OTHERS);
      if (forOthers || !forGroup) {
        taken.addAll(GROUP);
      }
      boolean changed = false;
      for (Path file : files(folder)) {
        changed |= take(file, taken);
      }
      boolean shared = forOthers && !onlyOurs(folder);
      if (!shared) {
        changed |= take(folder, taken);
      }
      report(folder, changed, forGroup && !forOthers, shared);
    } catch (IOException | SecurityException e) {
      LOG.atInfo()
          .addKeyValue("folder", folder)
          .log("the permissions of the data folder belong to another user and stay as they are");
    }
  }

  private static Set<PosixFilePermission> permissions(Path path) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    permissions.addAll(Files.getPosixFilePermissions(path));
    return permissions;
  }

  private static boolean take(Path path, Set<PosixFilePermission> taken) throws IOException {
    Set<PosixFilePermission> permissions = permissions(path);
    boolean changed = permissions.removeAll(taken);
    if (changed) {
      Files.setPosixFilePermissions(path, permissions);
    }
    return changed;
  }

  private static void report(Path folder, boolean changed, boolean forGroup, boolean shared) {
    if (changed) {
      LOG.atInfo()
          .addKeyValue("folder", folder)
          .log("other users of this machine could read the data folder; now they cannot");
    }
    if (forGroup) {
      LOG.atInfo()
          .addKeyValue("folder", folder)
          .log("the group of the data folder may read it; chmod 700 prevents that");
    }
    if (shared) {
      LOG.atInfo()
          .addKeyValue("folder", folder)
          .log("the data folder contains other files too, so it stays open to everybody");
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    return list(folder, true);
  }

  private static boolean onlyOurs(Path folder) throws IOException {
    return list(folder, false).isEmpty();
  }

  /// The files of Parley, or all other files.
  private static List<Path> list(Path folder, boolean ours) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(path -> isOurs(path) == ours)
          .filter(path -> !ours || Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .toList();
    }
  }

  private static boolean isOurs(Path path) {
    @Nullable Path name = path.getFileName();
    return name != null && name.toString().startsWith(OURS);
  }
}
