package dev.parley.store.sqlite;

import dev.parley.chat.StoreOpenException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/// SQLite's native library, in a permanent file that all processes share. By default the driver
/// unpacks it into the temporary folder at every start. There it remains if the process is killed,
/// and many machines do not allow executing files there.
///
/// Its folder is `parley-native` in the data folder. If that is not writable, or does not allow
/// executing files, the user's cache is used, and finally the temporary folder.
final class NativeLibrary {
  private static final String FOLDER = "parley-native";
  private static final String PREFIX = "sqlite-";

  // the setting that the driver reads when it loads the library
  private static final String LIBRARY_PATH = "org.sqlite.lib.path";
  private static final String LIBRARY_NAME = "org.sqlite.lib.name";
  private static final String UNPACKING = "org.sqlite.tmpdir";

  private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

  private static boolean loaded;

  private NativeLibrary() {}

  /// Loads the library, once in each process.
  ///
  /// @param dataFolder exists already, or is absent
  /// @throws StoreOpenException with a message that names the setting
  static synchronized void load(Path dataFolder) {
    if (loaded || isSet(LIBRARY_PATH) || isSet(UNPACKING)) {
      return; // if the user has set a folder, the driver loads it
    }
    String resource =
        LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
    byte[] library = read(resource);
    if (library == null) {
      return; // a system that the driver handles in another way
    }
    List<Path> folders = folders(dataFolder);
    for (Path folder : folders) {
      if (load(folder, library)) {
        loaded = true;
        return;
      }
    }
    throw new StoreOpenException(
        "SQLite's native library can be loaded from none of %s: they cannot be written, or do not allow programs to run (noexec); name a folder that allows it with PARLEY_JAVA_OPTS=-Dorg.sqlite.tmpdir=FOLDER"
            .formatted(folders.stream().map(Path::toString).collect(Collectors.joining(", "))));
  }

  private static boolean isSet(String property) {
    return System.getProperty(property) != null;
  }

  private static List<Path> folders(Path dataFolder) {
    List<Path> folders = new ArrayList<>();
    if (Files.isDirectory(dataFolder)) {
      folders.add(dataFolder.toAbsolutePath().resolve(FOLDER));
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    String home = System.getProperty("user.home", "");
    if (cache != null && !cache.isEmpty()) {
      folders.add(Path.of(cache, FOLDER).toAbsolutePath());
    } else if (Path.of(home).isAbsolute()) {
      folders.add(Path.of(home, ".cache", FOLDER));
    }
    // a private folder, because everybody may write to the temporary folder
    folders.add(
        Path.of(
                System.getProperty("java.io.tmpdir", "/tmp"),
                FOLDER + "-" + System.getProperty("user.name", ""))
            .toAbsolutePath());
    return folders;
  }

  /// Lets the driver load the file: a copy that other code loads would be a second SQLite in this
  /// process, and the driver would call both. If the driver has loaded a library already, it keeps
  /// that.
  private static boolean load(Path folder, byte[] library) {
    try {
      Path file = folder.resolve(name(library));
      unpack(folder, file, library);
      System.setProperty(LIBRARY_PATH, folder.toString());
      System.setProperty(LIBRARY_NAME, String.valueOf(file.getFileName()));
      System.setProperty(UNPACKING, folder.toString());
      SQLiteJDBCLoader.initialize();
      removeOthers(folder, file);
      return true;
    } catch (Exception | LinkageError e) { // the driver declares no specific one
      LOG.atDebug()
          .addKeyValue("folder", folder)
          .setCause(e)
          .log("no native library in this folder");
      List.of(LIBRARY_PATH, LIBRARY_NAME, UNPACKING).forEach(System::clearProperty);
      return false;
    }
  }

  /// A unique name for each content, so that processes of different versions do not conflict.
  private static String name(byte[] library) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(library);
      return PREFIX
          + HexFormat.of().formatHex(digest, 0, 8)
          + "-"
          + LibraryLoaderUtil.getNativeLibName();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks SHA-256", e);
    }
  }

  private static byte @Nullable [] read(String resource) {
    try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes the file, unless it has this content already and the folder belongs to the user:
  /// another user who created the folder in the temporary folder could replace the file at any
  /// time.
  private static void unpack(Path folder, Path file, byte[] library) throws IOException {
    Files.createDirectories(DataFolder.directory(folder));
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(folder, DataFolder.ownerOnly(folder, "rwx------"));
    }
    boolean there =
        Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && Arrays.equals(Files.readAllBytes(file), library);
    if (there && Files.getOwner(file).equals(Files.getOwner(folder)) && !isShared(folder)) {
      return;
    }
    Path partial = Files.createTempFile(folder, PREFIX, ".partial");
    try {
      if (isShared(folder) || !Files.getOwner(partial).equals(Files.getOwner(folder))) {
        throw new IOException("the folder belongs to somebody else");
      }
      Files.write(partial, library);
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static boolean isShared(Path folder) throws IOException {
    return DataFolder.isWritableByOthers(folder);
  }

  /// Removes libraries of other versions. A process that uses one can still use it after that.
  private static void removeOthers(Path folder, Path used) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> !file.equals(used)).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("an older native library could not be removed");
    }
  }
}
