package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.ParleyProcess.Ended;
import dev.parley.store.mongo.TappedMongo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A `MONGODB_URI` that is wrong, or that MongoDB refuses, results in one sentence for the person
/// who starts the real program, and its password appears nowhere in the log, the standard output or
/// the answers.
@Timeout(240)
final class MongoUriIT {
  private static final int AUTHENTICATION_FAILED = 18;
  private static final String PASSWORD = "hunter2";

  @TempDir private Path folder = Path.of("");

  private Map<String, String> settings(String uri) {
    return Map.of("PORT", "0", "HOST", "127.0.0.1", "MONGODB_URI", uri, "LOG_LEVEL", "trace");
  }

  private static String withoutPassword(Ended ended) {
    String said = ended.out() + ended.err();
    assertFalse(said.contains(PASSWORD), said);
    return ended.err();
  }

  private static String nobodyListens() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + free.getLocalPort();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mongodb://parley:hunter2",
        "mongodb://parley:hunter2@",
        "mongodb://parley:hunter2@db:port/whatsapp",
        "mongodb://parley:hunter2/@db/whatsapp",
        "mongodb://parley:hunter2@db/whatsapp?replicaSet"
      })
  void aUriThatCannotBeReadIsOneSentence(String uri) {
    Ended ended = ParleyProcess.run(folder, settings(uri), "serve");

    String said = withoutPassword(ended);
    assertEquals(1, said.lines().count(), said);
    assertTrue(said.startsWith("parley: ") && said.contains("MONGODB_URI"), said);
    assertEquals(1, ended.exit());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://parley:hunter2@db/whatsapp", "parley:hunter2@db"})
  void anInvalidMongoDbUriIsReportedAsASetting(String uri) {
    Ended ended = ParleyProcess.run(folder, settings(uri), "serve");

    String said = withoutPassword(ended);
    assertTrue(said.contains("MONGODB_URI"), said);
    assertEquals(1, ended.exit());
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify-payloads", "seed", "webhooks list"})
  void aCommandReportsAnUnreachableServerInOneSentence(String command) throws IOException {
    String uri =
        "mongodb://parley:" + PASSWORD + "@" + nobodyListens() + "/x?serverSelectionTimeoutMS=300";

    Ended ended = ParleyProcess.run(folder, Map.of("MONGODB_URI", uri), command.split(" ", -1));

    String said = withoutPassword(ended);
    assertTrue(said.contains("MongoDB cannot be reached"), said);
    assertEquals(1, ended.exit(), said);
  }

  @Test
  void aServerReportsRefusedCredentialsAndKeepsRunning() throws Exception {
    try (TappedMongo mongo = new TappedMongo()) {
      mongo.tap((name, _, server) -> {
        if (name.equals("saslStart")) {
          throw TappedMongo.error(AUTHENTICATION_FAILED, "AuthenticationFailed");
        }
        return server.get();
      });
      String uri = mongo.uri().replace("mongodb://", "mongodb://parley:" + PASSWORD + "@");
      try (ParleyProcess parley = ParleyProcess.start(folder, settings(uri), "serve");
          HttpClient http = HttpClient.newHttpClient()) {
        URI address = parley.ready();

        HttpResponse<String> health = ask(http, HttpRequest.newBuilder(address.resolve("/health")));
        HttpResponse<String> sent =
            ask(
                http,
                HttpRequest.newBuilder(address.resolve("/api/send"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"wa_id\":\"1\",\"text\":\"Hello\"}")));
        parley.terminate();
        String said = withoutPassword(parley.end());

        assertEquals(503, health.statusCode());
        assertEquals(503, sent.statusCode());
        assertTrue(sent.body().contains("MongoDB refuses the user or the password"), sent.body());
        assertFalse((health.body() + sent.body()).contains(PASSWORD));
        assertTrue(said.contains("MongoDB refuses the user or the password"), said);
      }
    }
  }

  private static HttpResponse<String> ask(HttpClient http, HttpRequest.Builder request)
      throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
