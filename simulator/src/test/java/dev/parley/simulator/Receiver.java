package dev.parley.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A small receiver of webhooks that keeps the received webhooks. Safe for use by many threads.
final class Receiver implements AutoCloseable {
  /// A webhook as it was received.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Webhook(byte[] body, @Nullable String signature, int answered) {
    String text() {
      return new String(body, StandardCharsets.US_ASCII);
    }

    JsonNode json() {
      try {
        return MetaJson.parse(body);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    /// The `value`s of all changes.
    List<JsonNode> values() {
      List<JsonNode> values = new ArrayList<>();
      for (JsonNode entry : json().path("entry")) {
        for (JsonNode change : entry.path("changes")) {
          values.add(change.path("value"));
        }
      }
      return values;
    }

    /// The words of all statuses.
    List<String> statuses() {
      List<String> words = new ArrayList<>();
      for (JsonNode value : values()) {
        value.path("statuses").forEach(status -> words.add(status.path("status").asText()));
      }
      return words;
    }
  }

  private final HttpServer server;
  private final List<Webhook> webhooks = new ArrayList<>();
  private volatile IntSupplier status = () -> 200;

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/webhook");
  }

  /// Answers with these HTTP statuses from now on.
  void answer(IntSupplier statuses) {
    status = statuses;
  }

  /// All webhooks so far.
  synchronized List<Webhook> all() {
    return List.copyOf(webhooks);
  }

  /// The webhooks that were answered with 200.
  List<Webhook> taken() {
    return all().stream().filter(it -> it.answered() == 200).toList();
  }

  /// Waits until the received webhooks fulfil the condition; at most 10 seconds.
  synchronized List<Webhook> await(Predicate<List<Webhook>> condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    try {
      while (!condition.test(webhooks)) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("not in 10 seconds; came: " + texts());
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return List.copyOf(webhooks);
  }

  private String texts() {
    return String.join("\n", webhooks.stream().map(Webhook::text).toList());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("GET")) {
        challenge(exchange);
        return;
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      int answer = status.getAsInt();
      String signature = exchange.getRequestHeaders().getFirst("X-Hub-Signature-256");
      synchronized (this) {
        webhooks.add(new Webhook(body, signature, answer));
        notifyAll();
      }
      exchange.sendResponseHeaders(answer, -1);
    }
  }

  private static void challenge(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    boolean right =
        query.contains("hub.mode=subscribe") && query.contains("hub.verify_token=right");
    String challenge = query.replaceAll(".*hub\\.challenge=([0-9]+).*", "$1");
    byte[] answer = challenge.getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(right ? 200 : 403, right ? answer.length : -1);
    if (right) {
      exchange.getResponseBody().write(answer);
    }
  }
}
