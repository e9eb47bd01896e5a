package dev.parley.bench.bare;

import dev.parley.store.sqlite.SqliteChatStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.sqlite.SQLiteConfig;

/// SQLite with the store's schema and settings, and the rows that one text message leaves behind,
/// written without any of the store's code: no reads, no rules, no threads.
public final class BareSqlite {
  private static final int CHATS = 500;

  private final Connection connection;
  private final String webhook;
  private final String text;

  /// The results.
  ///
  /// @param commits nanoseconds for each transaction, from its begin until it is durable
  public record Result(int group, double messagesPerSecond, Histogram commits) {}

  private BareSqlite(Connection connection, String webhook, String text) {
    this.connection = connection;
    this.webhook = webhook;
    this.text = text;
  }

  /// Writes for the duration `length`, with `group` messages in each transaction.
  ///
  /// @param folder the folder for a new database
  /// @param webhook the JSON that is stored with each message
  /// @param text the text of each message
  public static Result measure(Path folder, int group, Duration length, String webhook, String text)
      throws SQLException, IOException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setPageSize(2_048);
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "8000");
    config.setCacheSize(-8 * 1024);
    config.setGetGeneratedKeys(false);
    Path file = folder.resolve("bare-" + group + ".db");
    try (Connection connection = config.createConnection("jdbc:sqlite:" + file);
        InputStream schema = SqliteChatStore.class.getResourceAsStream("1.sql")) {
      if (schema == null) {
        throw new IOException("the store's schema is not on the class path");
      }
      try (Statement statement = connection.createStatement()) {
        statement.executeUpdate(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
      }
      return new BareSqlite(connection, webhook, text).measure(group, length);
    }
  }

  private Result measure(int group, Duration length) throws SQLException {
    Histogram commits = new Histogram(3);
    long number = 0;
    long start = System.nanoTime();
    long begun = start;
    try (Statement transaction = connection.createStatement();
        PreparedStatement message =
            connection.prepareStatement(
                """
                INSERT INTO messages (id, wa_id, seq, direction, timestamp, status, type, name, phone, sender,
                  recipient, text, delivered_at, created_at, updated_at)
                VALUES (?1, ?2, ?3, 'incoming', ?4, 'delivered', 'text', 'Customer', ?2, ?2,
                  '106540352242922', ?5, ?4, ?4, ?4)
                """);
        PreparedStatement data =
            connection.prepareStatement(
                "INSERT INTO webhook_data (n, json) VALUES (last_insert_rowid(), ?)");
        PreparedStatement chat =
            connection.prepareStatement(
                """
                INSERT INTO chats (wa_id, last_seq, newest_seq, newest_timestamp, unread, unread_since, version)
                VALUES (?1, ?2, ?2, ?3, ?2, 0, ?2)
                ON CONFLICT (wa_id) DO UPDATE SET last_seq = ?2, newest_seq = ?2, newest_timestamp = ?3,
                  unread = ?2, version = ?2
                """);
        PreparedStatement contact =
            connection.prepareStatement(
                """
                INSERT INTO contacts (wa_id, name, phone, last_seen, online, created_at, updated_at)
                VALUES (?1, 'Customer', ?1, ?2, 1, ?2, ?2)
                ON CONFLICT (wa_id) DO UPDATE SET last_seen = ?2, updated_at = ?2
                """)) {
      while (begun - start < length.toNanos()) {
        transaction.executeUpdate("BEGIN IMMEDIATE");
        for (int i = 0; i < group; i++, number++) {
          String waId = "1555%07d".formatted(number % CHATS);
          long seq = number / CHATS + 1;
          long time = 1_754_560_000_000L + number;
          message.setString(1, "wamid.HBgLMTU1NTAwMDAwMDEVAgASGBQ%010d".formatted(number));
          message.setString(2, waId);
          message.setLong(3, seq);
          message.setLong(4, time);
          message.setString(5, text);
          message.executeUpdate();
          data.setString(1, webhook);
          data.executeUpdate();
          chat.setString(1, waId);
          chat.setLong(2, seq);
          chat.setLong(3, time);
          chat.executeUpdate();
          contact.setString(1, waId);
          contact.setLong(2, time);
          contact.executeUpdate();
        }
        transaction.executeUpdate("COMMIT");
        long now = System.nanoTime();
        commits.recordValue(now - begun);
        begun = now;
      }
    }
    return new Result(group, number * 1e9 / (begun - start), commits);
  }
}
