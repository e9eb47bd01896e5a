package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A client that loses its connection, while another one stays connected, receives the same
/// messages in the same order, each once, without requesting them.
///
/// The cut lasts until the messages are stored, or as long as `-Dparley.cut.seconds` says.
@Timeout(300)
final class CutOffClientTest {
  private static final Duration AT_LEAST =
      Duration.ofSeconds(Integer.getInteger("parley.cut.seconds", 0));
  private static final int MESSAGES = 1_000;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling", "polling,websocket"})
  void aDisconnectedClientCatchesUpInOrderWithoutDuplicates(String transports) throws Exception {
    try (RunningParley parley = RunningParley.start(folder);
        Cable cable = Cable.to(parley.port());
        JavaScriptListener steady = JavaScriptListener.start(folder, parley.port(), "websocket");
        JavaScriptListener cutOff = JavaScriptListener.start(folder, cable.port(), transports)) {
      steady.until("connected");
      String id = cutOff.until("connected").getLast().path("connected").asString();
      post(parley, "first");
      List<JsonNode> heard = new ArrayList<>(cutOff.untilMessage("first"));

      cable.cut();
      long mendAt = System.nanoTime() + AT_LEAST.toNanos();
      cutOff.until("lost");
      IntStream.range(0, MESSAGES).parallel().forEach(i -> post(parley, "missed-" + i));
      while (System.nanoTime() < mendAt) {
        LockSupport.parkNanos(mendAt - System.nanoTime()); // the length of the cut
      }
      cable.mend();
      heard.addAll(cutOff.until("connected")); // sent after the missed events
      JsonNode back = heard.getLast();
      post(parley, "last");
      heard.addAll(cutOff.untilMessage("last"));

      assertTrue(back.path("recovered").asBoolean(), back::toString);
      assertEquals(id, back.path("connected").asString());
      List<JsonNode> all = only(steady.untilMessage("last"), "message");
      assertEquals(MESSAGES + 2, all.size());
      assertIterableEquals(all, only(heard, "message"));
    }
  }

  private static List<JsonNode> only(List<JsonNode> told, String field) {
    return told.stream().filter(it -> it.has(field)).toList();
  }

  /// Posts a message to one of ten chats.
  private static void post(RunningParley parley, String id) {
    int chat = 900 + Math.floorMod(id.hashCode(), 10);
    var answer =
        parley.post(
            "/api/send",
            "{\"wa_id\":\"%d\",\"text\":\"Hi\",\"type\":\"incoming\",\"id\":\"%s\"}"
                .formatted(chat, id));
    assertEquals(201, answer.statusCode());
  }
}
