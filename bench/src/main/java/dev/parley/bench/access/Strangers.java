package dev.parley.bench.access;

import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// People who try to sign in with accounts that do not exist, each from another address, so that no
/// limit for one address stops them early. The server spends as much time on them as on a wrong
/// password.
final class Strangers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI signIn;
  private final Map<Integer, AtomicLong> answers = new ConcurrentHashMap<>();
  private final List<CompletableFuture<?>> underWay = new ArrayList<>();
  private final AtomicLong lastAnswer = new AtomicLong();
  private long begun;

  Strangers(ServerProcess server) {
    this.signIn = URI.create("http://127.0.0.1:" + server.address().getPort() + "/api/login");
  }

  /// Sends all sign-in requests at once.
  void knock(int count) {
    begun = System.nanoTime();
    for (int i = 0; i < count; i++) {
      HttpRequest request =
          HttpRequest.newBuilder(signIn)
              .header("Content-Type", "application/json")
              .header("X-Forwarded-For", "203.0.%d.%d".formatted(i / 250, 1 + i % 250))
              .timeout(PATIENCE)
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"email\":\"nobody%d@example.com\",\"password\":\"a password of theirs\"}"
                          .formatted(i)))
              .build();
      underWay.add(
          http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
              .thenAccept(answer -> answered(answer.statusCode())));
    }
  }

  private void answered(int status) {
    answers.computeIfAbsent(status, _ -> new AtomicLong()).incrementAndGet();
    lastAnswer.accumulateAndGet(System.nanoTime(), (one, other) -> one - other > 0 ? one : other);
  }

  /// Whether every request was answered.
  ///
  /// @throws IOException if a request failed without an answer
  boolean areAnswered() throws IOException {
    CompletableFuture<Void> all =
        CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new));
    if (all.isCompletedExceptionally()) {
      throw new IOException("somebody who tried to sign in got no answer");
    }
    return all.isDone();
  }

  Map<Integer, Long> answers() {
    Map<Integer, Long> all = new TreeMap<>();
    answers.forEach((status, times) -> all.put(status, times.get()));
    return all;
  }

  /// The seconds from the first request to the last answer.
  double seconds() {
    return (lastAnswer.get() - begun) / 1e9;
  }

  @Override
  public void close() {
    http.close();
  }
}
