package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// A well-behaved client, which must be served quickly regardless of other clients.
final class Bystander {
  private static final byte[] STATUS =
      "{\"statuses\":[{\"id\":\"x\",\"status\":\"read\"}]}".getBytes(UTF_8);

  private final int port;
  private final long mostMillis;
  private final Supplier<String> server;
  private final AtomicLong slowest = new AtomicLong();

  interface Attack {
    void run() throws Exception;
  }

  /// @param mostMillis the longest time for a webhook and a health request together
  /// @param server describes the server if it does not answer
  Bystander(int port, long mostMillis, Supplier<String> server) {
    this.port = port;
    this.mostMillis = mostMillis;
    this.server = server;
  }

  /// Posts webhooks and requests the health during `attack`, and once after it.
  void whileServed(Attack attack) throws Exception {
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> attacking =
          thread.submit(() -> {
            attack.run();
            return true;
          });
      do {
        isServed();
      } while (!attacking.isDone());
      attacking.get();
      isServed();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  void isServed() {
    long began = System.nanoTime();
    try {
      assertEquals(200, get("/health/live").status());
      try (Wire wire = new Wire(port)) {
        assertEquals(
            200, wire.send(Wire.post("/webhook", "application/json", STATUS)).answer().status());
      }
    } catch (IOException e) {
      throw new AssertionError("no answer from the server: " + server.get(), e);
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    slowest.accumulateAndGet(millis, Math::max);
    assertTrue(millis < mostMillis, () -> "answered after " + millis + " ms");
  }

  void isServedAList() throws IOException {
    assertEquals(200, get("/api/contacts?limit=1").status());
  }

  long slowestMillis() {
    return slowest.get();
  }

  private Answer get(String path) throws IOException {
    try (Wire wire = new Wire(port)) {
      return wire.send("GET " + path + " HTTP/1.1\nHost: x\n\n").answer();
    }
  }
}
