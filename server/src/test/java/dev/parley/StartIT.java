package dev.parley;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.parley.ParleyProcess.Ended;
import dev.parley.store.mongo.TappedMongo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the start of the real program with settings of users of the Node backend.
@Timeout(180)
final class StartIT {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "NODE_ENV, staging, true",
    "NODE_ENV, test, true",
    "LOG_LEVEL, warning, false",
    "LOG_LEVEL, verbose, true",
    "LOG_LEVEL, silent, false"
  })
  void settingsForNodeAreAccepted(String name, String value, boolean informs) throws Exception {
    try (ParleyProcess server =
        ParleyProcess.start(
            folder, Map.of("PORT", "0", "HOST", "127.0.0.1", name, value), "serve")) {
      assertEquals(200, health(server.ready()));
      server.terminate();
      Ended ended = server.end();

      assertEquals(0, ended.exit());
      assertEquals(informs, ended.err().contains("Parley started"), ended.err());
      assertFalse(ended.err().contains("WHATSAPP_APP_SECRET"), ended.err());
    }
  }

  @Test
  void allAddressesOfBothKindsHaveAUrlThatWorks() throws Exception {
    assumeTrue(hasIpv6(), "there is no IPv6 on this machine: HOST=:: was not tried");
    try (ParleyProcess server =
        ParleyProcess.start(folder, Map.of("PORT", "0", "HOST", "::"), "serve")) {
      URI printed = server.ready();

      assertEquals("localhost", printed.getHost());
      assertEquals(200, health(printed));
      assertEquals(200, health(URI.create("http://127.0.0.1:" + printed.getPort())));
      assertEquals(200, health(URI.create("http://[::1]:" + printed.getPort())));
    }
  }

  @ParameterizedTest
  @CsvSource({"::1", "[::1]"})
  void anAddressOfIpv6IsPrintedInBrackets(String host) throws Exception {
    assumeTrue(hasIpv6(), "there is no IPv6 on this machine: HOST=::1 was not tried");
    try (ParleyProcess server =
        ParleyProcess.start(folder, Map.of("PORT", "0", "HOST", host), "serve")) {
      URI printed = server.ready();

      assertEquals("[::1]", printed.getHost());
      assertEquals(200, health(printed));
    }
  }

  /// The URI names no database, and only the database of an earlier version has chats.
  @Test
  void theLogNamesTheDatabaseThatIsInUse() throws Exception {
    try (TappedMongo mongo = new TappedMongo();
        MongoClient client = MongoClients.create(mongo.uri())) {
      String uri = mongo.uri().replace("/x?", "/?");
      client
          .getDatabase("whatsapp")
          .getCollection("parley_journal")
          .insertOne(
              new Document("_id", "head")
                  .append("n", 0L)
                  .append("recent", List.of(new ObjectId()))
                  .append("writes", List.of())
                  .append("last_unprocessed", 0L));
      try (ParleyProcess server =
          ParleyProcess.start(
              folder, Map.of("PORT", "0", "HOST", "127.0.0.1", "MONGODB_URI", uri), "serve")) {
        server.ready();
        server.terminate();
        String said = server.end().err();

        String started =
            said.lines().filter(it -> it.contains("Parley started")).findFirst().orElse(said);
        assertTrue(started.contains("database=\"whatsapp\""), started);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PORT=0\nWEBHOOK_VERIFY_TOKEN='tok-1'\n",
        "export PORT=0\nexport WEBHOOK_VERIFY_TOKEN=tok-1\n",
        "PORT='0'\nWEBHOOK_VERIFY_TOKEN=tok-1\n# Schl\u00fcssel\n",
        "PORT=0\nWEBHOOK_VERIFY_TOKEN=tok-1\n// old settings\n[server]\n---\n"
      })
  void aFileOfSettingsThatNodeReadsStarts(String file) throws Exception {
    Files.write(folder.resolve(".env"), file.getBytes(ISO_8859_1));
    try (ParleyProcess server = ParleyProcess.start(folder, Map.of("HOST", "127.0.0.1"), "serve")) {
      HttpResponse<String> verified =
          get(
              server.ready(),
              "/webhook?hub.mode=subscribe&hub.verify_token=tok-1&hub.challenge=42");

      assertEquals(200, verified.statusCode());
      assertEquals("42", verified.body());
    }
  }

  @Test
  void theLogHasTheStartEveryRequestAndTheStop() throws Exception {
    Map<String, String> settings =
        Map.of("PORT", "0", "HOST", "127.0.0.1", "LOG_LEVEL", "debug", "DATA_DIR", "kept");
    try (ParleyProcess server = ParleyProcess.start(folder, settings, "serve")) {
      URI address = server.ready();
      String id = get(address, "/api/chats/19995550123").headers().firstValue("X-Request-Id").get();
      get(address, "/nowhere/secret-word");
      server.terminate();
      String said = server.end().err();

      String started = line(said, "Parley started");
      assertTrue(started.contains("sqlite"), started);
      assertTrue(started.contains(folder.toRealPath().resolve("kept").toString()), started);
      assertTrue(started.contains("demo"), started);
      String asked = line(said, id);
      assertTrue(asked.contains("/api/chats/:wa_id"), asked);
      assertTrue(asked.contains("200") && asked.contains("millis"), asked);
      assertTrue(said.lines().anyMatch(it -> it.contains("request") && it.contains("404")), said);
      assertFalse(line(said, "Parley stopped").isEmpty(), said);
      assertFalse(said.contains("19995550123") || said.contains("secret-word"), said);
    }
  }

  /// The same default as in the Node driver. The log contains the name of the database and its
  /// size.
  @Test
  void aUriWithoutADatabaseShowsTheNodeBackendsMessages() throws Exception {
    try (TappedMongo mongo = new TappedMongo();
        MongoClient client = MongoClients.create(mongo.uri())) {
      client
          .getDatabase("test")
          .getCollection("processed_messages")
          .insertOne(
              new Document("id", "m1")
                  .append("meta_msg_id", "m1")
                  .append("wa_id", "15550001111")
                  .append("name", "Old friend")
                  .append("text", "kept")
                  .append("type", "incoming")
                  .append("timestamp", Date.from(Instant.parse("2026-03-01T12:00:00Z")))
                  .append("status", "delivered"));
      String uri = mongo.uri().replace("/x?", "/?");
      try (ParleyProcess server =
          ParleyProcess.start(
              folder, Map.of("PORT", "0", "HOST", "127.0.0.1", "MONGODB_URI", uri), "serve")) {
        URI address = server.ready();
        String chats = get(address, "/api/chats").body();
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (chats.equals("[]") && System.nanoTime() < limit) {
          Thread.onSpinWait();
          chats = get(address, "/api/chats").body();
        }
        server.terminate();
        String opened = line(server.end().err(), "MongoDB is the store");

        assertTrue(chats.contains("\"text\":\"kept\""), chats);
        assertTrue(opened.contains("database=\"test\""), opened);
        assertTrue(opened.contains("messages=\"1\""), opened);
      }
    }
  }

  private static String line(String said, String words) {
    return said.lines().filter(it -> it.contains(words)).findFirst().orElse("");
  }

  private static boolean hasIpv6() {
    try (ServerSocket _ = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      return true;
    } catch (IOException none) {
      return false;
    }
  }

  private static int health(URI server) throws IOException, InterruptedException {
    return get(server, "/health").statusCode();
  }

  private static HttpResponse<String> get(URI server, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(server.resolve(path)).build(), BodyHandlers.ofString());
    }
  }
}
