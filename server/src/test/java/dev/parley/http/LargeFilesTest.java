package dev.parley.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.OpenFiles;
import dev.parley.Waiting;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Tests files in a folder that are larger than all buffers: downloads have the uploaded bytes for
/// all sizes of chunks, and stalled clients are disconnected.
final class LargeFilesTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  /// Larger than several buffers of each kind, and not a multiple of any.
  private static final int SIZE = 20_000_003;

  @TempDir private static Path folder;
  private static RunningParley parley;
  private static long seed;
  private static byte[] document;
  private static String path;

  @BeforeAll
  static void start() throws IOException {
    seed = Long.getLong("parley.seed", System.nanoTime());
    System.out.println("LargeFilesTest: -Dparley.seed=" + seed);
    document = document(seed);
    parley =
        RunningParley.start(
            folder,
            "REQUEST_TIMEOUT_SECONDS",
            "2",
            "MEDIA_STORE",
            folder.resolve("files").toString());
    HttpResponse<String> answer =
        parley.ask("POST", "/api/media?name=a.pdf", document, "Content-Type", "application/pdf");
    path = path(answer.body(), document);
  }

  @AfterAll
  static void stop() {
    parley.close();
  }

  private static byte[] document(long seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    System.arraycopy("%PDF-1.7\n".getBytes(US_ASCII), 0, bytes, 0, 9);
    return bytes;
  }

  private static String path(String answer, byte[] bytes) {
    JsonNode file = new tools.jackson.databind.json.JsonMapper().readTree(answer);
    assertEquals(hash(bytes), file.path("sha256").asString(), answer);
    assertEquals(bytes.length, file.path("size").asInt());
    return "/api/media/" + file.path("id").asString();
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void wholeFilesAndPartsComeBack() {
    assertArrayEquals(document, parley.getBytes(path).body());

    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      int from = random.nextInt(SIZE);
      int last = from + random.nextInt(SIZE - from);
      HttpResponse<byte[]> part =
          parley.getBytes(path, "Range", "bytes=%d-%d".formatted(from, last));
      assertEquals(206, part.statusCode());
      assertArrayEquals(Arrays.copyOfRange(document, from, last + 1), part.body(), "from " + from);
    }
  }

  @Test
  void aFormCarriesTheSameBytes() {
    byte[] other = document(seed + 1);
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(
        "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n"
            .getBytes(US_ASCII));
    form.writeBytes(other);
    form.writeBytes("\r\n--xyz--\r\n".getBytes(US_ASCII));

    HttpResponse<String> answer =
        parley.ask(
            "POST",
            "/api/media",
            form.toByteArray(),
            "Content-Type",
            "multipart/form-data; boundary=xyz");

    assertArrayEquals(other, parley.getBytes(path(answer.body(), other)).body());
  }

  @Test
  void chunksOfAnySizeBecomeOneFile() throws IOException {
    byte[] other = Arrays.copyOf(document(seed + 2), 3_000_001);
    Random random = new Random(seed);
    try (Socket socket = parley.connect()) {
      OutputStream out = new BufferedOutputStream(socket.getOutputStream());
      send(out, "POST /api/media HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int at = 0; at < other.length; ) {
        int bound = random.nextInt(4) == 0 ? 200_000 : 3; // most are tiny
        int size = Math.min(other.length - at, 1 + random.nextInt(bound));
        send(out, "%x\r\n".formatted(size));
        out.write(other, at, size);
        send(out, "\r\n");
        at += size;
      }
      // The next request on the connection is answered too.
      send(out, "0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      out.flush();
      String answers = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

      assertTrue(answers.startsWith("HTTP/1.1 201"), answers);
      assertTrue(answers.contains("\"sha256\":\"" + hash(other) + '"'), answers);
      assertEquals(2, answers.split("HTTP/1.1 20", -1).length - 1, answers);
    }
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(US_ASCII));
  }

  @Test
  void severalFilesGoOverOneConnection() throws IOException {
    try (Socket socket = parley.connect()) {
      socket.setSoTimeout(Math.toIntExact(SOON.toMillis()));
      for (int i = 0; i < 3; i++) {
        send(socket.getOutputStream(), "GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(path));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          head.append((char) in.read());
        }
        assertTrue(head.toString().startsWith("HTTP/1.1 200"), head.toString());
        assertArrayEquals(document, in.readNBytes(SIZE));
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aStalledDownloadIsEndedAndItsFileClosed() throws Exception {
    try (Socket socket = parley.connect()) {
      send(socket.getOutputStream(), "GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(path));
      socket.setSoTimeout(Math.toIntExact(SOON.toMillis()));
      int first = socket.getInputStream().read();
      assertEquals('H', first); // the file is open, and nothing more is read

      Path files = folder.resolve("files");
      Waiting.until("the file is closed", SOON, () -> OpenFiles.in(files).isEmpty());
      long got = 1 + rest(socket.getInputStream());
      assertTrue(got < SIZE, "the answer is cut: " + got);
    }
    assertArrayEquals(document, parley.getBytes(path).body(), "other requests continue");
  }

  private static long rest(InputStream in) {
    long count = 0;
    byte[] buffer = new byte[1 << 16];
    try {
      for (int some = in.read(buffer); some >= 0; some = in.read(buffer)) {
        count += some;
      }
    } catch (IOException reset) {
      // The server may also end the connection with a reset.
    }
    return count;
  }

  @Test
  void anAbortedUploadLeavesNothing() throws IOException {
    try (Socket socket = parley.connect()) {
      send(
          socket.getOutputStream(),
          "POST /api/media HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(SIZE));
      socket.getOutputStream().write(document, 0, SIZE / 2);
      Waiting.until("it is received", SOON, () -> incoming() == 1);
    }

    Waiting.until("it is removed", SOON, () -> incoming() == 0);
  }

  private static int incoming() {
    String[] names = folder.resolve("files/incoming").toFile().list();
    return names == null ? 0 : names.length;
  }
}
