package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.store.mongo.TestMongo;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Agents and customers write to one another, over two numbers, through a Parley server and a
/// simulated Meta that are both killed repeatedly, while Meta simulates every fault. At the end,
/// both must have the same messages and statuses.
///
/// `-Dparley.storm.messages=20000` makes the storm longer, `-Dparley.seed=N` chooses another one.
@Timeout(1800)
final class SendingStormIT {
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int CHATS = 100;
  private static final String NUMBER = "310987654321098";
  private static final String SECOND = "310987654321099";
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final ObjectMapper JSON = new ObjectMapper();

  /// The ranks of statuses, in order.
  private static final List<String> RANKS =
      List.of("pending", "sent", "delivered", "read", "played");

  private final Path folder;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int messages = Integer.getInteger("parley.storm.messages", 600);
  private final long seed = Long.getLong("parley.seed", 1);
  private final int parleyPort = freePort();
  private final int metaPort = freePort();
  private Map<String, String> settings = Map.of();

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  SendingStormIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void nothingIsLostAndNothingSentTwice() throws Exception {
    BothStores.run(folder, (own, store) -> new SendingStormIT(own).storm(store));
  }

  private void storm(String store) throws Exception {
    System.out.printf("SendingStormIT on %s: -Dparley.seed=%d%n", store, seed);
    try (TestMongo mongo = new TestMongo()) {
      settings = new HashMap<>(settings());
      if (store.equals("mongodb")) {
        settings.put("MONGODB_URI", mongo.uri());
      }
      storm();
    }
  }

  private Map<String, String> settings() {
    return Map.ofEntries(
        Map.entry("HOST", "127.0.0.1"),
        Map.entry("PORT", Integer.toString(parleyPort)),
        Map.entry("LOG_LEVEL", "error"),
        Map.entry("GRAPH_API_URL", "http://127.0.0.1:" + metaPort),
        Map.entry("WHATSAPP_ACCESS_TOKEN", "token"),
        Map.entry("PHONE_NUMBER_ID", NUMBER + "," + SECOND),
        Map.entry("WHATSAPP_APP_SECRET", "secret"),
        Map.entry("WEBHOOK_VERIFY_TOKEN", "verify"),
        Map.entry("SEND_PER_SECOND", "1000"),
        Map.entry("SEND_TIMEOUT_SECONDS", "2"),
        Map.entry("SEND_UNCERTAIN_SECONDS", "1"));
  }

  private ParleyProcess parley() {
    ParleyProcess process = ParleyProcess.start(folder, settings, "serve");
    process.ready();
    return process;
  }

  private ParleyProcess meta() {
    List<String> command =
        List.of(
            JAVA,
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            System.getProperty("parley.simulator.jar"),
            "--port",
            Integer.toString(metaPort),
            "--webhook",
            "http://127.0.0.1:" + parleyPort + "/webhook",
            "--secret",
            "secret",
            "--verify-token",
            "verify",
            "--token",
            "token",
            "--number",
            NUMBER + "=12025550100",
            "--number",
            SECOND + "=12025550101",
            "--seed",
            Long.toString(seed),
            "--profile",
            "storm",
            "--fault",
            "answer.timeoutAfterAccepting=0.01",
            "--fault",
            "rules.noWindow=1",
            "--speed",
            "60",
            "--ledger",
            folder.resolve("ledger").toString());
    ParleyProcess process = ParleyProcess.launch(folder, Map.of(), command);
    process.await("ready at");
    return process;
  }

  /// A process that is killed and restarted.
  private static final class Mortal implements AutoCloseable {
    private final Supplier<ParleyProcess> start;
    private ParleyProcess process;

    Mortal(Supplier<ParleyProcess> start) {
      this.start = start;
      this.process = start.get();
    }

    void die() {
      process.kill();
      process = start.get();
    }

    @Override
    public void close() {
      process.close();
    }
  }

  private void storm() throws Exception {
    Random random = new Random(seed);
    try (Mortal meta = new Mortal(this::meta);
        Mortal parley = new Mortal(this::parley);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicInteger done = new AtomicInteger();
      List<Future<?>> work = new ArrayList<>();
      AtomicInteger nextOut = new AtomicInteger();
      AtomicInteger nextIn = new AtomicInteger();
      for (int i = 0; i < 8; i++) {
        work.add(
            threads.submit(() -> {
              for (int n = nextOut.getAndIncrement(); n < messages; n = nextOut.getAndIncrement()) {
                until2xx(
                    parleyPort,
                    "/api/send",
                    "{\"id\":\"out-%d\",\"wa_id\":\"%s\",\"text\":\"Message %d\"}"
                        .formatted(n, chat(n), n));
                done.incrementAndGet();
              }
            }));
      }
      for (int i = 0; i < 4; i++) {
        work.add(
            threads.submit(() -> {
              for (int n = nextIn.getAndIncrement(); n < messages; n = nextIn.getAndIncrement()) {
                until2xx(
                    metaPort,
                    "/simulate/incoming",
                    "{\"from\":\"%s\",\"number\":\"%s\",\"text\":\"Question %d\"}"
                        .formatted(customer(n), isToSecond(n) ? SECOND : NUMBER, n));
                done.incrementAndGet();
              }
            }));
      }
      int kills = Math.clamp(messages / 150, 4, 8);
      List<Integer> moments =
          IntStream.generate(() -> random.nextInt(2 * messages))
              .limit(kills)
              .sorted()
              .boxed()
              .toList();
      for (int i = 0; i < moments.size(); i++) {
        int moment = moments.get(i);
        Waiting.until("the next kill", LONGEST, () -> done.get() >= moment);
        (i % 2 == 0 ? parley : meta).die();
      }
      for (Future<?> one : work) {
        one.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
      }
      long written = System.nanoTime();
      Waiting.until("Meta owes nothing, and Parley sends nothing", LONGEST, this::isQuiet);
      System.out.printf(
          "SendingStormIT: quiet %d s after the last message was written%n",
          Duration.ofNanos(System.nanoTime() - written).toSeconds());
      compare();
    }
  }

  private static String customer(int n) {
    return Long.toString(15550100000L + n % (CHATS / 2));
  }

  /// Whether a message goes to the second number; each customer has a chat with both.
  private static boolean isToSecond(int n) {
    return n % CHATS >= CHATS / 2;
  }

  private static String chat(int n) {
    return customer(n) + (isToSecond(n) ? "@" + SECOND : "");
  }

  private boolean isQuiet() {
    try {
      int owed = get(metaPort, "/ledger/counts").path("counts").path("owed").asInt();
      return owed == 0
          && !ask(parleyPort, "/api/chats?limit=1000&messages=500")
              .body()
              .contains("\"delivery\":\"pending\"");
    } catch (IOException starting) {
      return false;
    }
  }

  private void until2xx(int port, String path, String body) {
    Waiting.until(
        path,
        LONGEST,
        () -> {
          try {
            HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(40))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() / 100 == 4) {
              throw new AssertionError(path + " was answered " + answer.body());
            }
            return answer.statusCode() / 100 == 2;
          } catch (IOException killed) {
            return false;
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  private JsonNode get(int port, String path) throws IOException {
    HttpResponse<String> answer = ask(port, path);
    assertEquals(200, answer.statusCode(), answer::body);
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> ask(int port, String path) throws IOException {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Every message that Parley has, by its id.
  private Map<String, JsonNode> stored() throws IOException {
    Map<String, JsonNode> all = new HashMap<>();
    for (JsonNode chat : get(parleyPort, "/api/chats?limit=1000&messages=0")) {
      String page = "/api/chats/" + chat.path("wa_id").asText() + "?limit=500";
      while (!page.isEmpty()) {
        HttpResponse<String> answer = ask(parleyPort, page);
        for (JsonNode message : JSON.readTree(answer.body())) {
          assertTrue(
              all.put(message.path("id").asText(), message) == null, "listed twice: " + message);
        }
        page =
            answer
                .headers()
                .firstValue("Link")
                .map(link -> link.replaceFirst("^<(.*)>; rel=\"next\"$", "$1"))
                .orElse("");
      }
    }
    return all;
  }

  private static JsonNode there(Map<String, JsonNode> stored, String id) {
    JsonNode message = stored.get(id);
    if (message == null) {
      throw new AssertionError("lost: " + id);
    }
    return message;
  }

  private void compare() throws IOException {
    Map<String, JsonNode> stored = stored();
    JsonNode ledger = get(metaPort, "/ledger");
    Map<String, Integer> outcomes = new TreeMap<>();

    Set<String> accepted = new HashSet<>();
    Map<String, List<String>> orders = new HashMap<>();
    Map<String, String> ids = new HashMap<>();
    for (JsonNode message : ledger.path("accepted")) {
      String id = message.path("biz_opaque_callback_data").asText();
      assertTrue(accepted.add(id), "sent twice: " + message);
      ids.put(message.path("wamid").asText(), id);
      boolean bySecond = message.path("number").asText().equals(SECOND);
      assertEquals(
          bySecond,
          there(stored, id).path("wa_id").asText().endsWith("@" + SECOND),
          () -> "from the wrong number: " + message);
      orders
          .computeIfAbsent(there(stored, id).path("wa_id").asText(), _ -> new ArrayList<>())
          .add(id);
    }
    for (int n = 0; n < messages; n++) {
      JsonNode message = there(stored, "out-" + n);
      String delivery = message.path("delivery").asText();
      String title = message.path("error").path("title").asText();
      boolean taken = accepted.contains("out-" + n);
      assertTrue(!delivery.equals("pending"), message::toString);
      assertTrue(taken || delivery.equals("failed"), "never accepted: " + message);
      outcomes.merge((taken ? "taken, " : "not taken, ") + delivery + " " + title, 1, Integer::sum);
    }
    orders.forEach((chat, order) -> {
      List<String> asStored =
          stored.values().stream()
              .filter(it -> it.path("wa_id").asText().equals(chat))
              .filter(it -> order.contains(it.path("id").asText()))
              .sorted(Comparator.comparingLong(it -> it.path("seq").asLong()))
              .map(it -> it.path("id").asText())
              .toList();
      assertEquals(asStored, order, "the order of " + chat);
    });
    for (JsonNode told : ledger.path("statuses")) {
      JsonNode message = stored.get(ids.getOrDefault(told.path("wamid").asText(), ""));
      if (told.path("acknowledged").asBoolean() && message != null) {
        int least = RANKS.indexOf(told.path("status").asText());
        String delivery = message.path("delivery").asText();
        assertTrue(
            least < 2 || RANKS.indexOf(delivery) >= least, () -> told + " is not in " + message);
      }
    }
    Map<String, Integer> happened = new TreeMap<>();
    for (JsonNode happening : ledger.path("happenings")) {
      String type = happening.path("type").asText();
      happened.merge(type, 1, Integer::sum);
      assertTrue(happening.path("acknowledged").asBoolean(), happening::toString);
      if (type.equals("text")) {
        JsonNode message = stored.get(happening.path("id").asText());
        assertTrue(message != null, "lost: " + happening);
        assertEquals(
            happening.path("number").asText(), message.path("to").asText(), happening::toString);
      }
    }
    System.out.printf(
        "SendingStormIT: %d accepted, %s; customers %s; Meta's faults %s, errors %s, webhooks %s%n",
        accepted.size(),
        outcomes,
        happened,
        ledger.path("faults"),
        ledger.path("errors"),
        ledger.path("webhooks"));
    assertTrue(accepted.size() > messages / 2, "most messages were accepted");
  }
}
