package dev.parley;

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
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The real program, started with settings as people who come from Node write them.
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
  void whatNodePeopleWriteStarts(String name, String value, boolean informs) throws Exception {
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

  /// Where the URI names no database and only the one of an earlier version holds chats.
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

  private static boolean hasIpv6() {
    try (ServerSocket _ = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      return true;
    } catch (IOException none) {
      return false;
    }
  }

  private static int health(URI server) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(server.resolve("/health")).build(), BodyHandlers.discarding())
          .statusCode();
    }
  }
}
