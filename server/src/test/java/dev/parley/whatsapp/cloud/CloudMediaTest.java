package dev.parley.whatsapp.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.config.ParleyConfig;
import dev.parley.media.FolderBlobStore;
import dev.parley.media.IncomingFile;
import dev.parley.media.MediaRecord;
import dev.parley.media.MediaSource.Fetched;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files fetched from a server that simulates Meta and the host of its files.
final class CloudMediaTest {
  private static final byte[] BYTES = "the bytes of a file".getBytes(UTF_8);

  /// Source: `printf 'the bytes of a file' | sha256sum`.
  private static final String SHA =
      "0f599b9451f725bfe1eb79476b36417380d4c36212d2644b43685e53d70ceb2e";

  @TempDir private Path folder;
  private final Map<String, String> tokens = new ConcurrentHashMap<>();
  private HttpServer server;
  private GraphClient graph;
  private CloudMedia media;
  private String answer = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
    Path none = Files.createDirectory(folder.resolve("none"));
    ParleyConfig config =
        ParleyConfig.load(
            Map.of(
                "GRAPH_API_URL", url(""),
                "WHATSAPP_ACCESS_TOKEN", "secret",
                "PHONE_NUMBER_ID", "310987654321098"),
            none);
    ParleyConfig.Account account = config.whatsApp().account();
    assertTrue(account != null);
    graph = new GraphClient(config.whatsApp(), account.accessToken());
    media = new CloudMedia(graph, List.of("lookaside.fbsbx.com"), config.whatsApp().graphUrl());
    answer = "{\"url\":\"%s\",\"file_size\":\"19\"}".formatted(url("/file"));
  }

  @AfterEach
  void stop() {
    media.close();
    graph.close();
    server.stop(0);
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    tokens.put(path, token == null ? "none" : token);
    try (exchange) {
      switch (path) {
        case "/v25.0/700" -> send(exchange, 200, answer.getBytes(UTF_8));
        case "/v25.0/unknown" ->
            send(
                exchange,
                400,
                "{\"error\":{\"code\":100,\"error_subcode\":33,\"message\":\"no such object\"}}"
                    .getBytes(UTF_8));
        case "/v25.0/expired" ->
            send(
                exchange,
                401,
                "{\"error\":{\"code\":190,\"message\":\"Session has expired\"}}".getBytes(UTF_8));
        case "/file" -> send(exchange, 200, BYTES);
        case "/away" -> send(exchange, 404, BYTES);
        case "/on" -> {
          exchange.getResponseHeaders().set("Location", "/file");
          exchange.sendResponseHeaders(302, -1);
        }
        case "/private" -> {
          exchange.getResponseHeaders().set("Location", "http://10.0.0.1/secrets");
          exchange.sendResponseHeaders(302, -1);
        }
        case "/circle" -> {
          exchange.getResponseHeaders().set("Location", "/circle");
          exchange.sendResponseHeaders(302, -1);
        }
        case "/endless" -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] chunk = new byte[1 << 20];
          for (int i = 0; i < 4096; i++) {
            exchange.getResponseBody().write(chunk);
          }
        }
        default -> exchange.sendResponseHeaders(500, -1);
      }
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private Fetched fetch(String id) throws IOException {
    try (IncomingFile file = FolderBlobStore.open(folder, Clock.systemUTC()).begin()) {
      Fetched fetched =
          media.fetch(new MediaRecord.Source("wamid.1", id, null, 0, 0, "owner"), file);
      if (fetched instanceof Fetched.Complete) {
        assertEquals(BYTES.length, file.size());
      }
      return fetched;
    }
  }

  private Fetched fetchFrom(String path) throws IOException {
    answer = "{\"url\":\"%s\"}".formatted(path.startsWith("/") ? url(path) : path);
    return fetch("700");
  }

  @Test
  void aFileComesWithTheToken() throws IOException {
    answer = "{\"url\":\"%s\",\"file_size\":19,\"sha256\":\"%s\"}".formatted(url("/file"), SHA);

    assertEquals(new Fetched.Complete(SHA), fetch("700"));
    assertEquals("Bearer secret", tokens.get("/file"));
  }

  @Test
  void anotherSizeIsNoFile() throws IOException {
    answer = "{\"url\":\"%s\",\"file_size\":20}".formatted(url("/file"));

    assertInstanceOf(Fetched.Failed.class, fetch("700"));
  }

  @Test
  void aTooLongDownloadIsAborted() throws IOException {
    answer = "{\"url\":\"%s\",\"file_size\":19}".formatted(url("/endless"));

    assertEquals(new Fetched.Failed("it has more bytes than WhatsApp says"), fetch("700"));
  }

  @Test
  void anIdThatIsAUrlIsNotFetched() throws IOException {
    for (String id : List.of("../../file", "700?fields=url", "700#a", "", "7/00", "7%2f00")) {
      assertInstanceOf(Fetched.Missing.class, fetch(id), id);
    }
    assertEquals(Map.of(), tokens);
  }

  @Test
  void anUnreadableHashDoesNotReplaceAReadableOne() throws IOException {
    answer = "{\"url\":\"%s\",\"sha256\":\"none\"}".formatted(url("/file"));
    try (IncomingFile file = FolderBlobStore.open(folder, Clock.systemUTC()).begin()) {
      assertEquals(
          new Fetched.Complete(SHA),
          media.fetch(new MediaRecord.Source("wamid.1", "700", SHA, 0, 0, "owner"), file));
    }
  }

  @Test
  void redirectsAreFollowedToAllowedHosts() throws IOException {
    assertInstanceOf(Fetched.Complete.class, fetchFrom("/on"));
    assertInstanceOf(Fetched.Failed.class, fetchFrom("/private"));
    assertInstanceOf(Fetched.Failed.class, fetchFrom("/circle"));
  }

  @Test
  void otherHostsAreNotContacted() throws IOException {
    Fetched refused = fetchFrom("http://localhost:1/file");

    assertTrue(refused.toString().contains("MEDIA_HOSTS"), refused.toString());
  }

  @Test
  void anEndlessDownloadIsAborted() throws IOException {
    assertEquals(new Fetched.Failed("it is larger than WhatsApp allows"), fetchFrom("/endless"));
  }

  @Test
  void whatsAppsErrorsAreDistinguished() throws IOException {
    assertInstanceOf(Fetched.Missing.class, fetch("unknown"));
    assertInstanceOf(Fetched.Stopped.class, fetch("expired"));
    assertInstanceOf(Fetched.Failed.class, fetch("other"));
    assertInstanceOf(Fetched.Failed.class, fetchFrom("/away"));
    assertInstanceOf(Fetched.Missing.class, fetch("a b"));
  }

  @Test
  void onlyListedHostsOverHttpsGetTheToken() {
    URI real = URI.create("https://graph.facebook.com");
    MediaHosts hosts = new MediaHosts(List.of("lookaside.fbsbx.com"), real);

    assertTrue(hosts.allows(URI.create("https://lookaside.fbsbx.com/a?b=c")));
    assertTrue(hosts.allows(URI.create("https://LOOKASIDE.fbsbx.com:443/a")));
    for (String other :
        List.of(
            "http://lookaside.fbsbx.com/a",
            "https://lookaside.fbsbx.com:8443/a",
            "https://lookaside.fbsbx.com.example.org/a",
            "https://x@lookaside.fbsbx.com/a",
            "https://example.org/lookaside.fbsbx.com",
            "http://127.0.0.1/a",
            "http://169.254.169.254/latest/meta-data",
            "file:///etc/passwd")) {
      assertFalse(hosts.allows(URI.create(other)), other);
    }
  }

  @Test
  void hashesAreReadAsMetaWritesThem() {
    assertEquals("ab".repeat(32), CloudMedia.hexadecimal("AB".repeat(32)));
    assertEquals(
        "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969",
        CloudMedia.hexadecimal("GF+NsyJx/iX1Yab8k4suJkMG7DBO2lGAB9F2SCY4GWk="));
    assertNull(CloudMedia.hexadecimal("no hash"));
    assertNull(CloudMedia.hexadecimal(null));
  }
}
