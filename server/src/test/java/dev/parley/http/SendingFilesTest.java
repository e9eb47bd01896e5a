package dev.parley.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import dev.parley.simulator.AcceptedMessage;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.SimulatorOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Tests files that Parley sends to customers, with a simulated Meta.
@Timeout(120)
final class SendingFilesTest {
  private static final byte[] PNG = "\u0089PNG\r\n\u001A\n and a picture".getBytes(ISO_8859_1);
  private static final byte[] PDF = "%PDF-1.7 a list".getBytes(UTF_8);
  private static final String NUMBER = "310987654321098";

  @AutoClose
  private static final Simulator meta =
      Simulator.start(SimulatorOptions.defaults().verifyToken("verify").token("token"));

  @RegisterExtension
  static final RunningParley parley = RunningParley.with(RunningParley.through(meta));

  @BeforeAll
  static void connect() {
    parley.receiveFrom(meta);
  }

  /// A customer whose window is open.
  private static String customer(String number) {
    var _ = meta.customerWrites(number, "Hello");
    Waiting.until(
        "the customer's message",
        () -> parley.get("/api/chats/" + number).body().contains("\"text\""));
    return number;
  }

  private static String upload(String name, byte[] bytes) {
    HttpResponse<String> answer =
        parley.ask("POST", "/api/media?name=" + name, bytes, "Content-Type", "application/x");
    assertEquals(201, answer.statusCode(), answer.body());
    return RunningParley.json(answer).path("id").asString();
  }

  private static HttpResponse<String> send(String to, String content) {
    return parley.post(
        "/api/send",
        "{\"wa_id\":\"%s\",\"content\":%s}".formatted(to, content),
        "Content-Type",
        "application/json");
  }

  private static AcceptedMessage taken(HttpResponse<String> sent) {
    assertEquals(201, sent.statusCode(), sent.body());
    String id = RunningParley.json(sent).path("message").path("id").asString();
    Waiting.until("WhatsApp has " + id, () -> find(id) != null);
    AcceptedMessage accepted = find(id);
    assertTrue(accepted != null);
    return accepted;
  }

  private static @Nullable AcceptedMessage find(String id) {
    return meta.ledger().accepted().stream()
        .filter(it -> id.equals(it.callback()))
        .findFirst()
        .orElse(null);
  }

  /// The bytes of a file at the simulated Meta.
  private static byte[] atMeta(String id) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String url = described(client, id).path("url").asString();
      return client.send(withToken(URI.create(url)), BodyHandlers.ofByteArray()).body();
    }
  }

  private static JsonNode described(HttpClient client, String id)
      throws IOException, InterruptedException {
    HttpResponse<String> where =
        client.send(withToken(URI.create(meta.url() + "/v25.0/" + id)), BodyHandlers.ofString());
    assertEquals(200, where.statusCode(), where.body());
    return RunningParley.json(where);
  }

  private static HttpRequest withToken(URI address) {
    return HttpRequest.newBuilder(address).header("Authorization", "Bearer token").build();
  }

  @Test
  void aPictureIsSentWithItsBytes() throws Exception {
    String to = customer("15550300001");
    String id = upload("lid.png", PNG);

    HttpResponse<String> sent =
        send(to, "{\"type\":\"image\",\"media\":\"%s\",\"caption\":\"The lid\"}".formatted(id));
    AcceptedMessage accepted = taken(sent);

    JsonNode content = RunningParley.json(sent).path("message").path("content");
    assertEquals(id, content.path("media").path("id").asString());
    assertTrue(content.path("media").path("url").asString().contains(id));
    assertTrue(content.path("id").isMissingNode());
    assertEquals("The lid", accepted.body().path("image").path("caption").asText());
    assertArrayEquals(PNG, atMeta(accepted.body().path("image").path("id").asText()));
  }

  /// A browser's recording arrives in the container that WhatsApp accepts.
  @ParameterizedTest
  @CsvSource({
    "image, picture.jpg, picture.jpg, image/jpeg",
    "image, picture.png, picture.png, image/png",
    "sticker, picture.webp, picture.webp, image/webp",
    "audio, tone.mp3, tone.mp3, audio/mpeg",
    "audio, tone.aac, tone.aac, audio/aac",
    "audio, tone.ogg, tone.ogg, audio/ogg",
    "audio, recording.webm, recording.webm.ogg, audio/ogg",
    "audio, recording.mp4, recording.mp4.ogg, audio/ogg",
    "video, clip.mp4, clip.mp4, video/mp4",
    "video, clip.3gp, clip.3gp, video/3gpp",
    "document, README.md, README.md, text/plain",
  })
  void everyKindArrivesWithItsBytesAndItsType(String kind, String name, String arrives, String type)
      throws Exception {
    Path files = Path.of("src", "test", "resources", "files");
    String to = customer("15550300006");
    String id = upload(name, Files.readAllBytes(files.resolve(name)));

    var file =
        taken(send(to, "{\"type\":\"%s\",\"media\":\"%s\"}".formatted(kind, id))).body().path(kind);

    String at = file.path("id").asText();
    assertArrayEquals(Files.readAllBytes(files.resolve(arrives)), atMeta(at));
    try (HttpClient client = HttpClient.newHttpClient()) {
      String said = described(client, at).path("mime_type").asString();
      assertEquals(type, said.split(";", 2)[0]);
    }
  }

  @Test
  void aFileIsUploadedOnceForManyMessages() {
    String to = customer("15550300002");
    String id = upload("list.pdf", PDF);
    String content = "{\"type\":\"document\",\"media\":\"%s\"}".formatted(id);

    var one = taken(send(to, content)).body().path("document");
    var two = taken(send(to, content)).body().path("document");

    assertEquals(one.path("id"), two.path("id"));
    assertEquals("list.pdf", one.path("filename").asText());
  }

  @Test
  void aFileThatMetaNoLongerHasIsUploadedAgain() throws Exception {
    String to = customer("15550300003");
    byte[] bytes = "%PDF-1.7 another list".getBytes(UTF_8);
    String id = upload("list.pdf", bytes);
    String content = "{\"type\":\"document\",\"media\":\"%s\"}".formatted(id);
    String first = taken(send(to, content)).body().path("document").path("id").asText();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest delete =
          HttpRequest.newBuilder(URI.create(meta.url() + "/v25.0/" + first))
              .header("Authorization", "Bearer token")
              .DELETE()
              .build();
      assertEquals(200, client.send(delete, BodyHandlers.ofString()).statusCode());
    }

    String second = taken(send(to, content)).body().path("document").path("id").asText();

    assertArrayEquals(bytes, atMeta(second));
  }

  @Test
  void filesThatCannotBeSentAreRefusedWithAReason() {
    String to = customer("15550300004");
    String png = upload("a.png", PNG);

    HttpResponse<String> asVideo = send(to, "{\"type\":\"video\",\"media\":\"%s\"}".formatted(png));
    HttpResponse<String> unknown =
        send(to, "{\"type\":\"image\",\"media\":\"med_%s\"}".formatted("0".repeat(32)));
    HttpResponse<String> twice =
        send(to, "{\"type\":\"image\",\"media\":\"%s\",\"id\":\"1\"}".formatted(png));

    assertEquals(400, asVideo.statusCode());
    assertTrue(asVideo.body().contains("can be sent as image only"), asVideo.body());
    assertTrue(asVideo.body().contains("content.media"), asVideo.body());
    assertEquals(400, unknown.statusCode());
    assertTrue(unknown.body().contains("POST /api/media"), unknown.body());
    assertEquals(400, twice.statusCode());
  }

  @Test
  void programsForMetasApiUploadAndSendTheSameWay() throws Exception {
    String to = customer("15550300005");
    String form =
        String.join(
            "\r\n",
            "--xyz",
            "Content-Disposition: form-data; name=\"messaging_product\"",
            "",
            "whatsapp",
            "--xyz",
            "Content-Disposition: form-data; name=\"file\"; filename=\"list.pdf\"",
            "Content-Type: application/pdf",
            "",
            "%PDF-1.7 of a bot",
            "--xyz--",
            "");
    HttpResponse<String> uploaded =
        parley.ask(
            "POST",
            "/v25.0/" + NUMBER + "/media",
            form.getBytes(UTF_8),
            "Content-Type",
            "multipart/form-data; boundary=xyz");
    assertEquals(200, uploaded.statusCode(), uploaded.body());
    String id = RunningParley.json(uploaded).path("id").asString();

    JsonNode where = RunningParley.json(parley.get("/v25.0/" + id));
    assertEquals("application/pdf", where.path("mime_type").asString());
    String path = URI.create(where.path("url").asString()).getRawPath();
    assertEquals("%PDF-1.7 of a bot", parley.get(path).body());
    HttpResponse<String> sent =
        parley.post(
            "/v25.0/" + NUMBER + "/messages",
            """
            {"messaging_product":"whatsapp","to":"%s","type":"document","document":{"id":"%s"}}
            """
                .formatted(to, id),
            "Content-Type",
            "application/json");
    assertEquals(200, sent.statusCode(), sent.body());
    String message = RunningParley.json(sent).path("messages").path(0).path("id").asString();
    Waiting.until("WhatsApp has it", () -> find(message) != null);
    AcceptedMessage accepted = find(message);
    assertTrue(accepted != null);
    assertArrayEquals(
        "%PDF-1.7 of a bot".getBytes(UTF_8),
        atMeta(accepted.body().path("document").path("id").asText()));
  }
}
