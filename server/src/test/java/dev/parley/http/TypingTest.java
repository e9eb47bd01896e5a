package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Sockets that report typing far more often than people type.
@Timeout(120)
final class TypingTest {
  private static final int FLOODING = 8;
  private static final int EACH = 20_000;
  private static final int MOST_AT_ONCE = 30;
  private static final String TYPING =
      "42[\"typing\",{\"chatId\":\"900\",\"wa_id\":\"901\",\"name\":\"Bob\"}]";

  @TempDir Path folder;

  @Test
  void tooManyTypingEventsAreRefused() throws Exception {
    try (RunningParley parley = RunningParley.start(folder);
        ConnectedClient client = ConnectedClient.to(parley)) {
      JsonNode last = client.ask("typing", "{\"chatId\":\"900\",\"wa_id\":\"901\"}");
      for (int i = 0; i < 1_000 && !last.has("code"); i++) {
        last = client.ask("typing", "{\"chatId\":\"900\",\"wa_id\":\"901\"}");
      }

      assertEquals("rate_limited", last.path("code").asText());
    }
  }

  /// There are several event loops: some of these sockets live on another event loop than the
  /// listener.
  @Test
  void aFloodOfTypingIsDroppedAndDelaysNobody() throws Exception {
    try (RunningParley parley = RunningParley.start(folder);
        HttpClient http = HttpClient.newHttpClient();
        ConnectedClient listener = ConnectedClient.to(parley)) {
      listener.ask("join-chat", "{\"chatId\":\"900\"}");
      long began = System.nanoTime();
      List<Thread> floods = new ArrayList<>();
      for (int i = 0; i < FLOODING; i++) {
        floods.add(Thread.ofVirtual().start(() -> flood(http, parley.port())));
      }
      parley.post("/api/send", "{\"wa_id\":\"902\",\"text\":\"x\",\"id\":\"typing-1\"}");
      listener.hear("newMessage", it -> it.text("id").equals("typing-1"));
      long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      for (Thread flood : floods) {
        assertTrue(flood.join(Duration.ofSeconds(60)));
      }
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + 1;

      long heard = listener.soFar().stream().filter(it -> it.name().equals("userTyping")).count();
      assertTrue(heard <= FLOODING * (MOST_AT_ONCE + 10 * seconds), () -> "heard " + heard);
      assertTrue(waited < 5_000, () -> "waited " + waited + " ms");
    }
  }

  private static void flood(HttpClient http, int port) {
    CompletableFuture<WebSocket> admitted = new CompletableFuture<>();
    WebSocket socket =
        http.newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket"),
                new WebSocket.Listener() {
                  @Override
                  public @Nullable CompletionStage<?> onText(
                      WebSocket from, CharSequence text, boolean last) {
                    if (text.toString().startsWith("40")) {
                      admitted.complete(from);
                    }
                    from.request(1);
                    return null;
                  }
                })
            .join();
    var _ = socket.sendText("40", true).join();
    admitted.join();
    for (int i = 0; i < EACH && !socket.isOutputClosed(); i++) {
      var _ = socket.sendText(TYPING, true).join();
    }
    socket.abort();
  }
}
