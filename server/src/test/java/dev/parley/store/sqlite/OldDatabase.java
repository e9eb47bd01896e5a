package dev.parley.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// Databases of earlier versions.
final class OldDatabase {
  private OldDatabase() {}

  /// Makes a database of an earlier schema.
  ///
  /// @param rows SQL that fills it
  static void make(Path folder, int schema, String rows) throws SQLException, IOException {
    DataFolder.prepare(folder);
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(SqliteChatStore.FILE));
        Statement statement = connection.createStatement()) {
      for (int version = 1; version <= schema; version++) {
        statement.executeUpdate(script(version));
      }
      statement.executeUpdate(rows);
      statement.executeUpdate("PRAGMA user_version = " + schema);
    }
  }

  /// The script that leads to a schema from the one before.
  static String script(int version) throws IOException {
    try (InputStream script = Database.class.getResourceAsStream(version + ".sql")) {
      assertTrue(script != null);
      return new String(script.readAllBytes(), UTF_8);
    }
  }
}
