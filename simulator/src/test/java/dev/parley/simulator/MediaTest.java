package dev.parley.simulator;

import static dev.parley.simulator.Business.ALICE;
import static dev.parley.simulator.Business.NUMBER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.simulator.Business.Got;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files: uploaded, described, downloaded, deleted; and those of customers.
final class MediaTest {
  private Receiver receiver;
  private Simulator simulator;
  private Business business;

  @BeforeEach
  void start() throws IOException {
    receiver = new Receiver();
    simulator = Simulator.start(SimulatorOptions.defaults().token("token").webhook(receiver.url()));
    business = new Business(simulator);
  }

  @AfterEach
  void stop() {
    simulator.close();
    receiver.close();
  }

  private Got upload(String type, String content) {
    String form =
        """
        --frontier
        Content-Disposition: form-data; name="messaging_product"

        whatsapp
        --frontier
        Content-Disposition: form-data; name="type"

        %s
        --frontier
        Content-Disposition: form-data; name="file"; filename="a.txt"
        Content-Type: %s

        %s
        --frontier--
        """
            .formatted(type, type, content)
            .replace("\n", "\r\n");
    return business.call(
        "POST", "/v25.0/" + NUMBER + "/media", form, "multipart/form-data; boundary=frontier");
  }

  @Test
  void uploadedFilesCanBeDownloadedAndSent() throws Exception {
    String id = upload("text/plain", "prices").json().path("id").asText();
    simulator.customerWrites(ALICE, "Hi");

    JsonNode described = business.get("/v25.0/" + id).json();

    assertEquals("text/plain", described.path("mime_type").asText());
    assertEquals("6", described.path("file_size").textValue());
    assertEquals(sha256("prices"), described.path("sha256").asText());
    assertEquals("prices", business.get(described.path("url").asText()).body());
    assertEquals(200, business.type("document", "{\"id\": \"" + id + "\"}").status());
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aDownloadUrlExpiresAfterFiveMinutes() {
    String id = upload("text/plain", "prices").json().path("id").asText();
    String address = business.get("/v25.0/" + id).json().path("url").asText();

    simulator.clock().advance(Duration.ofMinutes(5).plusSeconds(1));

    assertEquals(404, business.get(address).status());
    String fresh = business.get("/v25.0/" + id).json().path("url").asText();
    assertEquals(200, business.get(fresh).status());
  }

  @Test
  void aDownloadUrlNeedsTheToken() {
    String id = upload("text/plain", "prices").json().path("id").asText();
    String address = business.get("/v25.0/" + id).json().path("url").asText();

    assertEquals(401, new Business(simulator).withToken("").get(address).status());
  }

  @Test
  void anUploadIsKeptForThirtyDays() {
    String id = upload("text/plain", "prices").json().path("id").asText();

    simulator.clock().advance(Duration.ofDays(30).plusSeconds(60));

    assertEquals(33, business.get("/v25.0/" + id).json().at("/error/error_subcode").asInt());
  }

  @Test
  void aDeletedFileIsGone() {
    String id = upload("text/plain", "prices").json().path("id").asText();

    assertEquals("{\"success\":true}", business.delete("/v25.0/" + id).body());
    assertEquals(100, business.get("/v25.0/" + id).code());
  }

  @ParameterizedTest
  @CsvSource({"text/html, 100", "image/gif, 100", "audio/opus, 100"})
  void someTypesCannotBeSent(String type, int code) {
    Got got = upload(type, "content");

    assertEquals(code, got.code());
    assertTrue(got.message().contains("image/jpeg"), got.body());
  }

  @Test
  void aStickerHasAtMostHalfAMegabyte() {
    assertEquals(200, upload("image/webp", "a".repeat(512_000)).status());
    assertEquals(131053, upload("image/webp", "a".repeat(512_001)).code());
  }

  @Test
  void aCustomersFileHasAHashAndIsKeptForSevenDays() throws Exception {
    simulator.incoming(MetaJson.object().put("from", ALICE).put("type", "image").put("text", "A"));

    JsonNode image =
        receiver
            .await(came -> came.size() == 1)
            .getFirst()
            .values()
            .getFirst()
            .at("/messages/0/image");
    String id = image.path("id").asText();
    byte[] bytes = download(business.get("/v25.0/" + id).json().path("url").asText());
    simulator.clock().advance(Duration.ofDays(7).plusSeconds(60));

    assertEquals("A", image.path("caption").asText());
    assertArrayEquals(
        Base64.getDecoder().decode(image.path("sha256").asText()),
        MessageDigest.getInstance("SHA-256").digest(bytes));
    assertEquals(100, business.get("/v25.0/" + id).code());
  }

  @Test
  void aDownloadMayEndBeforeItsEnd() {
    String id = upload("text/plain", "prices").json().path("id").asText();
    String address = business.get("/v25.0/" + id).json().path("url").asText();
    simulator.faults(Faults.calm().with(Fault.MEDIA_TRUNCATED, 1));

    assertThrows(IOException.class, () -> download(address));
  }

  @Test
  void aDownloadMayBeGone() {
    String id = upload("text/plain", "prices").json().path("id").asText();
    String address = business.get("/v25.0/" + id).json().path("url").asText();
    simulator.faults(Faults.calm().with(Fault.MEDIA_GONE, 1));

    assertEquals(404, business.get(address).status());
  }

  @Test
  void aDownloadMayHaveOtherBytes() throws Exception {
    String id = upload("text/plain", "prices").json().path("id").asText();
    JsonNode described = business.get("/v25.0/" + id).json();
    simulator.faults(Faults.calm().with(Fault.MEDIA_WRONG_BYTES, 1));

    byte[] bytes = download(described.path("url").asText());

    assertEquals(6, bytes.length);
    assertNotEquals(
        described.path("sha256").asText(), sha256(new String(bytes, StandardCharsets.UTF_8)));
  }

  @Test
  void aDownloadMayFailOrRedirect() {
    String id = upload("text/plain", "prices").json().path("id").asText();
    String address = business.get("/v25.0/" + id).json().path("url").asText();

    simulator.faults(Faults.calm().with(Fault.MEDIA_BROKEN, 1));
    assertEquals(500, business.get(address).status());
    simulator.faults(Faults.calm().with(Fault.MEDIA_REDIRECT, 1));
    assertEquals(302, business.get(address).status());
  }

  @Test
  void aDownloadMayHaveNoEnd() throws Exception {
    String id = upload("text/plain", "prices").json().path("id").asText();
    String address = business.get("/v25.0/" + id).json().path("url").asText();
    simulator.faults(Faults.calm().with(Fault.MEDIA_ENDLESS, 1));

    assertEquals(64 << 20, download(address).length);
  }

  private byte[] download(String address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer =
          client.send(business.request(address).build(), BodyHandlers.ofByteArray());
      assertEquals(200, answer.statusCode());
      return answer.body();
    }
  }
}
