package dev.parley;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.ParleyProcess.Ended;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests that a server with a full heap ends, and that the next one has all data.
@Timeout(120)
final class ExhaustedHeapIT {
  private static final int WRITERS = 4;

  /// Larger than the heap; the limit for bodies is set too high on purpose.
  private static final int BODY = 80_000_000;

  @TempDir Path folder = Path.of("");

  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

  @Test
  void theServerEndsAndEverythingAcknowledgedIsStored() throws Exception {
    Map<String, String> settings = new HashMap<>(Map.of("PORT", "0", "HOST", "127.0.0.1"));
    settings.put("PARLEY_JAVA_OPTS", "-Xmx48m");
    settings.put("BODY_LIMIT", Integer.toString(2 * BODY));
    try (ParleyProcess server = ParleyProcess.startAsLaunched(folder, settings, "serve")) {
      URI uri = server.ready();
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        String writer = "w" + i;
        writers.add(
            Thread.ofVirtual().start(() -> AcknowledgedMessages.send(uri, writer, acknowledged)));
      }
      while (acknowledged.size() < 50) {
        Thread.onSpinWait();
      }

      fillHeap(uri);
      Ended ended = server.end();
      for (Thread writer : writers) {
        writer.join();
      }

      assertEquals(3, ended.exit(), ended.err());
      String lastLine = ended.out().lines().reduce((_, line) -> line).orElse("");
      assertTrue(lastLine.startsWith("Terminating due to java.lang.OutOfMemoryError"), lastLine);
    }
    settings.remove("PARLEY_JAVA_OPTS");
    try (ParleyProcess next = ParleyProcess.startAsLaunched(folder, settings, "serve");
        HttpClient client = HttpClient.newHttpClient()) {
      URI uri = next.ready();
      assertFalse(acknowledged.isEmpty());
      for (String id : acknowledged) {
        // A stored message is answered with 200 and not stored again.
        assertEquals(
            200,
            AcknowledgedMessages.status(client, uri, id),
            id + " was acknowledged, and is lost");
      }
    }
  }

  private static void fillHeap(URI server) {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      String head =
          "POST /webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n".formatted(BODY);
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));
      byte[] piece = new byte[64 * 1024];
      for (int sent = 0; sent < BODY; sent += piece.length) {
        socket.getOutputStream().write(piece);
      }
    } catch (IOException gone) {
      // As expected, the server has ended.
    }
  }
}
