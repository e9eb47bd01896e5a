package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.store.mongo.MongoProxy;
import dev.parley.store.mongo.TappedMongo;
import dev.parley.store.mongo.TestMongo;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Tests what clients see while MongoDB is unavailable, returns, is slow, or changes its primary.
/// Afterwards, no acknowledged message is missing.
@Timeout(240)
final class MongoOutageTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String IMPATIENT = "serverSelectionTimeoutMS=500&connectTimeoutMS=1000";
  private static final String CHAT = "15550001001";
  private static final int CLIENTS = 8;
  private static final int OUTAGES = 3;
  private static final int NOT_PRIMARY = 10_107;
  private static final int SHUTDOWN_IN_PROGRESS = 91;

  @TempDir private Path folder = Path.of("");

  private final TestMongo mongo = new TestMongo();
  private final MongoProxy proxy = new MongoProxy(mongo.uri());

  @AfterEach
  void close() {
    proxy.close();
    mongo.close();
  }

  private RunningParley start(String options) {
    return RunningParley.start(folder, "MONGODB_URI", proxy.uri(options));
  }

  private static HttpResponse<String> send(RunningParley parley, String id) {
    return parley.post(
        "/api/send", "{\"id\":\"%s\",\"wa_id\":\"%s\",\"text\":\"Hello\"}".formatted(id, CHAT));
  }

  private static void awaitHealth(RunningParley parley, int status) {
    Instant end = Instant.now().plus(LIMIT);
    while (parley.get("/health").statusCode() != status) {
      assertTrue(Instant.now().isBefore(end), "/health does not say " + status);
    }
  }

  private static List<String> ids(RunningParley parley) {
    List<String> ids = new ArrayList<>();
    for (JsonNode message : json(parley.get("/api/chats/" + CHAT + "?limit=5000"))) {
      ids.add(message.get("id").stringValue());
    }
    return ids;
  }

  @Test
  void aServerThatComesUpLaterIsUsedFromThenOn() {
    try (RunningParley parley = start(IMPATIENT)) {
      HttpResponse<String> before = parley.get("/health");
      HttpResponse<String> refused = send(parley, "m1");

      proxy.open();
      awaitHealth(parley, 200);
      HttpResponse<String> after = parley.get("/health");
      HttpResponse<String> stored = send(parley, "m1");

      assertEquals(503, before.statusCode());
      assertEquals("disconnected", json(before).get("mongodb").stringValue());
      assertEquals(503, refused.statusCode());
      assertEquals("store_unavailable", json(refused).get("code").stringValue());
      assertTrue(refused.headers().firstValue("Retry-After").isPresent());
      assertEquals("connected", json(after).get("mongodb").stringValue());
      assertEquals(201, stored.statusCode());
      assertEquals(List.of("m1"), ids(parley));
    }
  }

  /// Clients send all the time and repeat refused requests, while MongoDB becomes unreachable and
  /// reachable again.
  @Test
  void acknowledgedMessagesAreStoredOnceThroughOutages() throws Exception {
    proxy.open();
    Set<String> acknowledged = new ConcurrentSkipListSet<>();
    AtomicInteger refused = new AtomicInteger();
    CountDownLatch enough = new CountDownLatch(1);
    try (RunningParley parley = start(IMPATIENT);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        String name = "c" + client + "-";
        running.add(
            clients.submit(() -> {
              for (int i = 0; enough.getCount() > 0; i++) {
                int status = send(parley, name + i).statusCode();
                while (status != 200 && status != 201 && enough.getCount() > 0) {
                  assertEquals(503, status);
                  refused.incrementAndGet();
                  status = send(parley, name + i).statusCode();
                }
                if (status != 503) {
                  acknowledged.add(name + i);
                }
              }
            }));
      }
      for (int outage = 0; outage < OUTAGES; outage++) {
        int before = acknowledged.size();
        while (acknowledged.size() < before + CLIENTS) {
          Thread.onSpinWait();
        }
        proxy.cut();
        awaitHealth(parley, 503);
        proxy.open();
        awaitHealth(parley, 200);
      }
      enough.countDown();
      for (Future<?> client : running) {
        client.get();
      }

      List<String> there = ids(parley);
      Set<String> missing = new TreeSet<>(acknowledged);
      missing.removeAll(there);
      assertEquals(Set.of(), missing);
      assertEquals(there.size(), there.stream().distinct().count());
    }
    assertTrue(refused.get() > 0, "no outage was noticed");
    assertEquals(List.of(), RunningParley.audit(folder, "MONGODB_URI", mongo.uri()).findings());
  }

  @Test
  void aSilentDatabaseDelaysNobody() throws Exception {
    proxy.open();
    try (RunningParley parley = start(IMPATIENT + "&timeoutMS=1000");
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      assertEquals(201, send(parley, "m0").statusCode());

      proxy.hold();
      Instant began = Instant.now();
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 1; i <= CLIENTS; i++) {
        String id = "m" + i;
        answers.add(clients.submit(() -> send(parley, id)));
        answers.add(clients.submit(() -> parley.get("/api/chats")));
      }
      assertEquals(200, parley.get("/health/live").statusCode());
      Duration live = Duration.between(began, Instant.now());
      for (Future<HttpResponse<String>> answer : answers) {
        assertEquals(503, answer.get().statusCode(), answer.get()::body);
        assertEquals("store_unavailable", json(answer.get()).get("code").stringValue());
      }
      Duration all = Duration.between(began, Instant.now());
      HttpResponse<String> health = parley.get("/health");
      proxy.release();
      awaitHealth(parley, 200);
      List<Integer> again =
          IntStream.rangeClosed(1, CLIENTS)
              .map(i -> send(parley, "m" + i).statusCode())
              .boxed()
              .toList();

      assertEquals(503, health.statusCode());
      assertTrue(live.compareTo(Duration.ofSeconds(10)) < 0, "an event loop waited " + live);
      assertTrue(all.compareTo(Duration.ofSeconds(30)) < 0, "somebody waited " + all);
      assertTrue(Set.of(200, 201).containsAll(again), again::toString);
      assertEquals(1 + CLIENTS, ids(parley).stream().distinct().count());
    }
    assertEquals(List.of(), RunningParley.audit(folder, "MONGODB_URI", mongo.uri()).findings());
  }

  /// The primary refuses every second command, before or after executing it.
  @Test
  void acknowledgedMessagesSurviveChangesOfThePrimary() {
    try (TappedMongo set = new TappedMongo();
        RunningParley parley = RunningParley.start(folder, "MONGODB_URI", set.uri())) {
      assertEquals(201, send(parley, "m0").statusCode());
      AtomicInteger commands = new AtomicInteger();
      set.tap((name, _, server) -> {
        int command = name.equals("update") ? commands.incrementAndGet() : 0;
        if (command % 4 == 1) {
          throw TappedMongo.error(NOT_PRIMARY, "NotWritablePrimary");
        }
        if (command % 4 == 3) {
          var _ = server.get();
          throw TappedMongo.error(SHUTDOWN_IN_PROGRESS, "ShutdownInProgress");
        }
        return server.get();
      });

      List<String> expected = new ArrayList<>(List.of("m0"));
      for (int i = 1; i <= 12; i++) {
        String id = "m" + i;
        int status = send(parley, id).statusCode();
        while (status == 503) {
          status = send(parley, id).statusCode();
        }
        assertTrue(status == 200 || status == 201, "answered " + status);
        expected.add(id);
      }

      set.tap((_, _, server) -> server.get());
      awaitHealth(parley, 200);
      assertEquals(expected, ids(parley));
      assertEquals(List.of(), RunningParley.audit(folder, "MONGODB_URI", set.uri()).findings());
    }
  }
}
