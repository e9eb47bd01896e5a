package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.Waiting;
import dev.parley.simulator.Fault;
import dev.parley.simulator.Faults;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.SimulatorOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Tests files that customers send, with a simulated Meta.
@Timeout(120)
final class IncomingFilesTest {

  @AutoClose
  private static final Simulator meta =
      Simulator.start(SimulatorOptions.defaults().verifyToken("verify").token("token"));

  @RegisterExtension
  static final RunningParley parley = RunningParley.with(RunningParley.through(meta));

  @BeforeAll
  static void connect() {
    parley.receiveFrom(meta);
  }

  private static void customerSends(String from, String type, String text) throws IOException {
    ObjectNode request =
        (ObjectNode)
            new ObjectMapper()
                .readTree(
                    "{\"from\":\"%s\",\"type\":\"%s\",\"text\":\"%s\"}"
                        .formatted(from, type, text));
    var _ = meta.incoming(request);
  }

  private static JsonNode message(String chat) {
    JsonNode answer = RunningParley.json(parley.get("/api/chats/" + chat));
    return answer.isArray() ? answer.path(answer.size() - 1) : answer;
  }

  private static JsonNode file(String chat) {
    return message(chat).path("content").path("media");
  }

  @Test
  void aPictureIsShownAtOnceAndReadableOnceItIsFetched() throws IOException {
    customerSends("15550200001", "image", "The lid");

    Waiting.until("the message is there", () -> message("15550200001").has("content"));
    Waiting.until(
        "the file is ready", () -> file("15550200001").path("status").asString().equals("ready"));
    JsonNode media = file("15550200001");
    assertEquals("image/png", media.path("mime_type").asString());
    HttpResponse<byte[]> bytes = parley.getBytes(media.path("url").asString());
    assertEquals(200, bytes.statusCode());
    assertEquals(media.path("size").asInt(), bytes.body().length);
    JsonNode listed =
        RunningParley.json(parley.get("/api/chats"))
            .valueStream()
            .filter(chat -> chat.path("wa_id").asString().equals("15550200001"))
            .findFirst()
            .orElseThrow();
    assertEquals(
        media.path("url"), listed.path("lastMessage").path("content").path("media").path("url"));
    assertEquals("The lid", message("15550200001").path("text").asString());
  }

  @Test
  void everyKindArrives() throws IOException {
    for (String type : new String[] {"video", "audio", "sticker", "document"}) {
      customerSends("15550200002", type, "");
      Waiting.until(
          type, () -> message("15550200002").path("message_type").asString().equals(type));
      Waiting.until(type, () -> file("15550200002").path("status").asString().equals("ready"));
      JsonNode media = file("15550200002");
      assertEquals(200, parley.getBytes(media.path("url").asString()).statusCode());
      assertEquals(type, message("15550200002").path("message_type").asString());
    }
  }

  @Test
  void anInterruptedDownloadIsRetried() throws IOException {
    meta.faults(Faults.calm().with(Fault.MEDIA_TRUNCATED, 1));
    customerSends("15550200003", "document", "list.pdf");
    Waiting.until(
        "the file waits", () -> file("15550200003").path("status").asString().equals("waiting"));
    assertTrue(parley.get("/metrics").body().contains("parley_files_waiting"));
    assertEquals(
        404, parley.get("/api/media/" + file("15550200003").path("id").asString()).statusCode());

    meta.faults(Faults.calm());

    Waiting.until(
        "the file is ready", () -> file("15550200003").path("status").asString().equals("ready"));
    assertEquals("list.pdf", file("15550200003").path("name").asString());
  }

  /// The bytes decide the type, not the type that WhatsApp names.
  @ParameterizedTest
  @CsvSource({
    "15550200006, <html><script>alert(1)</script></html>, text/html",
    "15550200007, <svg xmlns='http://www.w3.org/2000/svg'/>, image/svg+xml",
  })
  void aPageThatCameAsAPictureIsADownload(String from, String page, String type) throws Exception {
    String id = storedAtMeta(page);
    HttpResponse<String> webhook =
        parley.post(
            "/webhook",
            """
            {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
              "messaging_product":"whatsapp",
              "metadata":{"display_phone_number":"15550001111","phone_number_id":"310987654321098"},
              "contacts":[{"wa_id":"%1$s","profile":{"name":"Ann"}}],
              "messages":[{"from":"%1$s","id":"wamid.%1$s","timestamp":"%2$d","type":"image",
                "image":{"id":"%3$s","mime_type":"image/jpeg"}}]}}]}]}
            """
                .formatted(from, Instant.now().getEpochSecond(), id),
            "Content-Type",
            "application/json");
    assertEquals(200, webhook.statusCode(), webhook.body());
    Waiting.until("the file is ready", () -> file(from).path("status").asString().equals("ready"));

    HttpResponse<String> served = parley.get(file(from).path("url").asString());

    assertEquals(page, served.body());
    assertEquals(type, served.headers().firstValue("Content-Type").orElse(""));
    assertEquals("attachment", served.headers().firstValue("Content-Disposition").orElse(""));
    assertTrue(
        served
            .headers()
            .firstValue("Content-Security-Policy")
            .orElse("")
            .startsWith("sandbox; default-src 'none'"));
    assertFalse(file(from).has("thumbnail_url"));
  }

  /// Uploads a file to Meta with the type of a picture.
  private static String storedAtMeta(String bytes) throws Exception {
    String form =
        String.join(
            "\r\n",
            "--xyz",
            "Content-Disposition: form-data; name=\"messaging_product\"",
            "",
            "whatsapp",
            "--xyz",
            "Content-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"",
            "Content-Type: image/jpeg",
            "",
            bytes,
            "--xyz--",
            "");
    HttpRequest upload =
        HttpRequest.newBuilder(URI.create(meta.url() + "/v25.0/310987654321098/media"))
            .header("Authorization", "Bearer token")
            .header("Content-Type", "multipart/form-data; boundary=xyz")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(upload, BodyHandlers.ofString());
      assertEquals(200, answer.statusCode(), answer.body());
      return RunningParley.json(answer).path("id").asString();
    }
  }

  /// The file is requested by its id. The link in the message works for everybody who has it.
  @Test
  void aCustomersFileIsVisibleOnlyWithItsChat() throws IOException {
    SeveralAgents agents = SeveralAgents.of(parley);
    customerSends("15550200004", "image", "The lid");
    Waiting.until(
        "the file is ready", () -> file("15550200004").path("status").asString().equals("ready"));
    String id = file("15550200004").path("id").asString();
    String path = "/api/media/" + id;

    assertEquals(200, agents.give("15550200004", agents.ben().id(), null).statusCode());

    assertEquals(200, parley.get(path, agents.ben().headers()).statusCode());
    assertEquals(404, parley.get(path, agents.sam().headers()).statusCode());
    assertEquals(404, parley.get(path + "?size=thumb", agents.sam().headers()).statusCode());
    String body =
        "{\"wa_id\":\"15550200005\",\"content\":{\"type\":\"image\",\"media\":\"%s\"}}"
            .formatted(id);
    assertEquals(400, parley.post("/api/send", body, agents.sam().headers()).statusCode());
    assertEquals("[]", parley.get("/api/chats/15550200005").body());
  }
}
