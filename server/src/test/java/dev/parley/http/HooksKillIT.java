package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.ParleyProcess;
import dev.parley.store.mongo.TestMongo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A receiver that fails half of the time, and one that hangs, while Parley is killed: each event
/// arrives at least once, in the order of its chat, under one id. `-Dparley.seed` repeats a run.
/// `-Dparley.hooks.calls` sets the number of calls, which have 50 events each: 200 calls are the
/// 10,000 events of the requirement.
@Timeout(1800)
final class HooksKillIT {
  private static final long SEED = Long.getLong("parley.seed", 1);
  private static final int MESSAGES_OF_A_CALL = 50;
  private static final int CHATS = 100;

  /// The maximum number of consecutive failures for one event; with more, the pauses would grow to
  /// hours.
  private static final int MOST_FAILURES = 2;

  /// The events of a store, and how often Parley is killed. On MongoDB the next process takes over
  /// only after ten seconds, because the previous one might still run.
  private record Storm(int calls, int kills) {
    int events() {
      return calls * MESSAGES_OF_A_CALL;
    }
  }

  private static final Storm ON_SQLITE = new Storm(Integer.getInteger("parley.hooks.calls", 40), 2);
  private static final Storm ON_MONGODB =
      new Storm(Integer.getInteger("parley.hooks.calls", 16), 1);

  private final Random random = new Random(SEED);
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private final Map<String, String> ids = new ConcurrentHashMap<>();
  private final Map<String, List<Long>> delivered = new ConcurrentHashMap<>();
  private final List<String> faults = new ArrayList<>();
  private final AtomicReference<URI> address = new AtomicReference<>();

  @Test
  void eachEventArrivesAtLeastOnceInTheOrderOfItsChatUnderOneId(@TempDir Path folder)
      throws Exception {
    storm(folder, ON_SQLITE, Map.of("DATA_DIR", folder.resolve("data").toString()));
  }

  @Test
  void eachEventArrivesAtLeastOnceOnMongoDb(@TempDir Path folder) throws Exception {
    try (TestMongo mongo = new TestMongo()) {
      storm(folder, ON_MONGODB, Map.of("MONGODB_URI", mongo.uri()));
    }
  }

  private void storm(Path folder, Storm storm, Map<String, String> store) throws Exception {
    Map<String, String> settings = new HashMap<>(store);
    settings.putAll(
        Map.of(
            "PORT", "0",
            "LOG_LEVEL", "error",
            "HOOKS_ALLOW_PRIVATE", "true",
            "HOOKS_RETRY_MILLIS", "10",
            "HOOKS_TIMEOUT_SECONDS", "5"));
    ParleyProcess process = ParleyProcess.start(folder, settings, "serve");
    try (HttpClient client = HttpClient.newHttpClient();
        HookReceiver hanging =
            new HookReceiver((_, _) -> {
              Thread.sleep(600_000); // Parley closes the connection before
              return false;
            });
        HookReceiver failing = new HookReceiver(this::answer);
        ExecutorService writer = Executors.newVirtualThreadPerTaskExecutor()) {
      address.set(process.ready());
      hook(client, hanging);
      hook(client, failing);
      Future<Boolean> writing = writer.submit(() -> write(client, storm));
      for (int i = 1; i <= storm.kills; i++) {
        int some = i * storm.events() / (storm.kills + 1) / 2;
        while (count() < some) {
          LockSupport.parkNanos(5_000_000);
        }
        process.kill();
        process = ParleyProcess.start(folder, settings, "serve");
        address.set(process.ready());
      }
      assertTrue(writing.get());
      while (count() < storm.events()) {
        LockSupport.parkNanos(20_000_000);
      }
      assertEquals(List.of(), faults, "-Dparley.seed=" + SEED);
      System.out.printf(
          "hooks with -Dparley.seed=%d: %d events, %d failures, %d kills%n",
          SEED, count(), failures.values().stream().mapToInt(Integer::intValue).sum(), storm.kills);
    } finally {
      process.close();
    }
  }

  private synchronized int count() {
    return ids.size();
  }

  /// Records each accepted event, or the problem with it.
  private synchronized boolean answer(HookReceiver.Call call, java.io.OutputStream out)
      throws IOException, InterruptedException {
    if (random.nextBoolean() && failures.getOrDefault(call.id(), 0) < MOST_FAILURES) {
      failures.merge(call.id(), 1, Integer::sum);
      return HookReceiver.answering(500).answer(call, out);
    }
    String message = call.data().path("id").asString();
    String chat = call.data().path("wa_id").asString();
    long seq = call.data().path("seq").asLong();
    String before = ids.put(message, call.id());
    if (before == null) {
      List<Long> all = delivered.computeIfAbsent(chat, _ -> new ArrayList<>());
      if (seq != all.size() + 1) {
        faults.add("%s: %d after %s".formatted(chat, seq, all));
      }
      all.add(seq);
    } else if (!before.equals(call.id())) {
      faults.add("%s: %s and %s".formatted(message, before, call.id()));
    }
    return HookReceiver.answering(204).answer(call, out);
  }

  private void hook(HttpClient client, HookReceiver receiver) throws Exception {
    String body = "{\"url\":\"%s\",\"events\":[\"message.received\"]}".formatted(receiver.url());
    assertEquals(201, post(client, "/api/hooks", body));
  }

  private boolean write(HttpClient client, Storm storm) throws InterruptedException {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int call = 0; call < storm.calls; call++) {
      StringBuilder messages = new StringBuilder("{\"messages\":[");
      for (int i = 0; i < MESSAGES_OF_A_CALL; i++) {
        int chat = (call * MESSAGES_OF_A_CALL + i) % CHATS;
        int number = counts.merge(chat, 1, Integer::sum);
        messages
            .append(i == 0 ? "" : ",")
            .append(
                "{\"id\":\"wamid.%d-%d\",\"from\":\"1555%04d\",\"timestamp\":\"1780000000\",\"type\":\"text\",\"text\":{\"body\":\"%d\"}}"
                    .formatted(chat, number, chat, number));
      }
      String body = messages.append("]}").toString();
      boolean taken = false;
      while (!taken) { // as Meta does, while Parley is down
        try {
          taken = post(client, "/webhook", body) == 200;
        } catch (IOException down) {
          LockSupport.parkNanos(20_000_000);
        }
      }
    }
    return true;
  }

  private int post(HttpClient client, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address.get().resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString()).statusCode();
  }
}
