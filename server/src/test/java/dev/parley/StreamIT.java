package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.store.mongo.TestMongo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests that clients that follow the stream have the same data as the store, while many clients
/// write, servers are killed, and clients disconnect and reconnect. Repeat a run with
/// `-Dparley.seed`.
@Timeout(240)
final class StreamIT {
  private static final long SEED = Long.getLong("parley.seed", 1);
  private static final int WRITERS = 6;
  private static final int FOLLOWERS = 6;
  private static final int KILLS = 3;

  /// The minimum number of writes once all clients are connected.
  private static final int AFTERWARDS = 50;

  /// The minimum number of writes before and after each kill. The first kill comes earlier, so that
  /// it interrupts followers that read everything for the first time.
  private static final int BETWEEN_KILLS = 80;

  private static final int BEFORE_FIRST_KILL = 20;

  private static final List<String> CHATS = List.of("15550001", "15550002", "15550003", "15550004");

  @TempDir Path folder;

  private final AtomicInteger written = new AtomicInteger();
  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();

  @Test
  void followersOfOneServerHaveTheSameData() throws Exception {
    follow(Map.of("DATA_DIR", folder.resolve("data").toString()), 1);
  }

  @Test
  void followersOfTwoServersOnOneMongoDbHaveTheSameData() throws Exception {
    try (TestMongo mongo = new TestMongo()) {
      follow(Map.of("MONGODB_URI", mongo.uri()), 2);
    }
  }

  private void follow(Map<String, String> store, int count) throws Exception {
    Map<String, String> settings = new HashMap<>(store);
    settings.putAll(Map.of("HOST", "127.0.0.1", "PORT", "0", "LOG_LEVEL", "error"));
    List<ParleyProcess> servers = new ArrayList<>();
    AtomicReferenceArray<URI> addresses = new AtomicReferenceArray<>(count);
    Random random = new Random(SEED);
    List<Follower> followers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        servers.add(ParleyProcess.start(folder, settings, "serve"));
        addresses.set(i, servers.get(i).ready());
      }
      List<Future<Boolean>> work = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        long seed = random.nextLong();
        work.add(threads.submit(() -> write(new Random(seed), addresses)));
      }
      for (int i = 0; i < FOLLOWERS; i++) {
        long seed = random.nextLong();
        Follower follower = new Follower();
        followers.add(follower);
        work.add(threads.submit(() -> follow(new Random(seed), follower, addresses)));
      }
      for (int i = 0; i < KILLS; i++) {
        awaitWrites(i == 0 ? BEFORE_FIRST_KILL : BETWEEN_KILLS);
        int victim = random.nextInt(count);
        servers.get(victim).kill();
        servers.get(victim).end();
        servers.set(victim, ParleyProcess.start(folder, settings, "serve"));
        addresses.set(victim, servers.get(victim).ready());
      }
      awaitWrites(BETWEEN_KILLS);
      ended.set(true);
      for (Future<Boolean> one : work) {
        assertTrue(one.get());
      }
      check(followers, addresses);
    } finally {
      ended.set(true);
      followers.forEach(Follower::close);
      servers.forEach(ParleyProcess::close);
    }
  }

  private void awaitWrites(int number) throws InterruptedException {
    int enough = written.get() + number;
    while (written.get() < enough) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /// Lets all followers catch up, and receive further writes.
  private void check(List<Follower> followers, AtomicReferenceArray<URI> addresses)
      throws Exception {
    for (int i = 0; i < followers.size(); i++) {
      followers.get(i).connect(addresses.get(i % addresses.length()));
    }
    ended.set(false);
    int before = written.get();
    try (ExecutorService writer = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> writing = writer.submit(() -> write(new Random(SEED), addresses));
      while (written.get() < before + AFTERWARDS) {
        followers.getFirst().hear(Duration.ofMillis(20));
      }
      ended.set(true);
      assertTrue(writing.get());
    }
    Follower.Counts all = new Follower.Counts(0, 0, 0, 0);
    for (int i = 0; i < followers.size(); i++) {
      Follower follower = followers.get(i);
      URI server = addresses.get(i % addresses.length());
      List<String> differences = follower.differences(server);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!differences.isEmpty() && System.nanoTime() < deadline) {
        follower.hear(Duration.ofMillis(50));
        differences = follower.differences(server);
      }
      assertEquals(List.of(), differences, "-Dparley.seed=" + SEED + ", follower " + i);
      all = all.plus(follower.counts());
    }
    assertEquals(0, all.resets(), "a position was not known, -Dparley.seed=" + SEED);
    assertEquals(0, all.repeated(), "an event was delivered twice, -Dparley.seed=" + SEED);
    System.out.printf(
        "stream with -Dparley.seed=%d: %d requests answered; %d followers applied %d events and %d"
            + " messages of syncs%n",
        SEED, written.get(), followers.size(), all.events(), all.synced());
  }

  private boolean follow(Random random, Follower follower, AtomicReferenceArray<URI> addresses)
      throws InterruptedException {
    while (!ended.get()) {
      try {
        follower.connect(addresses.get(random.nextInt(addresses.length())));
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(2_000));
        while (!ended.get() && System.nanoTime() < until) {
          follower.hear(Duration.ofMillis(20));
        }
        if (!ended.get()) {
          follower.disconnect();
          TimeUnit.MILLISECONDS.sleep(random.nextInt(500)); // stays away for a moment
        }
      } catch (IOException gone) {
        TimeUnit.MILLISECONDS.sleep(50); // the server is being started again
      }
    }
    return true;
  }

  private boolean write(Random random, AtomicReferenceArray<URI> addresses)
      throws InterruptedException {
    List<String> known = new ArrayList<>();
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build()) {
      while (!ended.get()) {
        URI server = addresses.get(random.nextInt(addresses.length()));
        try {
          Request request = request(random, known);
          int status =
              http.send(
                      HttpRequest.newBuilder(server.resolve(request.path))
                          .header("Content-Type", "application/json")
                          .timeout(Duration.ofSeconds(20))
                          .POST(BodyPublishers.ofString(request.body))
                          .build(),
                      BodyHandlers.discarding())
                  .statusCode();
          if (status < 300) {
            written.incrementAndGet();
          }
        } catch (IOException gone) {
          TimeUnit.MILLISECONDS.sleep(20); // the server is being started again
        }
      }
    }
    return true;
  }

  private record Request(String path, String body) {}

  private Request request(Random random, List<String> known) {
    String chat = CHATS.get(random.nextInt(CHATS.size()));
    String id = "wamid." + ids.incrementAndGet();
    String other = known.isEmpty() ? "wamid.0" : known.get(random.nextInt(known.size()));
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        known.add(id);
        yield new Request(
            "/webhook",
            """
            {"messages":[{"id":"%s","from":"%s","timestamp":"%d","type":"text","text":{"body":"in"}}]}
            """
                .formatted(id, chat, 1_780_000_000 + ids.get()));
      }
      case 3, 4 -> {
        known.add(id);
        yield new Request(
            "/api/send", "{\"id\":\"%s\",\"wa_id\":\"%s\",\"text\":\"out\"}".formatted(id, chat));
      }
      case 5, 6 ->
          new Request(
              "/webhook",
              "{\"statuses\":[{\"id\":\"%s\",\"status\":\"%s\"}]}"
                  .formatted(other, List.of("sent", "delivered", "read").get(random.nextInt(3))));
      case 7 ->
          new Request(
              "/webhook",
              """
              {"messages":[{"id":"%s","from":"%s","timestamp":"%d","type":"reaction",
              "reaction":{"message_id":"%s","emoji":"👍"}}]}
              """
                  .formatted(id, chat, 1_780_000_000 + ids.get(), other));
      case 8 -> new Request("/api/chats/" + chat + "/read", "{}");
      default ->
          new Request(
              "/api/contacts", "{\"wa_id\":\"%s\",\"name\":\"Name %s\"}".formatted(chat, id));
    };
  }
}
