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

/// The files that the writer has open, compared with those that are in the data folder now. SQLite
/// goes on writing to a file that was deleted or moved, and never looks whether somebody else wrote
/// into it. Belongs to the writer's thread.
///
/// Only metadata is read: to open one of SQLite's files here, and close it, would let go of
/// SQLite's locks on it (POSIX).
final class DatabaseFiles {
  /// Changes with every commit of another connection.
  private static final String COMMITS = "PRAGMA data_version";

  private static final String RESTART =
      ": stop Parley, put the right files back, and start it again";

  private final Path folder;
  private final Path file;
  private final Path log;
  private final Database database;

  /// The identities of everything that must stay, by path.
  private final Map<Path, Object> identities = new LinkedHashMap<>();

  private Stamp fileStamp;
  private Stamp logStamp;
  private String commits;
  private Checkpoints.Count counts;

  /// When and to what length a file was last written.
  private record Stamp(FileTime time, long size) {
    static Stamp of(BasicFileAttributes attributes) {
      return new Stamp(attributes.lastModifiedTime(), attributes.size());
    }
  }

  /// Thrown when a file is not the one that was opened.
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
    identities.put(path, key == null ? "" : key); // Windows has none, and keeps open files in place
    return attributes;
  }

  /// Checks everything, while the writer does nothing.
  ///
  /// @return a sentence for operators; null when all is well
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
          : null; // else the next commit meets it
    }
  }

  /// Checks before a commit that nobody else wrote into the database or its log.
  ///
  /// @return a sentence for operators; null when all is well
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

  /// Another program may commit or write the log back, as SQLite allows, however much it is asked
  /// not to.
  private boolean writtenThroughSqlite() throws SQLException {
    Checkpoints.Count now = Checkpoints.count(database);
    return !commits.equals(database.text(COMMITS))
        || now.writtenBack() != counts.writtenBack()
        || now.frames() < counts.frames();
  }

  /// Remembers what the writer has just written, and checks that it is what the folder has.
  ///
  /// @return a sentence for operators; null when all is well
  @Nullable String remember() {
    try {
      fileStamp = Stamp.of(attributes(file));
      logStamp = Stamp.of(attributes(log));
      return null;
    } catch (Replaced replaced) {
      return replaced.getMessage();
    }
  }

  /// As [#remember], after the log was written back, or somebody else has written.
  @Nullable String rememberCounts() throws SQLException {
    commits = database.text(COMMITS);
    counts = Checkpoints.count(database);
    return remember();
  }

  /// The length of the log in bytes, when it was last remembered; it may hold less.
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
