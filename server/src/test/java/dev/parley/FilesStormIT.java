package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.simulator.Fault;
import dev.parley.simulator.Faults;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.SimulatorOptions;
import dev.parley.socketio.client.SocketClient;
import dev.parley.socketio.client.SocketClientListener;
import dev.parley.socketio.client.SocketClientOptions;
import dev.parley.store.mongo.TestMongo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Customers send files of every kind to a Parley that is killed again and again, while the host of
/// the files fails in every way that the simulator knows. At the end every file is there, has the
/// bytes that were sent, and was announced once. On MongoDB two Parleys share the work.
///
/// `-Dparley.storm.files=1000` makes the storm longer, `-Dparley.seed=N` chooses another one.
@Timeout(1800)
final class FilesStormIT {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final List<String> KINDS =
      List.of("image", "video", "audio", "document", "sticker");
  private static final int CHATS = 20;
  private static final int KILLS = 4;
  private static final int PAGE = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Faults FAULTS =
      Faults.calm()
          .with(Fault.MEDIA_SLOW, 0.1)
          .with(Fault.MEDIA_TRUNCATED, 0.1)
          .with(Fault.MEDIA_GONE, 0.05)
          .with(Fault.MEDIA_BROKEN, 0.1)
          .with(Fault.MEDIA_WRONG_BYTES, 0.05)
          .with(Fault.MEDIA_ENDLESS, 0.03)
          .with(Fault.MEDIA_REDIRECT, 0.05)
          .with(Fault.WEBHOOK_DUPLICATE, 0.1)
          .with(Fault.WEBHOOK_REORDER, 0.1)
          .with(Fault.WEBHOOK_BATCH, 0.1);

  /// Logs every webhook that a killed server does not answer.
  private static final Logger META = Logger.getLogger("dev.parley.simulator");

  private final Path folder;
  private final int files = Integer.getInteger("parley.storm.files", 60);
  private final long seed = Long.getLong("parley.seed", 1);
  private final Random random = new Random(seed);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Server> servers = new ArrayList<>();

  /// The number of events that reported the file of each message as ready.
  private final Map<String, Integer> announced = new ConcurrentHashMap<>();

  FilesStormIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void everyFileIsThereAndAnnouncedOnce() throws Exception {
    BothStores.run(folder, (own, store) -> new FilesStormIT(own).storm(store));
  }

  /// A Parley that is killed and started again, and a client that listens to it.
  private final class Server implements AutoCloseable {
    private final int port;
    private final Map<String, String> settings;
    private ParleyProcess process;
    private SocketClient listener;

    Server(int port, Map<String, String> settings) throws Exception {
      this.port = port;
      this.settings = settings;
      this.process = start();
      this.listener = listen();
    }

    private ParleyProcess start() {
      ParleyProcess started = ParleyProcess.start(folder, settings, "serve");
      started.ready();
      return started;
    }

    private SocketClient listen() throws Exception {
      CompletableFuture<String> connected = new CompletableFuture<>();
      SocketClient socket =
          SocketClient.connect(
              SocketClientOptions.of(uri("/")),
              new SocketClientListener() {
                @Override
                public void connected(String socketId, boolean recovered) {}

                @Override
                public void event(String name, List<JsonNode> arguments) {
                  if (name.equals("connected")) {
                    connected.complete(name);
                  } else if (name.equals("messageUpdated") && Server.this == servers.getFirst()) {
                    heard(arguments.getFirst());
                  }
                }
              });
      connected.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
      return socket;
    }

    URI uri(String path) {
      return URI.create("http://127.0.0.1:" + port + path);
    }

    void die() throws Exception {
      listener.close();
      process.kill();
      process = start();
      listener = listen();
    }

    @Override
    public void close() {
      listener.close();
      process.close();
    }
  }

  private void heard(JsonNode message) {
    if (isReady(message)) {
      announced.merge(message.path("id").asText(), 1, Integer::sum);
    }
  }

  private static boolean isReady(JsonNode message) {
    return message.at("/content/media/status").asText().equals("ready");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Map<String, String> settings(int port, Simulator meta) {
    return Map.of(
        "HOST", "127.0.0.1",
        "PORT", Integer.toString(port),
        "LOG_LEVEL", "error",
        "GRAPH_API_URL", meta.url().toString(),
        "WHATSAPP_ACCESS_TOKEN", "token",
        "PHONE_NUMBER_ID", "310987654321098",
        "WHATSAPP_APP_SECRET", "secret",
        "WEBHOOK_VERIFY_TOKEN", "verify");
  }

  private void storm(String store) throws Exception {
    System.out.printf("FilesStormIT on %s: -Dparley.seed=%d%n", store, seed);
    META.setLevel(Level.OFF);
    int port = freePort();
    SimulatorOptions options =
        SimulatorOptions.defaults()
            .seed(seed)
            .token("token")
            .secret("secret")
            .verifyToken("verify")
            .speed(10)
            .faults(FAULTS)
            .webhook(URI.create("http://127.0.0.1:%d/webhook".formatted(port)));
    try (TestMongo mongo = new TestMongo();
        Simulator meta = Simulator.start(options)) {
      for (int each : store.equals("mongodb") ? List.of(port, freePort()) : List.of(port)) {
        Map<String, String> settings = new HashMap<>(settings(each, meta));
        settings.put("DATA_DIR", folder.resolve("data" + each).toString());
        if (store.equals("mongodb")) {
          settings.put("MONGODB_URI", mongo.uri());
        }
        servers.add(new Server(each, settings));
      }
      storm(store, meta);
    } finally {
      servers.forEach(Server::close);
    }
  }

  private void storm(String store, Simulator meta) throws Exception {
    long begun = System.nanoTime();
    Map<String, String> sent = new LinkedHashMap<>();
    for (int kill = 0; kill < KILLS; kill++) {
      int until = files * (kill + 1) / KILLS;
      int before = ready();
      for (int n = sent.size(); n < until; n++) {
        String kind = KINDS.get(n % KINDS.size());
        var _ = sent.put(meta.incoming(file(n, kind)), kind);
      }
      // Waits for some of the new files: most of the others are being fetched, or have failed once.
      int wanted = before + 1 + random.nextInt(files / KILLS / 3);
      Waiting.until("the next kill", LONGEST, () -> ready() >= wanted);
      servers.get(kill % servers.size()).die();
    }
    meta.faults(Faults.calm());
    Set<String> waiting = new HashSet<>();
    for (JsonNode message : messages()) {
      if (!isReady(message)) {
        waiting.add(message.path("id").asText());
      }
    }
    Waiting.until("all files are there", LONGEST, () -> ready() == files);
    long took = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);

    Map<String, JsonNode> stored = StoredChats.read(servers.getFirst().uri("/"), PAGE).messages();
    Set<String> hashes = new HashSet<>();
    for (String id : sent.keySet()) {
      JsonNode message = stored.get(id);
      assertTrue(message != null, () -> "lost: " + id);
      hashes.add(check(message));
      assertTrue(announced.getOrDefault(id, 0) <= 1, () -> "announced twice: " + message);
    }
    for (String id : waiting) {
      Waiting.until("announced: " + id, LONGEST, () -> announced.containsKey(id));
    }
    ParleyProcess.Ended audit =
        ParleyProcess.run(folder, servers.getFirst().settings, "verify-payloads");
    assertEquals(0, audit.exit(), audit.out() + audit.err());
    System.out.printf(
        "FilesStormIT on %s: %d files with %d different contents are complete after %d s and %d"
            + " kills; %d announcements heard, at least %d after the last kill%n",
        store, sent.size(), hashes.size(), took, KILLS, announced.size(), waiting.size());
  }

  private static ObjectNode file(int n, String kind) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("from", Long.toString(15550300000L + n % CHATS))
        .put("type", kind)
        .put("text", kind.equals("document") ? "list %d.pdf".formatted(n) : "");
  }

  /// @return the hash of the file
  private String check(JsonNode message) throws Exception {
    JsonNode media = message.at("/content/media");
    assertTrue(isReady(message), message::toString);
    String expected =
        HexFormat.of()
            .formatHex(Base64.getDecoder().decode(message.at("/content/sha256").asText()));
    assertEquals(expected, media.path("sha256").asText(), message::toString);
    HttpResponse<byte[]> bytes =
        client.send(
            HttpRequest.newBuilder(servers.getLast().uri(media.path("url").asText())).build(),
            BodyHandlers.ofByteArray());
    assertEquals(200, bytes.statusCode(), message::toString);
    assertEquals(
        expected,
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.body())),
        message::toString);
    return expected;
  }

  /// The number of files that are ready.
  private int ready() {
    try {
      return (int) messages().stream().filter(FilesStormIT::isReady).count();
    } catch (IOException starting) {
      return 0;
    }
  }

  /// All messages, as far as they are stored.
  private List<JsonNode> messages() throws IOException {
    URI uri = servers.getFirst().uri("/api/chats?limit=%d&messages=%d".formatted(CHATS, PAGE));
    try {
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      List<JsonNode> all = new ArrayList<>();
      for (JsonNode chat : JSON.readTree(answer.body())) {
        chat.path("messages").forEach(all::add);
      }
      return all;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
