package dev.parley.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.Waiting;
import dev.parley.chat.Ingested;
import dev.parley.chat.MemoryChatStore;
import dev.parley.config.ParleyConfig;
import dev.parley.files.Fixture;
import dev.parley.health.Watchdog;
import dev.parley.media.BlobStore;
import dev.parley.media.FolderBlobStore;
import dev.parley.metrics.Metrics;
import dev.parley.offload.Offload;
import dev.parley.offload.WorkKind;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// Tests what clients see if the store of files takes longer than `REQUEST_TIMEOUT_SECONDS` for a
/// step.
@Timeout(120)
final class SlowFileStoreTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder = Path.of("");

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final Offload offload = new Offload();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final AtomicInteger left = new AtomicInteger();

  /// The method of [BlobStore] that takes until the end of the test, or until [#goOn].
  private volatile String slow = "";

  private final Semaphore begun = new Semaphore(0);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private int port;

  @BeforeEach
  void start() {
    log.start();
    root().addAppender(log);
    ParleyConfig config =
        ParleyConfig.load(
            Map.of("HOST", "127.0.0.1", "PORT", "0", "REQUEST_TIMEOUT_SECONDS", "1"), folder);
    MemoryChatStore store = new MemoryChatStore(_ -> {});
    BlobStore blobs = FolderBlobStore.open(folder.resolve("media"), Clock.systemUTC());
    HttpApi.Services services =
        TestServices.of(
            config,
            folder,
            store,
            store,
            TestFiles.in(slow(blobs), Clock.systemUTC()),
            TestServices.about(new Metrics(), new Watchdog(), Map::of));
    port = HttpApi.listen(vertx, config, offload, services, new Listener()).port();
  }

  @AfterEach
  void stop() throws InterruptedException {
    goOn.countDown();
    assertTrue(offload.drain(SOON), "work goes on after its clients have left");
    client.close();
    vertx.close().await();
    root().detachAppender(log);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  @Test
  void aLargeFileMayBeStoredForLongerThanARequestMayTake() throws Exception {
    byte[] file = new byte[2_000_000];
    Arrays.fill(file, (byte) 'a');
    slow = "put";
    CompletableFuture<HttpResponse<String>> answer = upload(file);
    begun.acquire();

    for (int i = 0; i < 4; i++) { // also longer than a connection may be silent
      awaitATimeout();
    }

    assertFalse(answer.isDone(), () -> answer.join().body());
    goOn.countDown();
    HttpResponse<String> stored = answer.get(30, TimeUnit.SECONDS);
    assertEquals(201, stored.statusCode(), stored.body());
  }

  @Test
  void aSmallFileThatIsNotStoredInTimeIsRefused() throws Exception {
    slow = "put";
    CompletableFuture<HttpResponse<String>> answer = upload("Only text.".getBytes(US_ASCII));

    HttpResponse<String> refused = answer.get(30, TimeUnit.SECONDS);

    assertEquals(503, refused.statusCode(), refused.body());
    assertTrue(refused.body().contains("may still be executed"), refused.body());
  }

  @Test
  void aClientThatLeavesBeforeItsFileBeginsIsNoError() throws Exception {
    String path = stored("Only text.".getBytes(US_ASCII));
    slow = "path";
    try (Socket reader = connect()) {
      send(reader, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      begun.acquire();
    }
    Waiting.until("the server has seen it leave", () -> left.get() == 1);

    goOn.countDown();

    assertTrue(offload.drain(SOON), "its place is not free");
    List<String> warnings =
        List.copyOf(log.list).stream()
            .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
            .map(ILoggingEvent::toString)
            .toList();
    assertEquals(List.of(), warnings);
  }

  @Test
  void slowPreviewsDoNotHoldUpOtherReads() throws Exception {
    String path = stored(Fixture.bytes("picture.png"));
    slow = "open";
    List<Socket> readers = new ArrayList<>();
    try {
      for (int i = 0; i < 100 && !offload.hasQueue(WorkKind.PREVIEW); i++) {
        Socket reader = connect();
        readers.add(reader);
        send(reader, "GET " + path + "?size=thumb HTTP/1.1\r\nHost: localhost\r\n\r\n");
      }
      Waiting.until("all places for previews are taken", () -> offload.hasQueue(WorkKind.PREVIEW));

      assertEquals(200, client.send(get("/api/contacts"), BodyHandlers.ofString()).statusCode());
    } finally {
      for (Socket reader : readers) {
        reader.close();
      }
    }
  }

  private CompletableFuture<HttpResponse<String>> upload(byte[] file) {
    HttpRequest request =
        HttpRequest.newBuilder(address("/api/media"))
            .POST(BodyPublishers.ofByteArray(file))
            .build();
    return client.sendAsync(request, BodyHandlers.ofString());
  }

  /// Uploads a file.
  ///
  /// @return its path
  private String stored(byte[] file) {
    HttpResponse<String> answer = upload(file).join();
    assertEquals(201, answer.statusCode(), answer.body());
    return "/api/media/" + new JsonMapper().readTree(answer.body()).path("id").asString();
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(address(path)).build();
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(US_ASCII));
  }

  /// Waits as long as a request may take, until one that begins now is refused.
  private void awaitATimeout() throws IOException {
    try (Socket client = connect()) {
      send(
          client,
          """
          POST /api/send HTTP/1.1\r
          Host: localhost\r
          Content-Type: application/json\r
          Content-Length: 10\r
          \r
          """);
      byte[] line = client.getInputStream().readNBytes("HTTP/1.1 408".length());
      assertEquals("HTTP/1.1 408", new String(line, US_ASCII));
    }
  }

  /// The same store, whose slow method waits.
  private BlobStore slow(BlobStore blobs) {
    return (BlobStore)
        Proxy.newProxyInstance(
            BlobStore.class.getClassLoader(),
            new Class<?>[] {BlobStore.class},
            (_, method, arguments) -> {
              if (method.getName().equals(slow)) {
                begun.release();
                goOn.await();
              }
              try {
                return method.invoke(blobs, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private final class Listener implements HttpListener {
    @Override
    public void answered(String route, String method, int status, Duration took) {
      if (status == 499) {
        left.incrementAndGet();
      }
    }

    @Override
    public void ingested(Ingested ingested) {}

    @Override
    public void reported(String kind, boolean attention) {}

    @Override
    public void signatureRefused() {}
  }
}
