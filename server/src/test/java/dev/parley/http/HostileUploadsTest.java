package dev.parley.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Tests misleading files, and clients that do not finish their uploads: each is refused with a
/// reason or kept as a download, and nothing is left behind.
@Timeout(60)
final class HostileUploadsTest {
  // Heads of uploads, with `|` for the ends of lines.
  private static final String RAW = "POST /api/media HTTP/1.1|Content-Length: 9999999||";
  private static final String CHUNKED =
      "POST /api/media HTTP/1.1|Transfer-Encoding: chunked||4c4b40|";
  private static final String FORM =
      "POST /api/media HTTP/1.1|Content-Length: 9999999"
          + "|Content-Type: multipart/form-data; boundary=xyz||--xyz"
          + "|Content-Disposition: form-data; name=file; filename=a.txt||";

  @TempDir private static Path folder;
  private static RunningParley parley;

  @BeforeAll
  static void start() {
    parley =
        RunningParley.start(
            folder,
            "REQUEST_TIMEOUT_SECONDS",
            "2",
            "MEDIA_STORE",
            folder.resolve("files").toString());
  }

  @AfterAll
  static void stop() {
    parley.close();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    Waiting.until("the received parts are removed", () -> incoming() == 0);
  }

  private static int incoming() {
    String[] incoming = folder.resolve("files/incoming").toFile().list();
    return incoming == null ? 0 : incoming.length;
  }

  private static HttpResponse<String> upload(String path, byte[] bytes) {
    return parley.ask("POST", path, bytes, "Content-Type", "image/png");
  }

  private static JsonNode stored(HttpResponse<String> answer) {
    assertEquals(201, answer.statusCode(), answer.body());
    return RunningParley.json(answer);
  }

  private static String path(JsonNode file) {
    return "/api/media/" + file.path("id").asString();
  }

  private static byte[] photo() throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/files/restarts.jpg"));
  }

  private static byte[] zipped(String name, int zeros) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("[Content_Types].xml"));
      zip.write("<Types/>".getBytes(UTF_8));
      zip.putNextEntry(new ZipEntry(name));
      zip.write(new byte[zeros]);
    }
    return out.toByteArray();
  }

  @Test
  void aPhotoWithAPageBehindItIsServedAsAPhoto() throws IOException {
    byte[] photo = photo();
    byte[] page = "<html><script>alert(1)</script></html>".getBytes(US_ASCII);
    byte[] both = Arrays.copyOf(photo, photo.length + page.length);
    System.arraycopy(page, 0, both, photo.length, page.length);

    JsonNode file = stored(upload("/api/media?name=page.html", both));
    HttpResponse<byte[]> served = parley.getBytes(path(file));

    assertEquals("image/jpeg", served.headers().firstValue("Content-Type").orElse(""));
    assertEquals("nosniff", served.headers().firstValue("X-Content-Type-Options").orElse(""));
    assertTrue(
        served
            .headers()
            .firstValue("Content-Security-Policy")
            .orElse("")
            .startsWith("sandbox; default-src 'none'"));
    assertArrayEquals(both, served.body());
  }

  @Test
  void aTruncatedPhotoIsKept() throws IOException {
    byte[] cut = Arrays.copyOf(photo(), photo().length / 2);

    JsonNode file = stored(upload("/api/media", cut));

    assertEquals("image/jpeg", file.path("mime_type").asString());
    assertArrayEquals(cut, parley.getBytes(path(file)).body());
    String thumbnail = path(file) + "?size=thumb";
    Waiting.until("the thumbnail is made", () -> parley.get(thumbnail).statusCode() != 503);
    assertEquals(200, parley.get(thumbnail).statusCode());
  }

  @Test
  void aPhotoTruncatedBeforeItsPixelsIsKeptWithoutAThumbnail() throws IOException {
    byte[] cut = Arrays.copyOf(photo(), 200);

    JsonNode file = stored(upload("/api/media", cut));

    assertArrayEquals(cut, parley.getBytes(path(file)).body());
    assertEquals(404, parley.get(path(file) + "?size=thumb").statusCode());
  }

  /// 200 MB of zeros in 200 KB: only names in an archive are read.
  @Test
  void archivesAreNotUnpacked() throws IOException {
    byte[] bomb = zipped("word/document.xml", 200_000_000);

    JsonNode file = stored(upload("/api/media?name=a.docx", bomb));

    assertEquals(bomb.length, file.path("size").asInt());
    assertTrue(file.path("mime_type").asString().contains("wordprocessingml"), file.toString());
    assertEquals(404, parley.get(path(file) + "?size=thumb").statusCode());
    assertEquals(415, upload("/api/media", zipped("photo.jpg", 1_000)).statusCode());
  }

  @Test
  void aCompressedBodyIsStoredCompressed() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[50_000_000]);
    }

    HttpResponse<String> answer =
        parley.ask(
            "POST",
            "/api/media",
            packed.toByteArray(),
            "Content-Type",
            "image/png",
            "Content-Encoding",
            "gzip");

    assertEquals(415, answer.statusCode(), answer.body());
  }

  @Test
  void dangerousPartsOfAFileNameAreRemoved() throws IOException {
    JsonNode file =
        stored(upload("/api/media?name=..%2F..%2Fetc%2Fa%00b%E2%80%AEgpj.exe", photo()));

    assertEquals("abgpj.exe", file.path("name").asString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"200000000", "999999999999999999"})
  void aFileThatIsAnnouncedTooLargeIsRefusedBeforeItArrives(String length) throws IOException {
    try (Socket socket = parley.connect()) {
      send(socket, "POST /api/media HTTP/1.1|Content-Length: " + length + "||", 0);

      assertEquals("HTTP/1.1 413 Request Entity Too Large", firstLine(socket));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {RAW, FORM, CHUNKED})
  void aClientThatStopsInTheMiddleIsRefused(String head) throws IOException {
    try (Socket socket = parley.connect()) {
      send(socket, head, 700_000);

      String answer = firstLine(socket);

      assertEquals("HTTP/1.1 408 Request Timeout", answer);
    }
  }

  /// Netty closes the connection, without an answer.
  @ParameterizedTest
  @CsvSource({
    RAW + ", 500",
    RAW + ", 5000000",
    FORM + ", 500",
    FORM + ", 5000000",
    CHUNKED + ", 5000000"
  })
  void aClientThatClosesItsSideInTheMiddleIsDisconnected(String head, int count)
      throws IOException {
    try (Socket socket = parley.connect()) {
      send(socket, head, count);
      socket.shutdownOutput();

      assertEquals("", firstLine(socket));
    }
  }

  private static void send(Socket socket, String head, int count) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(head.replace("1.1|", "1.1|Host: x|").replace("|", "\r\n").getBytes(US_ASCII));
    byte[] part = new byte[count];
    Arrays.fill(part, (byte) 'a');
    out.write(part);
  }

  /// @return empty if the connection ends without an answer
  private static String firstLine(Socket socket) throws IOException {
    try {
      String line =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
      return line == null ? "" : line;
    } catch (SocketException reset) {
      return "";
    }
  }

  @Test
  void aVerySlowUploadIsRefused() throws IOException {
    try (Socket socket = parley.connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /api/media HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
              .getBytes(US_ASCII));
      socket.setSoTimeout(100);
      StringBuilder answer = new StringBuilder();
      while (answer.length() < 12) {
        out.write('a');
        try {
          answer.append((char) socket.getInputStream().read());
        } catch (java.net.SocketTimeoutException notYet) {
          // No answer yet: the loop sends one more byte, ten times a second.
        }
      }

      assertEquals("HTTP/1.1 408", answer.toString());
    }
  }
}
