package dev.parley.store.sqlite;

import dev.parley.chat.StoreOpenException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;

/// One connection to the database file, with the statements it has prepared. Belongs to one thread.
final class Database implements AutoCloseable {
  /// The newest schema this program knows: the highest number of the `<version>.sql` resources.
  static final int SCHEMA = 21;

  private static final int CACHE_KIB = 16 * 1024;

  /// The number of keys of a query of [#byKeys].
  private static final int KEYS_AT_ONCE = 16;

  static final int BUSY_MILLIS = 5_000;

  /// The size of a page, half of SQLite's default: a message changes a few pages that are far
  /// apart, and each is written completely.
  static final int PAGE_BYTES = 2_048;

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private final RowCache cache = new RowCache();
  private long dataVersion;

  private Database(Connection connection) {
    this.connection = connection;
  }

  /// Opens a connection for the writer: every commit is on disk when it returns.
  static Database openToWrite(Path file) throws SQLException {
    SQLiteConfig config = config();
    config.setPageSize(PAGE_BYTES);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, String.valueOf(Checkpoints.FRAMES));
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true"); // deleted data is overwritten
    return new Database(config.createConnection("jdbc:sqlite:" + file));
  }

  /// Opens a connection for reading, also while a writer of any process uses the file.
  static Database openToRead(Path file) throws SQLException {
    SQLiteConfig config = config();
    config.setReadOnly(true);
    return new Database(config.createConnection("jdbc:sqlite:" + file));
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setCacheSize(-CACHE_KIB);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setOpenMode(SQLiteOpenMode.NOMUTEX); // used by one thread
    config.setGetGeneratedKeys(false); // otherwise every insert is followed by a query
    return config;
  }

  /// `sql`, prepared once; set its parameters each time.
  PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    return statement;
  }

  /// Drops the prepared statements. Must be called after a failure: the driver closes a statement
  /// whose execution failed, so it cannot be used again.
  void forgetPrepared() {
    for (PreparedStatement statement : prepared.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        // safe to ignore: closing reports the failure of the execution again, but the statement is
        // closed
      }
    }
    prepared.clear();
  }

  /// The cache of the rows that this connection has read or written recently; used only by the
  /// writer.
  RowCache cache() {
    return cache;
  }

  /// Whether another connection has changed the database since the last call. Source: SQLite docs,
  /// "PRAGMA data_version".
  boolean isChangedByOthers() throws SQLException {
    try (ResultSet rows = prepare("PRAGMA data_version").executeQuery()) {
      rows.next();
      long version = rows.getLong(1);
      boolean changed = version != dataVersion;
      dataVersion = version;
      return changed;
    }
  }

  /// Executes a statement without parameters or result.
  void run(String sql) throws SQLException {
    prepare(sql).execute();
  }

  /// All rows of a query with one parameter.
  <T> List<T> all(String sql, String parameter, Row.Reader<T> reader) throws SQLException {
    PreparedStatement query = prepare(sql);
    query.setString(1, parameter);
    return Row.all(query.executeQuery(), reader);
  }

  /// The first row of a query with one parameter.
  <T> Optional<T> first(String sql, String parameter, Row.Reader<T> reader) throws SQLException {
    return all(sql, parameter, reader).stream().findFirst();
  }

  /// Whether a query with one parameter, for a single column, finds a row. Use it before [#first]
  /// if there is usually no row: the driver first reads the names of all columns, and only then
  /// looks for a row.
  boolean has(String sql, String parameter) throws SQLException {
    return first(sql, parameter, _ -> true).isPresent();
  }

  /// The rows with these keys, in the order of the keys. Each execution reads several keys, because
  /// the driver reads the names of all columns each time.
  ///
  /// @param select a query without its condition
  /// @param column the column that is compared with the texts of the keys; its values are unique
  <K, T> List<T> byKeys(
      String select, String column, List<K> keys, Row.Reader<T> reader, Function<T, K> keyOf)
      throws SQLException {
    PreparedStatement query =
        prepare(
            "%s WHERE %s IN (%s)"
                .formatted(
                    select, column, String.join(", ", Collections.nCopies(KEYS_AT_ONCE, "?"))));
    List<T> all = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += KEYS_AT_ONCE) {
      List<K> some = keys.subList(from, Math.min(from + KEYS_AT_ONCE, keys.size()));
      for (int i = 0; i < KEYS_AT_ONCE; i++) {
        query.setString(i + 1, i < some.size() ? some.get(i).toString() : null); // null: no key
      }
      Map<K, T> found = new HashMap<>();
      for (T row : Row.all(query.executeQuery(), reader)) {
        found.put(keyOf.apply(row), row);
      }
      some.stream().map(found::get).filter(Objects::nonNull).forEach(all::add);
    }
    return all;
  }

  /// The first column of the first row.
  String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  /// Upgrades the file to [#SCHEMA], one version at a time, each in a separate transaction.
  ///
  /// @throws StoreOpenException if a later version of Parley has written the file
  void migrate() throws SQLException {
    int version = Integer.parseInt(text("PRAGMA user_version"));
    if (version > SCHEMA) {
      throw new StoreOpenException(
          "the database was written by a later Parley (schema %d, here %d): start that version"
              .formatted(version, SCHEMA));
    }
    for (int next = version + 1; next <= SCHEMA; next++) {
      try (Statement statement = connection.createStatement()) {
        statement.executeUpdate("BEGIN IMMEDIATE");
        statement.executeUpdate(script(next));
        statement.executeUpdate("PRAGMA user_version = " + next);
        statement.executeUpdate("COMMIT");
      }
    }
  }

  private static String script(int version) {
    try (InputStream script = Database.class.getResourceAsStream(version + ".sql")) {
      if (script == null) {
        throw new IllegalStateException("schema " + version + " is missing from the program");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Interrupts the statement that another thread executes on this connection.
  void interrupt() throws SQLException {
    ((SQLiteConnection) connection).getDatabase().interrupt();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
