package dev.parley.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Compares the files that the writer has open with the files in the data folder. SQLite continues
/// to write to a file that was deleted or moved, and never checks whether another program has
/// written to it. Belongs to the writer's thread.
///
/// It reads only metadata: opening and closing one of SQLite's files would release SQLite's locks
/// on it (POSIX).
final class DatabaseFiles {
  /// A value that changes with every commit of another connection.
  private static final String COMMITS = "PRAGMA data_version";

  private static final String RESTART =
      ": stop Parley, put the right files back, and start it again";

  private final Path folder;
  private final Path file;
  private final Path log;
  private final Database database;

  /// The identities of all files that must not be replaced, by path.
  private final Map<Path, Object> identities = new LinkedHashMap<>();

  private Stamp fileStamp;
  private Stamp logStamp;
  private String commits;
  private Checkpoints.Count counts;

  /// The time and the length of a file after the last write.
  private record Stamp(FileTime time, long size) {
    static Stamp of(BasicFileAttributes attributes) {
      return new Stamp(attributes.lastModifiedTime(), attributes.size());
    }
  }

  /// Thrown if a file is not the one that was opened.
  private static final class Replaced extends Exception {
    private static final long serialVersionUID = 1L;

    Replaced(String what) {
      super(what, null, false, false);
    }
  }

  /// @param database the writing connection, which has opened the files of `folder`
  DatabaseFiles(Path folder, Database database) throws SQLException, IOException {
    this.folder = folder;
    this.file = folder.resolve(SqliteDatabase.FILE);
    this.log = folder.resolve(SqliteDatabase.FILE + "-wal");
    this.database = database;
    remember(folder);
    remember(folder.resolve(FolderLock.FILE));
    remember(folder.resolve(SqliteDatabase.FILE + "-shm"));
    this.fileStamp = Stamp.of(remember(file));
    this.logStamp = Stamp.of(remember(log));
    this.commits = database.text(COMMITS);
    this.counts = Checkpoints.count(database);
  }

  private BasicFileAttributes remember(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    Object key = attributes.fileKey();
    identities.put(path, key == null ? "" : key); // Windows has none, and locks open files
    return attributes;
  }

  /// Checks all files while the writer is idle.
  ///
  /// @return a sentence for operators; null if all files are right
  @Nullable String checkAll() {
    try {
      for (Path path : identities.keySet()) {
        attributes(path);
      }
      String foreign = checkUnwritten();
      return foreign == null ? rememberCounts() : foreign;
    } catch (Replaced replaced) {
      return replaced.getMessage();
    } catch (SQLException e) {
      return SqliteErrors.isDamage(e)
          ? SqliteErrors.sentence(e)
          : null; // otherwise the next commit notices it
    }
  }

  /// Checks before a commit that no other program has written to the database or its log.
  ///
  /// @return a sentence for operators; null if all files are right
  @Nullable String checkUnwritten() {
    try {
      if (fileStamp.equals(Stamp.of(attributes(file)))
          && logStamp.equals(Stamp.of(attributes(log)))) {
        return null;
      }
      if (writtenThroughSqlite()) {
        return rememberCounts();
      }
    } catch (Replaced replaced) {
      return replaced.getMessage();
    } catch (SQLException e) {
      return SqliteErrors.sentence(e);
    }
    return "another program has overwritten the database file or its log" + RESTART;
  }

  /// Whether a change was made through SQLite: other programs can commit or run checkpoints,
  /// although the docs ask them not to.
  private boolean writtenThroughSqlite() throws SQLException {
    Checkpoints.Count now = Checkpoints.count(database);
    return !commits.equals(database.text(COMMITS))
        || now.writtenBack() != counts.writtenBack()
        || now.frames() < counts.frames();
  }

  /// Remembers the state after a write of the writer, and checks that the folder has the same
  /// files.
  ///
  /// @return a sentence for operators; null if all files are right
  @Nullable String remember() {
    try {
      fileStamp = Stamp.of(attributes(file));
      logStamp = Stamp.of(attributes(log));
      return null;
    } catch (Replaced replaced) {
      return replaced.getMessage();
    }
  }

  /// Like [#remember], after a checkpoint, or after a write of another program.
  @Nullable String rememberCounts() throws SQLException {
    commits = database.text(COMMITS);
    counts = Checkpoints.count(database);
    return remember();
  }

  /// The length of the log's file in bytes, when it was last remembered; the log itself may be
  /// shorter.
  long logBytes() {
    return logStamp.size();
  }

  private BasicFileAttributes attributes(Path path) throws Replaced {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      Object key = now.fileKey();
      if (!Objects.equals(identities.get(path), key == null ? "" : key)) {
        throw new Replaced(name(path) + " was replaced while Parley was running" + RESTART);
      }
      return now;
    } catch (NoSuchFileException gone) {
      throw new Replaced(
          name(path) + " was deleted or moved away while Parley was running" + RESTART);
    } catch (IOException e) {
      throw new Replaced(name(path) + " cannot be reached any more" + RESTART);
    }
  }

  private String name(Path path) {
    return path.equals(folder) ? "the data folder" : "the file " + path.getFileName();
  }
}
