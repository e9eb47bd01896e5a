package dev.parley;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.ParleyProcess.Ended;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of requests when the process is told to end with SIGTERM.
@Timeout(60)
final class ShutdownIT {
  private static final Map<String, String> ANY_PORT = Map.of("PORT", "0", "HOST", "127.0.0.1");
  private static final int TERMINATED = 128 + 15;
  private static final String BODY =
      "{\"wa_id\":\"12025550111\",\"text\":\"Hello\",\"id\":\"under-way\"}";

  @TempDir Path folder = Path.of("");

  @Test
  void aRequestThatIsUnderWayIsAnsweredAndOnDisk() throws IOException {
    try (ParleyProcess server = ParleyProcess.start(folder, ANY_PORT, "serve");
        Begun request = Begun.at(server.ready())) {
      long began = System.nanoTime();

      server.terminate();
      request.awaitNoNewConnections();
      request.send(BODY);
      String answer = request.status();
      Ended ended = server.end();

      assertEquals("HTTP/1.1 200 OK", answer);
      assertEquals(TERMINATED, ended.exit(), ended.err());
      assertTrue(since(began).compareTo(Duration.ofSeconds(8)) < 0, "took " + since(began));
    }
    Ended verified = ParleyProcess.run(folder, Map.of(), "verify-payloads");
    assertEquals(0, verified.exit());
    assertTrue(verified.out().startsWith("Messages\n  incoming        1\n"), verified.out());
  }

  @Test
  void aClientThatDoesNotFinishIsCutOffAfterTenSeconds() throws IOException {
    try (ParleyProcess server = ParleyProcess.start(folder, ANY_PORT, "serve");
        Begun request = Begun.at(server.ready())) {
      long began = System.nanoTime();

      server.terminate();
      Ended ended = server.end();

      assertEquals(TERMINATED, ended.exit(), ended.err());
      assertTrue(since(began).compareTo(Duration.ofSeconds(9)) > 0, "took " + since(began));
      assertTrue(since(began).compareTo(Duration.ofSeconds(15)) < 0, "took " + since(began));
      assertEquals("", request.rest());
    }
  }

  @Test
  void aServerWithNothingToDoEndsAtOnce() throws IOException {
    try (ParleyProcess server = ParleyProcess.start(folder, ANY_PORT, "serve")) {
      URI uri = server.ready();
      try (Socket idle = new Socket(uri.getHost(), uri.getPort())) {
        long began = System.nanoTime();

        server.terminate();
        Ended ended = server.end();

        assertEquals(TERMINATED, ended.exit(), ended.err());
        assertTrue(since(began).compareTo(Duration.ofSeconds(5)) < 0, "took " + since(began));
        assertTrue(idle.isConnected());
      }
    }
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  /// A `POST /webhook` that the server has begun to read, and whose body has not come.
  private record Begun(URI server, Socket socket, BufferedReader in) implements AutoCloseable {
    /// The head comes together with another request: when that is answered, the head is there.
    static Begun at(URI server) throws IOException {
      Socket socket = new Socket(server.getHost(), server.getPort());
      Begun begun =
          new Begun(
              server,
              socket,
              new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1)));
      begun.send(
          "GET /webhook HTTP/1.1\r\nHost: parley\r\n\r\n"
              + "POST /webhook HTTP/1.1\r\nHost: parley\r\nContent-Length: "
              + BODY.length()
              + "\r\n\r\n");
      assertEquals("HTTP/1.1 400 Bad Request", begun.status());
      begun.skipAnswer();
      return begun;
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    String status() throws IOException {
      return String.valueOf(in.readLine());
    }

    /// What comes until the server closes the connection.
    String rest() throws IOException {
      return in.readAllAsString();
    }

    void awaitNoNewConnections() throws IOException {
      boolean open = true;
      while (open) {
        try (Socket _ = new Socket(server.getHost(), server.getPort())) {
          Thread.onSpinWait();
        } catch (ConnectException refused) {
          open = false;
        }
      }
    }

    private void skipAnswer() throws IOException {
      int length = 0;
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring("content-length:".length()).strip());
        }
      }
      in.skip(length);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
