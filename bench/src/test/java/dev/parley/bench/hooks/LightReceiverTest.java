package dev.parley.bench.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LightReceiverTest {
  private final BlockingQueue<Long> arrived = new LinkedBlockingQueue<>();

  private static HttpRequest event(LightReceiver receiver) {
    return HttpRequest.newBuilder(URI.create(receiver.url()))
        .POST(
            BodyPublishers.ofString(
                "{\"type\":\"message.received\",\"data\":{\"id\":\"wamid.abc0000000042\",\"text\":\"Hi\"}}"))
        .build();
  }

  @Test
  void eachCallIsAnsweredAndItsNumberReported() throws Exception {
    try (LightReceiver receiver = new LightReceiver(true, arrived::add);
        HttpClient client = HttpClient.newHttpClient()) {
      assertEquals(204, client.send(event(receiver), BodyHandlers.discarding()).statusCode());

      assertEquals(42, arrived.take());
      assertEquals(1, receiver.calls());
    }
  }

  @Test
  void aHangingReceiverAnswersNoCalls() throws Exception {
    try (LightReceiver receiver = new LightReceiver(false, arrived::add);
        HttpClient client = HttpClient.newHttpClient()) {
      var answer = client.sendAsync(event(receiver), BodyHandlers.discarding());

      assertEquals(42, arrived.take());
      assertFalse(answer.isDone());
      client.shutdownNow();
    }
  }
}
