package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.ParleyProcess.Ended;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests the realtime demo, as a person starts it.
@Timeout(120)
final class RealtimeDemoIT {
  private static final List<String> EVENTS =
      List.of(
          "connected            socket socket",
          "newMessage           > ✓  You to 1234567890: Hello from the realtime demo, round 1",
          "messageStatusUpdate  ✓✓ delivered msg_1",
          "messageStatusUpdate  ✓✓ read msg_1",
          "is typing...",
          "reply 1",
          "stopped typing",
          "OK every event came");

  @TempDir private Path folder = Path.of("");

  @Test
  void oneDemoShowsAWholeConversation() {
    try (ScriptedBackend backend = ScriptedBackend.start(0, "nothing")) {
      Ended demo = demo(backend.uri());

      assertEquals(0, demo.exit(), demo.err());
      int at = 0;
      for (String event : EVENTS) {
        at = demo.out().indexOf(event, at);
        assertTrue(at >= 0, () -> event + " is not, or not in its place, in\n" + demo.out());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "newMessage, newMessage did not come within 5 s (the message that was sent)",
    "delivered, messageStatusUpdate did not come within 5 s (the message was delivered)",
    "userTyping, userTyping did not come within 5 s (somebody is typing)"
  })
  void aMissingEventIsReported(String unsaid, String sentence) {
    try (ScriptedBackend backend = ScriptedBackend.start(0, unsaid)) {
      Ended demo = demo(backend.uri());

      assertEquals(1, demo.exit());
      assertEquals("parley: " + sentence, demo.err());
    }
  }

  @Test
  void twoDemosReceiveEachOthersEvents() {
    try (ScriptedBackend backend = ScriptedBackend.start(0, "nothing");
        ParleyProcess watching = start(backend.uri(), "3600000")) {
      watching.await("stopped typing");

      Ended other = demo(backend.uri());

      assertEquals(0, other.exit(), other.err());
      watching.await("messageStatusUpdate  ✓✓ read msg_3");
    }
  }

  @Test
  void itReconnectsAfterARestartAndEndsOnASignal() {
    try (ScriptedBackend first = ScriptedBackend.start(0, "nothing");
        ParleyProcess demo = start(first.uri(), "250")) {
      demo.await("reply 1");

      first.stop();
      demo.await("disconnected: transport close");
      demo.await("not connected, trying again");
      try (ScriptedBackend _ = ScriptedBackend.startAgain(first.port(), 1000)) {
        demo.await("read msg_1001");
        demo.terminate();
        Ended ended = demo.end();

        assertEquals(0, ended.exit());
        assertEquals("", ended.err());
      }
    }
  }

  private Ended demo(URI server) {
    return ParleyProcess.run(folder, Map.of(), "realtime-demo", "--server", server.toString());
  }

  private ParleyProcess start(URI server, String interval) {
    return ParleyProcess.start(
        folder,
        Map.of(),
        "realtime-demo",
        "--server",
        server.toString(),
        "--continuous",
        "--interval",
        interval);
  }
}
