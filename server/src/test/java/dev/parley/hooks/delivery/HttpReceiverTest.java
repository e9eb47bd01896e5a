package dev.parley.hooks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A request goes to the address that was checked, and to no other.
@Timeout(30)
final class HttpReceiverTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

  private final BlockingQueue<String> hosts = new LinkedBlockingQueue<>();
  private final AtomicReference<InetAddress> address = new AtomicReference<>(HERE);
  private Vertx vertx;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    vertx = Vertx.vertx();
    server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    server.createContext(
        "/",
        call -> {
          hosts.add(call.getRequestHeaders().getFirst("Host"));
          call.sendResponseHeaders(204, -1);
          call.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    vertx.close().await();
  }

  private Outcome post(boolean allowPrivate) {
    TargetResolver.Names names = _ -> new InetAddress[] {address.get()};
    try (TargetResolver resolver = new TargetResolver(allowPrivate, names);
        HttpReceiver receiver = new HttpReceiver(vertx, resolver, 2, Duration.ofSeconds(5))) {
      URI url = URI.create("http://receiver.invalid:%d/".formatted(server.getAddress().getPort()));
      return receiver.post(url, Map.of(), "{}".getBytes(UTF_8));
    }
  }

  /// No name server knows the name: a second lookup would fail.
  @Test
  void theConnectionGoesToTheAddressThatWasChecked() throws Exception {
    assertEquals(new Outcome.Answered(204, null), post(true));
    assertEquals("receiver.invalid:" + server.getAddress().getPort(), hosts.take());
  }

  /// The connection is closed and not kept for the next call.
  @Test
  void anAnswerWithAnEndlessBodyCounts() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, HERE);
        TargetResolver resolver = new TargetResolver(true, _ -> new InetAddress[] {HERE});
        HttpReceiver receiver =
            new HttpReceiver(vertx, resolver, 1, Duration.ofSeconds(20), Duration.ofMillis(50))) {
      CompletableFuture<Integer> end = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try (Socket connection = listening.accept()) {
              connection
                  .getOutputStream()
                  .write("HTTP/1.1 202 Yes\r\nContent-Length: 10\r\n\r\nhalf".getBytes(UTF_8));
              connection.getInputStream().transferTo(OutputStream.nullOutputStream());
              end.complete(-1);
            } catch (IOException reset) {
              end.complete(-1);
            }
          });
      URI url = URI.create("http://receiver.invalid:%d/".formatted(listening.getLocalPort()));

      assertEquals(
          new Outcome.Answered(202, null), receiver.post(url, Map.of(), "{}".getBytes(UTF_8)));
      assertEquals(-1, end.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void localAddressesAreRefused() {
    Outcome refused = post(false);

    assertEquals(
        new Outcome.Unanswered(
            "the receiver is on this machine or in a private network, which needs"
                + " HOOKS_ALLOW_PRIVATE=true"),
        refused);
    assertEquals(0, hosts.size());
  }
}
