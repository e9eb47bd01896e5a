package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.CallingClient;
import dev.parley.socketio.client.ConnectProblem;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Tests the limits for callers. The limits are small, and their period is long enough for a slow
/// machine: two messages and three requests a second.
final class LimitsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String SEND = "{\"wa_id\":\"1\",\"text\":\"Hi\"}";
  private static final String FORWARDED = "X-Forwarded-For";
  private static final int MANY = 60;

  @RegisterExtension
  static final RunningParley parley =
      RunningParley.with(
          "TRUSTED_PROXIES",
          "127.0.0.0/8, 10.0.0.0/8",
          "RATE_LIMIT_API",
          "3",
          "RATE_LIMIT_SEND",
          "2",
          "RATE_LIMIT_SOCKETS",
          "2");

  private static String key() {
    return parley
        .operate("key-add", "name", "a bot", "scopes", List.of("read", "send", "url"))
        .path("key")
        .textValue();
  }

  /// Sends requests until one is refused.
  private static HttpResponse<String> refusal(String path, String... headers) {
    return refusal(path, _ -> headers);
  }

  /// Sends requests, each with other headers, until one is refused.
  private static HttpResponse<String> refusal(String path, IntFunction<String[]> headers) {
    for (int i = 0; i < MANY; i++) {
      var answer = parley.get(path, headers.apply(i));
      if (answer.statusCode() == 429) {
        return answer;
      }
      assertEquals(200, answer.statusCode(), answer::body);
    }
    throw new AssertionError("never refused");
  }

  private static String[] forwarded(String addresses) {
    return new String[] {FORWARDED, addresses};
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void tooManyRequestsAreAnsweredWithRetryAfter() {
    String bearer = "Bearer " + key();

    var first = parley.get("/api/chats", "Authorization", bearer);
    assertEquals("\"api\";q=6;w=2", header(first, "RateLimit-Policy"));
    assertEquals("\"api\";r=5;t=1", header(first, "RateLimit"));
    var refused = refusal("/api/chats", "Authorization", bearer);

    assertEquals("rate_limited", json(refused).get("code").stringValue());
    assertEquals("1", header(refused, "Retry-After"));
    assertTrue(header(refused, "RateLimit").startsWith("\"api\";r=0;t="), refused::toString);
    var other = parley.get("/api/chats", "Authorization", "Bearer " + key());
    assertEquals(200, other.statusCode());
  }

  @Test
  void sendingHasALimitOfItsOwn() {
    String bearer = "Bearer " + key();
    List<HttpResponse<String>> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      answers.add(parley.post("/api/send", SEND, "Authorization", bearer));
    }

    assertEquals(
        "\"api\";q=6;w=2, \"send\";q=2;w=1", header(answers.getFirst(), "RateLimit-Policy"));
    assertTrue(answers.stream().anyMatch(it -> it.statusCode() == 429));
    assertEquals(201, answers.getFirst().statusCode());
  }

  @Test
  void pagesOfOtherOriginsMayReadTheHeaders() {
    var answer = parley.get("/api/chats", "Origin", "http://localhost:3000");

    String exposed = header(answer, "Access-Control-Expose-Headers");
    assertTrue(exposed.contains("RateLimit, RateLimit-Policy"), exposed);
    assertTrue(exposed.contains("Retry-After"), exposed);
  }

  @Test
  void programsOnThisMachineAreNotLimited() {
    for (int i = 0; i < MANY; i++) {
      var answer = parley.get("/api/chats");
      assertEquals(200, answer.statusCode());
      assertEquals("", header(answer, "RateLimit"));
    }
  }

  @Test
  void neitherHealthChecksNorWebhooksAreLimited() {
    String webhook = "{\"object\":\"whatsapp_business_account\",\"entry\":[]}";
    for (int i = 0; i < MANY; i++) {
      assertEquals(200, parley.get("/health", FORWARDED, "203.0.113.1").statusCode());
      assertEquals(200, parley.post("/webhook", webhook, FORWARDED, "203.0.113.1").statusCode());
    }
  }

  // --- Behind proxies ----------------------------------------------------------------------------

  @Test
  void clientsBehindATrustedProxyHaveTheirOwnLimits() {
    refusal("/api/chats", FORWARDED, "203.0.113.2");

    assertEquals(200, parley.get("/api/chats", FORWARDED, "203.0.113.3").statusCode());
  }

  /// Addresses before the one that the trusted proxy wrote may be forged by the client.
  @Test
  void forgedClientAddressesAreIgnored() {
    refusal("/api/chats", i -> forwarded("203.0.113.%d, 203.0.113.4".formatted(100 + i)));
    refusal("/api/chats", i -> forwarded("127.0.0.1, 203.0.113.5, 10.1.2.%d".formatted(i)));
  }

  @Test
  void anIpv6NetworkIsOneClient() {
    refusal("/api/chats", i -> forwarded("2001:db8:1:1::%x".formatted(i)));

    assertEquals(200, parley.get("/api/chats", FORWARDED, "2001:db8:1:2::1").statusCode());
  }

  // --- Sockets -----------------------------------------------------------------------------------

  private static CallingClient client(String key) {
    return new CallingClient(parley.port(), key);
  }

  @Test
  void theNumberOfSocketsOfACallerIsLimited() throws Exception {
    String key = key();
    try (CallingClient one = client(key).in();
        CallingClient two = client(key).in();
        CallingClient three = client(key)) {
      ConnectProblem problem = three.refused();
      assertEquals(
          "rate_limited", assertInstanceOf(ConnectProblem.Refused.class, problem).message());
      assertFalse(one.isRefused() || two.isRefused());
      assertTrue(
          joined("/k/" + key).startsWith("40/k/"), "many people may share a key in an address");
    }
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) { // until the server has noticed that they left
      try (CallingClient again = client(key)) {
        if (again.isAccepted()) {
          return;
        }
      }
      assertTrue(System.nanoTime() < deadline, "sockets that have left still count");
    }
  }

  /// The server's answer to a client that joins a namespace.
  private static String joined(String namespace) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      WebSocket socket =
          http.newWebSocketBuilder()
              .buildAsync(
                  URI.create(
                      "ws://127.0.0.1:%d/socket.io/?EIO=4&transport=websocket"
                          .formatted(parley.port())),
                  new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(
                        WebSocket from, CharSequence packet, boolean last) {
                      if (packet.charAt(0) == '4') {
                        answer.complete(packet.toString());
                      }
                      from.request(1);
                      return null;
                    }
                  })
              .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      socket.sendText("40" + namespace + ",", true).join();
      String packet = answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      socket.abort();
      return packet;
    }
  }

  @Test
  void theSameLimitHoldsForEvents() throws Exception {
    try (CallingClient client = client(key()).in()) {
      List<String> codes = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        codes.add(client.ask("send", SEND).path("code").asText());
      }

      assertEquals("", codes.getFirst());
      assertTrue(codes.contains("rate_limited"), codes::toString);
    }
  }
}
