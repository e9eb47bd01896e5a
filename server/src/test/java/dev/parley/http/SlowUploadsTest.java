package dev.parley.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Clients that upload a file slowly: Parley takes all of it, unless others wait for their place.
@Timeout(120)
final class SlowUploadsTest {
  /// The places for uploads; see [dev.parley.offload.WorkKind#UPLOAD].
  private static final int PLACES = 64;

  private static RunningParley start(Path folder, String timeout) {
    return RunningParley.start(
        folder,
        "REQUEST_TIMEOUT_SECONDS",
        timeout,
        "MEDIA_STORE",
        folder.resolve("files").toString());
  }

  private static HttpResponse<String> upload(RunningParley parley) {
    return parley.ask("POST", "/api/media?name=a.txt", "Only text.".getBytes(US_ASCII));
  }

  private static int incoming(Path folder) {
    String[] names = folder.resolve("files/incoming").toFile().list();
    return names == null ? 0 : names.length;
  }

  @Test
  void aSteadyClientUploadsTheWholeFile(@TempDir Path folder) throws Exception {
    byte[] file = new byte[130_000];
    Arrays.fill(file, (byte) 'a');
    try (RunningParley parley = start(folder, "6");
        Socket socket = parley.connect()) {
      socket.getOutputStream().write(head(file.length).getBytes(US_ASCII));
      long begun = System.nanoTime();
      for (int at = 0; at < file.length; at += 1_000) {
        socket.getOutputStream().write(file, at, 1_000);
        pace(begun, at, 10_000);
      }

      byte[] answer = socket.getInputStream().readNBytes(12);

      assertEquals("HTTP/1.1 201", new String(answer, US_ASCII));
    }
  }

  @Test
  void aSlowClientLosesItsPlaceToAWaitingOne(@TempDir Path folder) throws Exception {
    try (RunningParley parley = start(folder, "60");
        Uploads slow = new Uploads(parley, 8_000)) {
      Waiting.until("all have a place", () -> incoming(folder) == PLACES);

      HttpResponse<String> answer = upload(parley);

      assertEquals(201, answer.statusCode(), answer.body());
      Waiting.until("a slow upload is refused", () -> !slow.answers().isEmpty());
      List<String> refused = slow.answers();
      assertTrue(refused.size() < PLACES, "all were refused");
      for (String each : refused) {
        assertTrue(each.startsWith("HTTP/1.1 408 "), each);
        assertTrue(each.contains("\"code\":\"request_timeout\""), each);
        assertTrue(each.contains("at least 64 KB a second"), each);
      }
      Waiting.until(
          "the refused uploads are removed", () -> incoming(folder) <= PLACES - refused.size());
    }
  }

  @Test
  void aClientThatWaitsForAPlaceIsRefusedInTime(@TempDir Path folder) throws Exception {
    try (RunningParley parley = start(folder, "3");
        Uploads steady = new Uploads(parley, 100_000)) {
      Waiting.until("all have a place", () -> incoming(folder) == PLACES);

      HttpResponse<String> small = upload(parley);

      assertEquals(503, small.statusCode(), small.body());
      assertEquals("overloaded", RunningParley.json(small).path("code").asString());
      String other = halfClosed(parley);
      assertTrue(other.isEmpty() || other.equals("HTTP/1.1 503"), other);
      assertEquals(List.of(), steady.answers());
      assertEquals(PLACES, incoming(folder));
    }
  }

  /// Uploads a large file and closes this side of the connection.
  ///
  /// @return empty if the system took all of it: then the connection ends without an answer
  private static String halfClosed(RunningParley parley) throws IOException {
    byte[] file = new byte[12_000_000];
    try (Socket socket = parley.connect()) {
      socket.getOutputStream().write(head(file.length).getBytes(US_ASCII));
      socket.getOutputStream().write(file);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readNBytes(12), US_ASCII);
    } catch (SocketException reset) {
      return "";
    }
  }

  private static String head(int length) {
    return "POST /api/media HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(length);
  }

  /// Waits until `bytes` bytes would have been sent at this speed.
  private static void pace(long begun, long bytes, long perSecond) {
    long due = begun + bytes * 1_000_000_000L / perSecond;
    try {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// As many uploads as there are places, none of which ends soon. Used by one thread.
  private static final class Uploads implements AutoCloseable {
    private static final int TICKS = 8;

    private final List<SocketChannel> clients = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread sending;

    /// @param perSecond the number of bytes that each sends
    Uploads(RunningParley parley, int perSecond) throws IOException {
      byte[] head = head(100_000_000).getBytes(US_ASCII);
      for (int i = 0; i < PLACES; i++) {
        SocketChannel client =
            SocketChannel.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), parley.port()));
        clients.add(client);
        var _ = client.write(ByteBuffer.wrap(head));
        client.configureBlocking(false);
      }
      sending = Thread.ofVirtual().start(() -> send(perSecond));
    }

    private void send(int perSecond) {
      ByteBuffer some = ByteBuffer.allocate(perSecond / TICKS);
      long begun = System.nanoTime();
      for (long round = 1; !over.get(); round++) {
        for (SocketChannel client : clients) {
          try {
            var _ = client.write(some.clear());
          } catch (IOException refused) {
            // Its place is free.
          }
        }
        pace(begun, round * some.capacity(), perSecond);
      }
    }

    /// All answers until now.
    List<String> answers() {
      ByteBuffer bytes = ByteBuffer.allocate(4_000);
      for (SocketChannel client : clients) {
        try {
          if (client.read(bytes.clear()) > 0) {
            answers.add(new String(bytes.array(), 0, bytes.position(), US_ASCII));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return List.copyOf(answers);
    }

    @Override
    public void close() throws IOException {
      over.set(true);
      try {
        sending.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      for (SocketChannel client : clients) {
        client.close();
      }
    }
  }
}
