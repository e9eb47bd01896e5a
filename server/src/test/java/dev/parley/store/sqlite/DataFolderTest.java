package dev.parley.store.sqlite;

import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The permissions of Parley's files.
@DisabledOnOs(OS.WINDOWS)
final class DataFolderTest {
  private static final String PRIVATE = "rw-------";

  private final Path folder;
  private final Path data;

  DataFolderTest(@TempDir Path folder) {
    this.folder = folder;
    this.data = folder.resolve("data");
  }

  private SqliteChatStore open() {
    return SqliteChatStore.open(data, _ -> {}, StoreListener.NONE);
  }

  @Test
  void newFilesAreReadableByTheOwnerOnly() throws IOException {
    Path backup = folder.resolve("backup.db");
    try (SqliteChatStore store = open()) {
      SteppedStore.of(store).ingest(arrived(HELLO), NOON);
      store.backUpTo(backup);

      assertEquals("rwx------", permissions(data));
      assertEquals(List.of(), readableByOthers());
      assertEquals(PRIVATE, permissions(backup));
    }
  }

  @Test
  void aFolderOfAnEarlierVersionIsRestricted() throws IOException {
    open().close();
    open("rwxr-xr-x", "rw-r--r--");

    try (SqliteChatStore store = open()) {
      SteppedStore.of(store).ingest(arrived(HELLO), NOON);

      assertEquals("rwx------", permissions(data));
      assertEquals(List.of(), readableByOthers());
    }
  }

  @Test
  void groupPermissionsAreKept() throws IOException {
    open().close();
    open("rwxr-x---", "rw-r-----");

    try (SqliteChatStore store = open()) {
      SteppedStore.of(store).ingest(arrived(HELLO), NOON);

      assertEquals("rwxr-x---", permissions(data));
      assertEquals("rw-r-----", permissions(data.resolve(SqliteChatStore.FILE)));
      assertEquals("rw-r-----", permissions(data.resolve(SqliteChatStore.FILE + "-wal")));
    }
  }

  @Test
  void aSharedFolderIsNotRestrictedButParleysFilesAre() throws IOException {
    open().close();
    Files.createFile(data.resolve("notes.txt"));
    open("rwxr-xr-x", "rw-r--r--");

    try (SqliteChatStore store = open()) {
      SteppedStore.of(store).ingest(arrived(HELLO), NOON);

      assertEquals("rwxr-xr-x", permissions(data));
      assertEquals(PRIVATE, permissions(data.resolve(SqliteChatStore.FILE)));
      assertEquals("rw-r--r--", permissions(data.resolve("notes.txt")));
    }
  }

  private void open(String ofFolder, String ofFiles) throws IOException {
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString(ofFolder));
    try (Stream<Path> files = Files.list(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(ofFiles));
      }
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private List<String> readableByOthers() throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> {
            try {
              return !permissions(file).equals(PRIVATE);
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          })
          .map(Path::toString)
          .toList();
    }
  }
}
