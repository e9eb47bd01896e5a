package dev.parley;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.ParleyProcess.Ended;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests what happens to requests when the process receives SIGTERM.
@Timeout(120)
final class ShutdownIT {
  private static final Map<String, String> ANY_PORT = Map.of("PORT", "0", "HOST", "127.0.0.1");
  private static final String BODY =
      "{\"wa_id\":\"12025550111\",\"text\":\"Hello\",\"id\":\"under-way\"}";

  private static final int CONNECT_MILLIS = 200;

  @TempDir Path folder = Path.of("");

  @Test
  void aRequestThatIsUnderWayIsAnsweredAndOnDisk() throws IOException {
    try (ParleyProcess server = ParleyProcess.start(folder, ANY_PORT, "serve");
        BegunRequest request = BegunRequest.at(server.ready())) {
      long began = System.nanoTime();

      server.terminate();
      request.awaitNoNewConnections();
      request.send(BODY);
      String answer = request.status();
      Duration answeredAfter = since(began);
      Ended ended = server.end();

      assertEquals("HTTP/1.1 200 OK", answer, () -> answeredAfter + "\n" + server.said());
      assertEquals(0, ended.exit(), ended.err());
      assertTrue(since(began).compareTo(Duration.ofSeconds(8)) < 0, "took " + since(began));
    }
    Ended verified = ParleyProcess.run(folder, Map.of(), "verify-payloads");
    assertEquals(0, verified.exit());
    assertTrue(verified.out().startsWith("Messages\n  incoming        1\n"), verified.out());
  }

  @Test
  void anUnfinishedRequestIsCutOff() throws IOException {
    try (ParleyProcess server = ParleyProcess.start(folder, ANY_PORT, "serve");
        BegunRequest request = BegunRequest.at(server.ready())) {
      long began = System.nanoTime();

      server.terminate();
      Ended ended = server.end();

      assertEquals(0, ended.exit(), ended.err());
      assertTrue(since(began).compareTo(Duration.ofSeconds(4)) > 0, "took " + since(began));
      assertTrue(since(began).compareTo(Duration.ofSeconds(10)) < 0, "took " + since(began));
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

        assertEquals(0, ended.exit(), ended.err());
        assertTrue(since(began).compareTo(Duration.ofSeconds(5)) < 0, "took " + since(began));
        assertTrue(idle.isConnected());
      }
    }
  }

  @Test
  void slowClientsAndABlockedDatabaseDoNotPreventShutdown() throws Exception {
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    List<Socket> slow = new ArrayList<>();
    try (ParleyProcess server = ParleyProcess.startAsLaunched(folder, ANY_PORT, "serve")) {
      URI uri = server.ready();
      List<Thread> senders = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String name = "s" + i;
        senders.add(
            Thread.ofVirtual().start(() -> AcknowledgedMessages.send(uri, name, acknowledged)));
      }
      while (acknowledged.size() < 200) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 20; i++) {
        slow.add(
            open(uri, "POST /webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{"));
        slow.add(
            open(
                uri,
                "GET /api/chats/12025550111?limit=200 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                    .repeat(50)));
        slow.add(
            open(
                uri,
                "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
      }
      Path file = folder.resolve("data").resolve("parley.db");
      try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = database.createStatement()) {
        statement.execute("PRAGMA busy_timeout = 20000");
        statement.execute("BEGIN IMMEDIATE");
        long began = System.nanoTime();

        server.terminate();
        Ended ended = server.end();

        assertEquals(0, ended.exit(), ended.err());
        assertTrue(since(began).compareTo(Duration.ofSeconds(10)) < 0, "took " + since(began));
      }
      for (Thread sender : senders) {
        sender.join();
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    Ended verified = ParleyProcess.run(folder, Map.of(), "verify-payloads");
    assertEquals(0, verified.exit(), verified.out());
    try (ParleyProcess next = ParleyProcess.startAsLaunched(folder, ANY_PORT, "serve");
        HttpClient client = HttpClient.newHttpClient()) {
      URI uri = next.ready();
      for (String id : acknowledged) {
        // A stored message is answered with 200 and not stored again.
        assertEquals(
            200,
            AcknowledgedMessages.status(client, uri, id),
            id + " was acknowledged, and is lost");
      }
    }
  }

  private static Socket open(URI server, String text) throws IOException {
    Socket socket = new Socket(server.getHost(), server.getPort());
    socket.setReceiveBufferSize(4096);
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    return socket;
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  /// A `POST /webhook` whose headers the server has read, and whose body has not been sent yet.
  private record BegunRequest(URI server, Socket socket, BufferedReader in)
      implements AutoCloseable {
    /// The server requests the body once it has read the headers.
    static BegunRequest at(URI server) throws IOException {
      Socket socket = new Socket(server.getHost(), server.getPort());
      BegunRequest begun =
          new BegunRequest(
              server,
              socket,
              new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1)));
      begun.send(
          "POST /webhook HTTP/1.1\r\nHost: parley\r\nExpect: 100-continue\r\nContent-Length: "
              + BODY.length()
              + "\r\n\r\n");
      assertEquals("HTTP/1.1 100 Continue", begun.status());
      assertEquals("", begun.status());
      return begun;
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    String status() throws IOException {
      return String.valueOf(in.readLine());
    }

    /// The data until the server closes the connection.
    String rest() throws IOException {
      return in.readAllAsString();
    }

    void awaitNoNewConnections() {
      InetSocketAddress address = new InetSocketAddress(server.getHost(), server.getPort());
      Waiting.until("no new connections are accepted", () -> isRefused(address));
    }

    /// A server that is about to stop may leave a new connection unanswered, and the operating
    /// system tries again only after seconds.
    private static boolean isRefused(InetSocketAddress address) {
      try (Socket probe = new Socket()) {
        probe.connect(address, CONNECT_MILLIS);
        return false;
      } catch (ConnectException refused) {
        return true;
      } catch (SocketTimeoutException unanswered) {
        return false;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
