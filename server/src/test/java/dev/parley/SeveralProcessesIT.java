package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.KillStorm.Post;
import dev.parley.ParleyProcess.Ended;
import dev.parley.store.mongo.TestMongo;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests several servers and commands, each in a separate process, on one MongoDB database at the
/// same time. Repeat a run with `-Dparley.seed`.
@Timeout(240)
final class SeveralProcessesIT {
  private static final Long SEED = Long.getLong("parley.seed", 1);
  private static final int WEBHOOKS = 250;
  private static final int AT_ONCE = 16;
  private static final int PAGE = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder = Path.of("");

  @AutoClose private final TestMongo mongo = new TestMongo();

  private ParleyProcess serve() {
    return ParleyProcess.start(
        folder,
        Map.of("PORT", "0", "HOST", "127.0.0.1", "MONGODB_URI", mongo.uri(), "LOG_LEVEL", "warn"),
        "serve");
  }

  private Ended run(String... arguments) {
    return ParleyProcess.run(folder, Map.of("MONGODB_URI", mongo.uri()), arguments);
  }

  @Test
  void messagesToTwoServersAreStoredOnceInOneOrder() throws Exception {
    KillWorkload workload = KillWorkload.webhooks(new Random(SEED), WEBHOOKS);
    try (ParleyProcess one = serve();
        ParleyProcess other = serve()) {
      List<URI> servers = List.of(one.ready(), other.ready());

      long added;
      try {
        added = postToEach(servers, workload.posts());
      } catch (Exception e) {
        one.terminate();
        other.terminate();
        throw new AssertionError(one.end().err() + other.end().err(), e);
      }

      assertEquals(workload.messages().size(), added, "-Dparley.seed=" + SEED);
      StoredChats stored = StoredChats.read(servers.getFirst(), PAGE);
      assertEquals(workload.messages().keySet(), stored.messages().keySet());
      assertEquals(stored.messages(), StoredChats.read(servers.getLast(), PAGE).messages());
      workload
          .lastStatuses()
          .forEach(
              (id, status) -> assertEquals(status, StoredChats.status(stored.message(id)), id));
      Ended audit = run("verify-payloads");
      assertEquals(0, audit.exit(), audit.out() + audit.err());
      one.terminate();
      other.terminate();
      assertEquals("", one.end().err() + other.end().err());
    }
  }

  @Test
  void commandsWorkBesideAServer() throws Exception {
    try (ParleyProcess server = serve()) {
      URI uri = server.ready();

      Ended seeded = run("seed");
      Ended again = run("seed");
      Ended processed = run("process-payloads");
      Ended listed = run("webhooks", "list");
      Ended verified = run("verify-payloads");

      assertEquals(0, seeded.exit(), seeded.err());
      assertEquals("4 contacts, 11 messages added", seeded.out());
      assertEquals("4 contacts, 0 messages added", again.out());
      assertEquals(0, processed.exit(), processed.err());
      assertTrue(
          processed.out().endsWith("8 files: 4 added, 3 updated, 1 skipped"), processed.out());
      assertEquals(0, listed.exit(), listed.err());
      assertEquals(0, verified.exit(), verified.out());
      assertEquals(15, StoredChats.read(uri, PAGE).messages().size());
    }
  }

  @Test
  void backupIsRefusedOnMongoDb() {
    Ended backup = run("backup", "copy.db");

    assertEquals(1, backup.exit());
    assertTrue(backup.err().contains("mongodump"), backup.err());
  }

  /// Posts everything to every server.
  ///
  /// @return the number of new messages according to the answers
  private static long postToEach(List<URI> servers, List<Post> posts) throws Exception {
    Semaphore room = new Semaphore(AT_ONCE);
    List<Future<Long>> answers = new ArrayList<>();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Post post : posts) {
        for (URI server : servers) {
          room.acquire();
          answers.add(
              clients.submit(() -> {
                try {
                  return post(http, server, post);
                } finally {
                  room.release();
                }
              }));
        }
      }
      long added = 0;
      for (Future<Long> answer : answers) {
        added += answer.get();
      }
      return added;
    }
  }

  private static long post(HttpClient http, URI server, Post post) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(server.resolve(post.path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(post.body))
                .build(),
            BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer.body());
    return JSON.readTree(answer.body()).path("messages").asLong();
  }
}
