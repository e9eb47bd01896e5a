package dev.parley.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.OpenFiles;
import dev.parley.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Clients that read a file slowly: they get all of it, unless others wait for their place.
@EnabledOnOs(OS.LINUX)
final class SlowReadersTest {
  private static final int SIZE = 12_000_000;
  private static final byte[] DOCUMENT = document();

  /// The places for downloads; see [dev.parley.offload.WorkKind#DOWNLOAD].
  private static final int PLACES = 64;

  /// The size of Ethernet packets: the loopback network accepts 64 KB at once, and more than a
  /// megabyte before it reports again how much the client has read.
  private static final int SEGMENT = 1400;

  private static byte[] document() {
    byte[] bytes = new byte[SIZE];
    new Random(15).nextBytes(bytes);
    System.arraycopy("%PDF-1.7\n".getBytes(US_ASCII), 0, bytes, 0, 9);
    return bytes;
  }

  private static RunningParley start(Path folder, String timeout) {
    return RunningParley.start(
        folder,
        "REQUEST_TIMEOUT_SECONDS",
        timeout,
        "MEDIA_STORE",
        folder.resolve("files").toString());
  }

  private static String upload(RunningParley parley) {
    var answer =
        parley.ask("POST", "/api/media?name=a.pdf", DOCUMENT, "Content-Type", "application/pdf");
    return "/api/media/" + RunningParley.json(answer).path("id").asString();
  }

  @Test
  void aSteadyReaderGetsTheWholeFile(@TempDir Path folder) throws Exception {
    try (RunningParley parley = start(folder, "2")) {
      String path = upload(parley);
      int wanted = 900_000;

      try (SocketChannel client = connect(parley)) {
        ask(client, path, wanted);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer some = ByteBuffer.allocate(4_000);
        long began = System.nanoTime();
        while (client.read(some.clear()) > 0) {
          answer.write(some.array(), 0, some.position());
          pace(began, answer.size(), 80_000);
        }

        byte[] bytes = answer.toByteArray();
        String head = new String(bytes, 0, Math.min(bytes.length, 1_000), US_ASCII);
        assertTrue(head.startsWith("HTTP/1.1 206"), head);
        int from = head.indexOf("\r\n\r\n") + 4;
        assertEquals(wanted, bytes.length - from, "the download was cut off");
        assertArrayEquals(
            Arrays.copyOf(DOCUMENT, wanted), Arrays.copyOfRange(bytes, from, bytes.length));
      }
    }
  }

  @Test
  void aSlowReaderIsEndedWhileOthersWait(@TempDir Path folder) throws Exception {
    try (RunningParley parley = start(folder, "30")) {
      String path = upload(parley);
      List<SocketChannel> slow = new ArrayList<>();
      AtomicBoolean over = new AtomicBoolean();
      try {
        for (int i = 0; i < PLACES; i++) {
          SocketChannel client = connect(parley);
          ask(client, path, SIZE);
          client.configureBlocking(false);
          slow.add(client);
        }
        Waiting.until(
            "all have a place",
            Duration.ofSeconds(30),
            () -> OpenFiles.in(folder.resolve("files")).size() == PLACES);
        Thread reading = Thread.ofVirtual().start(() -> readSlowly(slow, over));

        long began = System.nanoTime();
        assertArrayEquals(DOCUMENT, parley.getBytes(path).body());

        long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
        assertTrue(seconds < 25, "it waited %d seconds for a place".formatted(seconds));
        over.set(true);
        reading.join();
      } finally {
        over.set(true);
        for (SocketChannel client : slow) {
          client.close();
        }
      }
    }
  }

  /// Reads about 20 KB a second from each connection.
  private static void readSlowly(List<SocketChannel> slow, AtomicBoolean over) {
    ByteBuffer some = ByteBuffer.allocate(2_000);
    long began = System.nanoTime();
    for (long round = 1; !over.get(); round++) {
      for (SocketChannel client : slow) {
        try {
          var _ = client.read(some.clear());
        } catch (IOException cut) {
          // Its place has been released.
        }
      }
      pace(began, round * some.capacity(), 20_000);
    }
  }

  /// Waits for the time that this number of bytes takes.
  private static void pace(long began, long bytes, long perSecond) {
    long due = began + bytes * 1_000_000_000L / perSecond;
    try {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void ask(SocketChannel client, String path, int count) throws IOException {
    String request =
        "GET %s HTTP/1.1\r\nHost: x\r\nRange: bytes=0-%d\r\nConnection: close\r\n\r\n"
            .formatted(path, count - 1);
    var _ = client.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
  }

  /// Connects with short segments and a small buffer.
  private static SocketChannel connect(RunningParley parley) throws IOException {
    Set<Integer> before = sockets();
    SocketChannel client = SocketChannel.open();
    client.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
    Set<Integer> opened = sockets();
    opened.removeAll(before);
    // It does no harm if another thread has opened one of them.
    opened.forEach(SlowReadersTest::shortenSegments);
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), parley.port()));
    return client;
  }

  private static Set<Integer> sockets() throws IOException {
    Set<Integer> numbers = new HashSet<>();
    try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
      for (Path handle : handles.toList()) {
        try {
          if (Files.readSymbolicLink(handle).toString().startsWith("socket:")) {
            numbers.add(Integer.valueOf(handle.getFileName().toString()));
          }
        } catch (IOException closed) {
          // Another thread has closed its file meanwhile.
        }
      }
    }
    return numbers;
  }

  /// Java has no option for it (`TCP_MAXSEG`).
  @SuppressWarnings("restricted") // the tests are allowed native access
  private static void shortenSegments(int socket) {
    Linker linker = Linker.nativeLinker();
    MethodHandle setsockopt =
        linker.downcallHandle(
            linker.defaultLookup().find("setsockopt").orElseThrow(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    int tcp = 6;
    int maxSegment = 2;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, SEGMENT);
      int _ = (int) setsockopt.invokeExact(socket, tcp, maxSegment, size, 4);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
