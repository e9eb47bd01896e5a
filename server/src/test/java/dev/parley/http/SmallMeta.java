package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The part of Meta's Cloud API that accepts messages: a test chooses its answers, and it records
/// the requests.
final class SmallMeta implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<ReceivedRequest> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
  private volatile String throughput = "NOT_APPLICABLE";
  private volatile Function<JsonNode, Reply> replies = _ -> accept();

  /// @param number the number that sends the message
  private record ReceivedRequest(String number, JsonNode body) {}

  /// The answers.
  sealed interface Reply {
    /// Accepts the message.
    record Accepted(String wamid) implements Reply {}

    /// Refuses the message.
    record Refused(int status, String body) implements Reply {}

    /// Accepts the message, and closes the connection without an answer.
    record Silence() implements Reply {}

    /// Accepts the message, and begins an answer that never ends.
    record Half() implements Reply {}
  }

  SmallMeta() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v25.0/1/messages", exchange -> handle(exchange, "1"));
    server.createContext("/v25.0/1", this::number);
    server.createContext("/v25.0/22/messages", exchange -> handle(exchange, "22"));
    server.setExecutor(threads);
    server.start();
  }

  /// The settings of a server that sends through it.
  String[] settings(String... more) {
    String[] all = {
      "GRAPH_API_URL", "http://127.0.0.1:" + server.getAddress().getPort(),
      "WHATSAPP_ACCESS_TOKEN", "secret-token",
      "PHONE_NUMBER_ID", "1"
    };
    String[] joined = new String[all.length + more.length];
    System.arraycopy(all, 0, joined, 0, all.length);
    System.arraycopy(more, 0, joined, all.length, more.length);
    return joined;
  }

  /// Answers requests by `with` from now on.
  void reply(Function<JsonNode, Reply> with) {
    replies = with;
  }

  /// Reports this as the `throughput.level` of the number `1` from now on.
  void throughput(String level) {
    throughput = level;
  }

  private void number(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean asked = "fields=throughput".equals(exchange.getRequestURI().getQuery());
      Map<String, Object> told =
          asked ? Map.of("throughput", Map.of("level", throughput), "id", "1") : Map.of("id", "1");
      answer(exchange, 200, JSON.writeValueAsString(told));
    }
  }

  /// Accepts the message under a new id.
  Reply.Accepted accept() {
    return new Reply.Accepted("wamid.meta" + ids.incrementAndGet());
  }

  /// Every message that it received, in order of arrival.
  List<JsonNode> told() {
    return told.stream().map(ReceivedRequest::body).toList();
  }

  /// The messages from one of the two numbers that it knows, `1` and `22`.
  List<JsonNode> toldOf(String number) {
    return told.stream()
        .filter(it -> it.number().equals(number))
        .map(ReceivedRequest::body)
        .toList();
  }

  /// The texts of all messages that it received.
  List<String> texts() {
    return told().stream().map(it -> it.get("text").get("body").stringValue()).toList();
  }

  static Reply.Refused error(int code, String message) {
    return new Reply.Refused(
        400,
        JSON.writeValueAsString(
            Map.of("error", Map.of("message", message, "type", "OAuthException", "code", code))));
  }

  private void handle(HttpExchange exchange, String number) throws IOException {
    try (exchange) {
      if (!"Bearer secret-token".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        answer(exchange, 401, error(190, "no token").body());
        return;
      }
      JsonNode body = JSON.readTree(exchange.getRequestBody());
      told.add(new ReceivedRequest(number, body));
      switch (replies.apply(body)) {
        case Reply.Accepted(var wamid) ->
            answer(
                exchange,
                200,
                JSON.writeValueAsString(
                    Map.of(
                        "messaging_product",
                        "whatsapp",
                        "messages",
                        List.of(Map.of("id", wamid)))));
        case Reply.Refused(var status, var text) -> answer(exchange, status, text);
        case Reply.Silence() -> {}
        case Reply.Half() -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          closed.join();
        }
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closed.complete(true);
    server.stop(0);
    threads.shutdownNow();
  }
}
