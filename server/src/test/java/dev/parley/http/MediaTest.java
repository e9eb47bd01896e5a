package dev.parley.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.TestClock;
import dev.parley.Workbench;
import dev.parley.media.FileAudit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Tests files that clients upload and download.
final class MediaTest {
  private static final byte[] PNG = concat("\u0089PNG\r\n\u001A\n".getBytes(ISO_8859_1), 5000);
  private static final String RAW = "application/octet-stream";

  @TempDir private static Path folder;
  private static final TestClock CLOCK = TestClock.atNoon();
  private static RunningParley parley;

  @BeforeAll
  static void start() {
    parley =
        RunningParley.start(
            folder,
            CLOCK,
            "REQUEST_TIMEOUT_SECONDS",
            "2",
            "MEDIA_STORE",
            folder.resolve("data/media").toString());
  }

  @AfterAll
  static void stop() {
    parley.close();
  }

  private static byte[] concat(byte[] head, int more) {
    byte[] all = Arrays.copyOf(head, head.length + more);
    for (int i = head.length; i < all.length; i++) {
      all[i] = (byte) i;
    }
    return all;
  }

  private static HttpResponse<String> upload(String path, byte[] bytes) {
    return parley.ask("POST", path, bytes, "Content-Type", RAW);
  }

  private static HttpResponse<String> form(String... parts) {
    String body = String.join("\r\n", parts);
    return parley.ask(
        "POST",
        "/api/media",
        body.getBytes(ISO_8859_1),
        "Content-Type",
        "multipart/form-data; boundary=xyz");
  }

  private static JsonNode stored(HttpResponse<String> answer) {
    assertEquals(201, answer.statusCode(), answer.body());
    return RunningParley.json(answer);
  }

  private static JsonNode storedPng() {
    return stored(upload("/api/media?name=lid.png", PNG));
  }

  private static String path(JsonNode file) {
    return "/api/media/" + file.path("id").asString();
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void aBodyIsStoredAsAFile() throws Exception {
    JsonNode file = storedPng();

    assertTrue(file.path("id").asString().matches("med_[0-9a-f]{32}"), file.toString());
    assertEquals("ready", file.path("status").asString());
    assertEquals("image/png", file.path("mime_type").asString());
    assertEquals("lid.png", file.path("name").asString());
    assertEquals(PNG.length, file.path("size").asInt());
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(PNG);
    assertEquals(HexFormat.of().formatHex(hash), file.path("sha256").asString());
    assertArrayEquals(PNG, parley.getBytes(path(file)).body());
  }

  @Test
  void thePartFileOfAFormIsStored() {
    HttpResponse<String> answer =
        form(
            "--xyz",
            "Content-Disposition: form-data; name=\"note\"",
            "",
            "for later",
            "--xyz",
            "Content-Disposition: form-data; name=\"file\"; filename=\"../../no te.txt\"",
            "Content-Type: image/png",
            "",
            "Only text.",
            "--xyz--",
            "");

    JsonNode file = stored(answer);
    assertEquals("text/plain", file.path("mime_type").asString());
    assertEquals("no te.txt", file.path("name").asString());
    assertEquals("Only text.", parley.get(path(file)).body());
  }

  @Test
  void aFormThatIsCutIsRefusedAndLeavesNothing() throws IOException {
    HttpResponse<String> answer =
        form(
            "--xyz",
            "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"",
            "",
            "Only half");

    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals(0, incoming());
  }

  private static long incoming() throws IOException {
    Path incoming = folder.resolve("data/media/incoming");
    try (Stream<Path> files = Files.exists(incoming) ? Files.list(incoming) : Stream.empty()) {
      return files.count();
    }
  }

  @Test
  void aFormWithoutAFileOrWithTwoIsRefused() {
    String field = "Content-Disposition: form-data; name=\"note\"";
    String file = "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"";

    assertEquals(400, form("--xyz", field, "", "x", "--xyz--", "").statusCode());
    HttpResponse<String> two = form("--xyz", file, "", "x", "--xyz", file, "", "y", "--xyz--", "");
    assertEquals(400, two.statusCode(), two.body());
    assertEquals(
        400,
        parley.ask("POST", "/api/media", PNG, "Content-Type", "multipart/form-data").statusCode());
  }

  @ParameterizedTest
  @CsvSource({
    "<html><script>alert(1)</script></html>, text/html",
    "<svg xmlns='http://www.w3.org/2000/svg'/>, image/svg+xml",
    "GIF89a, image/gif",
    "'\u0001\u0002\u0003\u0004', application/octet-stream",
  })
  void unsupportedTypesAreRefusedWithTheSupportedOnes(String bytes, String type) {
    HttpResponse<String> answer = upload("/api/media?name=a.png", bytes.getBytes(UTF_8));

    assertEquals(415, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains(type), answer.body());
    assertTrue(answer.body().contains("image/jpeg"), answer.body());
  }

  @Test
  void aFileBeyondTheLimitOfItsTypeIsRefused() throws IOException {
    HttpResponse<String> answer = upload("/api/media", Arrays.copyOf(PNG, 5 * 1024 * 1024 + 1));

    assertEquals(413, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("5 MB"), answer.body());
    assertEquals(201, upload("/api/media", Arrays.copyOf(PNG, 5 * 1024 * 1024)).statusCode());
    assertEquals(0, incoming());
  }

  private static byte[] sample(String name) throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/files", name));
  }

  @Test
  void browserRecordingsBecomeVoiceNotes() throws IOException {
    for (String recorded : new String[] {"recording.webm", "recording.mp4"}) {
      JsonNode file = stored(upload("/api/media?name=" + recorded, sample(recorded)));

      assertEquals("audio/ogg; codecs=opus", file.path("mime_type").asString());
      assertEquals("recording.ogg", file.path("name").asString());
      assertTrue(file.path("duration").asDouble() > 0, file.toString());
      assertEquals(64, file.path("waveform").size());
      assertEquals("OggS", new String(parley.getBytes(path(file)).body(), 0, 4, US_ASCII));
    }
    assertEquals(0, incoming());
  }

  @Test
  void aPictureHasSmallCopies() throws IOException {
    JsonNode file = stored(upload("/api/media", sample("restarts.jpg")));

    HttpResponse<byte[]> thumb = parley.getBytes(file.path("thumbnail_url").asString());
    HttpResponse<byte[]> preview = parley.getBytes(path(file) + "?size=preview");

    assertEquals(200, thumb.statusCode());
    assertEquals("image/jpeg", header(thumb, "Content-Type"));
    assertEquals("inline", header(thumb, "Content-Disposition"));
    assertTrue(header(thumb, "Cache-Control").contains("immutable"));
    assertEquals(320, ImageIO.read(new ByteArrayInputStream(thumb.body())).getWidth());
    assertEquals(333, ImageIO.read(new ByteArrayInputStream(preview.body())).getWidth());
    assertFalse(header(thumb, "ETag").equals(header(preview, "ETag")));
    assertArrayEquals(
        thumb.body(), parley.getBytes(path(file) + "?size=thumb").body(), "of the cache");
  }

  @Test
  void onlyPicturesHaveSmallCopies() throws IOException {
    JsonNode voice = stored(upload("/api/media", sample("tone.ogg")));
    JsonNode damaged = storedPng();

    assertTrue(voice.path("thumbnail_url").isMissingNode(), voice.toString());
    assertEquals(404, parley.get(path(voice) + "?size=thumb").statusCode());
    assertEquals(404, parley.get(path(damaged) + "?size=thumb").statusCode());
    HttpResponse<String> unknown = parley.get(path(damaged) + "?size=huge");
    assertEquals(400, unknown.statusCode());
    assertTrue(unknown.body().contains("must be thumb or preview"), unknown.body());
  }

  @Test
  void aPictureHasItsSize() throws IOException {
    JsonNode file = stored(upload("/api/media", sample("picture.jpg")));

    assertEquals("image/jpeg", file.path("mime_type").asString());
    assertTrue(file.path("width").asInt() > 0 && file.path("height").asInt() > 0, file.toString());
  }

  @Test
  void missingAndDamagedFilesAreFound(@TempDir Path own) throws IOException {
    String[] settings = {"MEDIA_STORE", own.resolve("files").toString()};
    String missing;
    String damaged;
    try (RunningParley running = RunningParley.start(own, settings)) {
      JsonNode one = stored(running.ask("POST", "/api/media", PNG, "Content-Type", RAW));
      JsonNode two = stored(running.ask("POST", "/api/media", "%PDF-1.7 a".getBytes(UTF_8)));
      var _ = stored(running.ask("POST", "/api/media", "%PDF-1.7 b".getBytes(UTF_8)));
      Files.delete(bytes(own.resolve("files"), one));
      Files.writeString(bytes(own.resolve("files"), two), "%PDF-1.7 c");
      missing = one.path("id").asString();
      damaged = two.path("id").asString();

      assertEquals(
          new FileAudit(3, 0, 0, List.of(missing), List.of(damaged)),
          Workbench.files(RunningParley.config(own, settings)));
    }
  }

  private static Path bytes(Path store, JsonNode file) {
    String hash = file.path("sha256").asString();
    return store.resolve(hash.substring(0, 2)).resolve(hash.substring(2, 4)).resolve(hash);
  }

  @Test
  void aTruncatedRecordingIsRefused() throws IOException {
    byte[] whole = sample("recording.webm");

    HttpResponse<String> answer = upload("/api/media", Arrays.copyOf(whole, 300));

    assertEquals(415, answer.statusCode(), answer.body());
    assertEquals(0, incoming());
  }

  @Test
  void anEmptyFileIsRefused() {
    assertEquals(400, parley.ask("POST", "/api/media", new byte[0]).statusCode());
  }

  @Test
  void aFileOfAHundredMegabytesAndOneByteIsRefused() throws IOException {
    long length = 100L * 1024 * 1024 + 1;
    try (Socket socket = parley.connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /api/media HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
              .formatted(length)
              .getBytes(US_ASCII));
      byte[] chunk = "a".repeat(64 * 1024).getBytes(US_ASCII);
      for (long left = length; left > 0; left -= chunk.length) {
        out.write(chunk, 0, (int) Math.min(left, chunk.length));
      }
      out.flush();

      assertTrue(line(socket).startsWith("HTTP/1.1 413"));
    }
  }

  private static String line(Socket socket) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int each = socket.getInputStream().read();
        each >= 0 && each != '\r';
        each = socket.getInputStream().read()) {
      line.write(each);
    }
    return line.toString(US_ASCII);
  }

  @Test
  void anUploadThatStopsIsRefusedAndLeavesNothing() throws IOException {
    try (Socket socket = parley.connect()) {
      socket
          .getOutputStream()
          .write(
              "POST /api/media HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc"
                  .getBytes(US_ASCII));
      socket.getOutputStream().flush();

      assertTrue(line(socket).startsWith("HTTP/1.1 408"));
    }
    assertEquals(0, incoming());
  }

  @Test
  void aPartIsServed() {
    JsonNode file = storedPng();

    HttpResponse<byte[]> part = parley.getBytes(path(file), "Range", "bytes=2-9");
    assertEquals(206, part.statusCode());
    assertArrayEquals(Arrays.copyOfRange(PNG, 2, 10), part.body());
    assertEquals("bytes 2-9/" + PNG.length, header(part, "Content-Range"));
    HttpResponse<byte[]> end = parley.getBytes(path(file), "Range", "bytes=-5");
    assertArrayEquals(Arrays.copyOfRange(PNG, PNG.length - 5, PNG.length), end.body());
    HttpResponse<byte[]> rest = parley.getBytes(path(file), "Range", "bytes=5000-");
    assertArrayEquals(Arrays.copyOfRange(PNG, 5000, PNG.length), rest.body());
    HttpResponse<byte[]> beyond = parley.getBytes(path(file), "Range", "bytes=9999-");
    assertEquals(416, beyond.statusCode());
    assertEquals("bytes */" + PNG.length, header(beyond, "Content-Range"));
    assertEquals(200, parley.get(path(file), "Range", "bytes=5-2,8-9").statusCode());
    HttpResponse<byte[]> other =
        parley.getBytes(path(file), "Range", "bytes=2-9", "If-Range", "\"other\"");
    assertEquals(200, other.statusCode());
  }

  @Test
  void anUnchangedFileIsNotSentAgain() {
    JsonNode file = storedPng();
    String etag = header(parley.getBytes(path(file)), "ETag");

    HttpResponse<String> again = parley.get(path(file), "If-None-Match", etag);

    assertEquals(304, again.statusCode());
    assertEquals("", again.body());
    assertEquals(200, parley.getBytes(path(file), "If-None-Match", "\"other\"").statusCode());
  }

  @Test
  void headReturnsTheSameHeaders() {
    JsonNode file = storedPng();

    HttpResponse<String> head = parley.ask("HEAD", path(file), new byte[0]);

    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    assertEquals(Integer.toString(PNG.length), header(head, "Content-Length"));
    assertEquals("bytes", header(head, "Accept-Ranges"));
  }

  @Test
  void nothingInAFileIsExecuted() {
    HttpResponse<byte[]> png = parley.getBytes(path(storedPng()));
    assertEquals("image/png", header(png, "Content-Type"));
    assertEquals("nosniff", header(png, "X-Content-Type-Options"));
    assertTrue(header(png, "Content-Security-Policy").startsWith("sandbox;"));
    assertEquals(
        "inline; filename=\"lid.png\"; filename*=UTF-8''lid.png",
        header(png, "Content-Disposition"));
    assertEquals("", header(png, "Content-Encoding"));

    JsonNode pdf = stored(upload("/api/media?name=%22a%22%C3%BC.pdf", "%PDF-1.7".getBytes(UTF_8)));
    assertEquals(
        "attachment; filename=\"a_.pdf\"; filename*=UTF-8''a%C3%BC.pdf",
        header(parley.getBytes(path(pdf)), "Content-Disposition"));
  }

  @Test
  void aFileIsNotCompressedAgain() {
    String path = path(storedPng());

    HttpResponse<byte[]> answer = parley.getBytes(path, "Accept-Encoding", "gzip");

    assertEquals("", header(answer, "Content-Encoding"));
    assertArrayEquals(PNG, answer.body());
  }

  @Test
  void theSameBytesAreStoredOnce() throws IOException {
    byte[] bytes = "%PDF-1.7 twice".getBytes(UTF_8);
    JsonNode one = stored(upload("/api/media?name=one.pdf", bytes));
    JsonNode two = stored(upload("/api/media?name=two.pdf", bytes));

    assertNotEquals(one.path("id"), two.path("id"));
    String hash = one.path("sha256").asString();
    Path file =
        folder.resolve("data/media").resolve(hash.substring(0, 2)).resolve(hash.substring(2, 4));
    try (Stream<Path> files = Files.list(file)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void unknownOrMissingFilesAreNotFound() throws IOException {
    JsonNode file = stored(upload("/api/media", "%PDF-1.7 lost".getBytes(UTF_8)));
    String hash = file.path("sha256").asString();
    Files.delete(
        folder
            .resolve("data/media")
            .resolve(hash.substring(0, 2))
            .resolve(hash.substring(2, 4))
            .resolve(hash));

    assertEquals(404, parley.get(path(file)).statusCode());
    assertEquals(404, parley.get("/api/media/med_" + "0".repeat(32)).statusCode());
    assertEquals(404, parley.get("/api/media/..%2f..%2fparley.db").statusCode());
  }

  @Test
  void aSignedLinkIsEnoughUntilItEnds(@TempDir Path own) {
    TestClock clock = TestClock.atNoon();
    try (RunningParley closed = RunningParley.start(own, clock, "ANONYMOUS", "none")) {
      assertEquals(401, closed.ask("POST", "/api/media", PNG).statusCode());
    }
    String path;
    try (RunningParley open = RunningParley.start(own, clock)) {
      path =
          RunningParley.json(open.ask("POST", "/api/media", PNG, "Content-Type", RAW))
              .path("url")
              .asString();
    }
    try (RunningParley closed = RunningParley.start(own, clock, "ANONYMOUS", "none")) {
      HttpResponse<byte[]> answer = closed.getBytes(path);
      assertEquals(200, answer.statusCode());
      assertTrue(header(answer, "Cache-Control").startsWith("public, max-age="));
      assertEquals(401, closed.get(path.substring(0, path.indexOf('?'))).statusCode());
      assertEquals(401, closed.get(path + "x").statusCode());
      assertEquals(401, closed.get(path.replace("med_", "med_0")).statusCode());
      clock.advance(Duration.ofDays(7));
      assertEquals(200, closed.getBytes(path).statusCode());
      clock.advance(Duration.ofDays(1));
      assertEquals(401, closed.get(path).statusCode());
    }
  }

  /// A key signs for 30 days.
  @Test
  void aLinkOutlivesTheReplacementOfTheKeyThatSignedIt(@TempDir Path own) {
    TestClock clock = TestClock.atNoon();
    String first = url(own, clock);
    clock.advance(Duration.ofDays(29));
    String last = url(own, clock);
    clock.advance(Duration.ofDays(2));
    String replaced = url(own, clock);

    assertEquals(key(first), key(last));
    assertNotEquals(key(last), key(replaced));
    try (RunningParley closed = RunningParley.start(own, clock, "ANONYMOUS", "none")) {
      assertEquals(200, closed.getBytes(last).statusCode());
      assertEquals(200, closed.getBytes(replaced).statusCode());
    }
  }

  /// Starts Parley, uploads a file, and returns the link to it.
  private static String url(Path own, TestClock clock) {
    try (RunningParley open = RunningParley.start(own, clock)) {
      HttpResponse<String> answer = open.ask("POST", "/api/media", PNG, "Content-Type", RAW);
      return stored(answer).path("url").asString();
    }
  }

  private static String key(String url) {
    return url.replaceFirst(".*&key=([^&]*)&.*", "$1");
  }

  @Test
  void linksBeginWithTheAddressOfACache(@TempDir Path own) {
    try (RunningParley behind =
        RunningParley.start(own, "MEDIA_BASE_URL", "https://cdn.example/chat/")) {
      HttpResponse<String> answer = behind.ask("POST", "/api/media", PNG, "Content-Type", RAW);

      String url = RunningParley.json(answer).path("url").asString();
      assertTrue(url.startsWith("https://cdn.example/chat/api/media/med_"), url);
      assertFalse(url.contains("null"), url);
    }
  }
}
