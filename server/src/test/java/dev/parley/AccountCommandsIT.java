package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests `setup-link`, `user` and `key`, without and with a running server.
final class AccountCommandsIT {
  @TempDir private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> settings =
      Map.of("PORT", "0", "HOST", "127.0.0.1", "ANONYMOUS", "", "LOG_LEVEL", "info");

  private String run(int exit, String... command) {
    ParleyProcess.Ended ended = ParleyProcess.run(folder, settings, command);
    assertEquals(exit, ended.exit(), ended::toString);
    return exit == 0 ? ended.out() : ended.err();
  }

  /// A copy of the database contains hashes, from which passwords and codes can be guessed.
  @Test
  void copiesOfTheStoreAreInTheAuditTrail() {
    run(0, "user", "add", "--email", "ann@example.com", "--name", "Ann", "--role", "owner");
    run(0, "backup", "alone.db");
    assertEquals(1, count("store_backed_up", run(0, "audit")));
    try (ParleyProcess parley = ParleyProcess.start(folder, settings, "serve")) {
      parley.ready();

      assertEquals("", ParleyProcess.run(folder, settings, "backup", "beside.db").err());
      assertEquals(2, count("store_backed_up", run(0, "audit")));
      run(0, "audit", "--json");
      assertEquals(1, count("audit_exported", run(0, "audit")));
    }
    String last = run(0, "audit", "--limit", "2").lines().toList().get(1);
    assertTrue(last.endsWith("  command  store_backed_up"), last);
  }

  /// An upgrade begins with a backup, so the backup must not itself upgrade the store.
  @Test
  void aStoreOfAnEarlierVersionIsCopiedAndLeftAsItIs() throws Exception {
    run(0, "seed");
    try (Connection file = open("data/parley.db");
        Statement statement = file.createStatement()) {
      int version = version(statement);
      statement.executeUpdate("PRAGMA user_version = " + (version - 1));

      ParleyProcess.Ended backup = ParleyProcess.run(folder, settings, "backup", "copy.db");

      assertEquals(0, backup.exit(), backup::err);
      assertTrue(backup.err().contains("not in the audit trail: an earlier version"), backup.err());
      assertEquals(version - 1, version(statement));
    }
  }

  private Connection open(String file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(file));
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static long count(String action, String trail) {
    return trail.lines().filter(line -> line.contains("  " + action)).count();
  }

  private int status(URI server, String key) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/api/chats"));
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    return client.send(request.build(), BodyHandlers.ofString()).statusCode();
  }

  @Test
  void aKeyLetsAProgramInUntilItIsRevoked() throws Exception {
    try (ParleyProcess parley = ParleyProcess.start(folder, settings, "serve")) {
      URI server = parley.ready();
      assertEquals(200, status(server, ""));
      assertTrue(run(0, "setup-link").contains("/setup#"));

      String added =
          run(0, "user", "add", "--email", "ann@example.com", "--name", "Ann", "--role", "owner");
      assertTrue(added.contains("/setup#password="), added);
      assertEquals(401, status(server, ""));
      assertTrue(run(1, "setup-link").contains("set up already"));

      String key = run(0, "key", "add", "--name", "a bot", "--scope", "read,send").strip();
      assertEquals(200, status(server, key));
      String listed = run(0, "key", "list");
      assertTrue(listed.contains("read,send  a bot"), listed);
      run(0, "key", "revoke", listed.substring(0, listed.indexOf(' ')));
      assertEquals(401, status(server, key));
    }
    assertTrue(run(0, "user", "list").contains("owner   ann@example.com  Ann"));
    assertTrue(run(1, "user", "remove", "ann@example.com").contains("last owner"));
    assertTrue(
        run(1, "user", "add", "--email", "x", "--name", "X", "--role", "agent")
            .contains("must be an email address"));
    assertTrue(
        run(1, "user", "add", "--email", "b@example.com", "--name", "B", "--role", "boss")
            .contains("must be owner, admin, agent or viewer"));
  }
}
