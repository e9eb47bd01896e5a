package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests in a real browser what a page of another site can do to Parley, and whether Parley's own
/// page works behind a proxy.
@Timeout(180)
final class BrowserTest {
  private static final Path PAGE = Path.of("src/test/resources/pages/foreign.html");

  /// Clicks the buttons of `GET /health` in the documentation as soon as they appear.
  private static final String TRY_IT =
      """

      setInterval(() => {
        const health = document.querySelector("[id$=-health]") ?? document.querySelector(".opblock-get");
        const next = [".execute", ".try-out__btn", ".opblock-summary-control"]
          .map((it) => health?.querySelector(it)).find((it) => it);
        next?.click();
      }, 500);
      """;

  private static final String KEPT =
      "{\"wa_id\":\"15550\",\"name\":\"Alice\",\"text\":\"unread\",\"type\":\"incoming\",\"id\":\"m1\"}";

  @TempDir private Path folder = Path.of("");

  @Test
  void aPageOfAnotherSiteStoresNothingAndReadsNothing() throws Exception {
    try (RunningParley parley = RunningParley.start(folder)) {
      assertEquals(200, parley.post("/webhook", KEPT).statusCode());
      String chats = parley.get("/api/chats").body();
      String contacts = parley.get("/api/contacts").body();

      String report = visit("http://127.0.0.1:" + parley.port());

      assertEquals("{\"socket\":\"refused\",\"list\":\"refused\"}", report);
      assertEquals(chats, parley.get("/api/chats").body());
      assertEquals(contacts, parley.get("/api/contacts").body());
    }
  }

  /// Shows that the test above can fail: the same page with a listed origin may do everything.
  @Test
  void aPageThatIsListedMayDoAllOfThat() throws Exception {
    try (RunningParley parley = RunningParley.start(folder, "CORS_ORIGINS", "*")) {
      assertEquals(200, parley.post("/webhook", KEPT).statusCode());

      String report = visit("http://127.0.0.1:" + parley.port());

      String chats = parley.get("/api/chats").body();
      assertEquals("{\"socket\":\"opened\",\"list\":\"read\"}", report);
      for (String text :
          new String[] {"form", "form to the webhook", "text/plain", "untyped", "beacon", "null"}) {
        assertTrue(chats.contains("\"text\":\"" + text + "\""), text + " is not in " + chats);
      }
      assertTrue(chats.contains("\"unreadCount\":0"), chats);
    }
  }

  /// Behind a proxy that adds a prefix to every path and sends no header about it.
  @Test
  void theDocumentationCallsTheServerBelowThePrefixOfAProxy() throws Exception {
    CompletableFuture<String> called = new CompletableFuture<>();
    HttpServer proxy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (RunningParley parley = RunningParley.start(folder)) {
      proxy.createContext(
          "/",
          exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (path.endsWith("/health")) {
              called.complete(path);
            }
            HttpResponse<byte[]> answer = parley.getBytes(path.replaceFirst("^/parley", ""));
            byte[] body = answer.body();
            if (path.endsWith("/docs.js")) {
              body = (new String(body, UTF_8) + TRY_IT).getBytes(UTF_8);
            }
            answer
                .headers()
                .firstValue("Content-Type")
                .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            exchange.sendResponseHeaders(answer.statusCode(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      proxy.start();
      try (Chromium _ =
          Chromium.open(
              folder, "http://localhost:" + proxy.getAddress().getPort() + "/parley/docs")) {
        assertEquals("/parley/health", called.get(120, TimeUnit.SECONDS));
      }
    } finally {
      proxy.stop(0);
    }
  }

  /// Opens the page, from another port, and waits for its report.
  private String visit(String parley) throws Exception {
    CompletableFuture<String> report = new CompletableFuture<>();
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext("/", exchange -> answer(exchange, 200, page(parley)));
    site.createContext(
        "/done",
        exchange -> {
          report.complete(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          answer(exchange, 200, "");
        });
    site.start();
    try (Chromium _ =
        Chromium.open(folder, "http://localhost:" + site.getAddress().getPort() + "/")) {
      return report.get(120, TimeUnit.SECONDS);
    } finally {
      site.stop(0);
    }
  }

  private static String page(String parley) throws IOException {
    return Files.readString(PAGE).replace("PARLEY", parley);
  }

  private static void answer(HttpExchange exchange, int status, String page) throws IOException {
    byte[] body = page.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
