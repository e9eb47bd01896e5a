package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookEndpointsTest {
  private static final String HELLO = "{\"wa_id\":\"1\",\"text\":\"Hello\",\"id\":\"m1\"}";
  private static final String ASK =
      "/webhook?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=";
  private static RunningParley signed;
  private static RunningParley open;

  @BeforeAll
  static void start(@TempDir Path folder, @TempDir Path other) {
    signed =
        RunningParley.start(
            folder, "WHATSAPP_APP_SECRET", "old,new", "WEBHOOK_VERIFY_TOKEN", "token");
    open = RunningParley.start(other);
  }

  @AfterAll
  static void stop() {
    signed.close();
    open.close();
  }

  @Test
  void statusesShowInTheFourWordsThatOldClientsKnow() {
    open.post("/api/send", "{\"wa_id\":\"44\",\"text\":\"Listen\",\"id\":\"voice-1\"}");

    open.post("/webhook", "{\"id\":\"voice-1\",\"status\":\"played\"}");

    var message = json(open.get("/api/chats/44")).get(0);
    assertEquals("read", message.get("status").stringValue());
    assertEquals("played", message.get("delivery").stringValue());
    assertTrue(message.get("status_times").has("played"));
  }

  @Test
  void compressedBodiesAreDecompressedAndSignedAsSent() throws Exception {
    byte[] hello = "{\"wa_id\":\"1\",\"text\":\"Packed\",\"id\":\"gzip-1\"}".getBytes(UTF_8);
    byte[] packed = gzip(hello);

    HttpResponse<String> taken =
        signed.ask(
            "POST",
            "/webhook",
            packed,
            "Content-Encoding",
            "gzip",
            "X-Hub-Signature-256",
            signatureOf(packed, "new"));
    HttpResponse<String> wrong =
        signed.ask(
            "POST",
            "/webhook",
            packed,
            "Content-Encoding",
            "gzip",
            "X-Hub-Signature-256",
            signatureOf(hello, "new"));

    assertEquals(200, taken.statusCode(), taken.body());
    assertEquals(1, json(taken).get("messages").intValue());
    assertEquals(401, wrong.statusCode());
  }

  @Test
  void compressionThatIsUnknownBrokenOrABombIsRefused() throws Exception {
    byte[] bomb = gzip(new byte[64 * 1024 * 1024]);

    assertEquals(415, packed("br", gzip(new byte[1])).statusCode());
    assertEquals(400, packed("gzip", "{}".getBytes(UTF_8)).statusCode());
    assertEquals(400, packed("deflate", bomb).statusCode());
    assertEquals(413, packed("gzip", bomb).statusCode());
    assertEquals(200, packed("identity", HELLO.getBytes(UTF_8)).statusCode());
  }

  private static HttpResponse<String> packed(String coding, byte[] body) {
    return open.ask("POST", "/webhook", body, "Content-Encoding", coding);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  @Test
  void theChallengeIsReturnedForTheRightToken() {
    HttpResponse<String> answer = signed.get(ASK + "token");

    assertEquals(200, answer.statusCode());
    assertEquals("1158201444", answer.body());
    assertTrue(answer.headers().firstValue("Content-Type").get().startsWith("text/plain"));
  }

  @Test
  void anotherTokenIsForbidden() {
    assertEquals(403, signed.get(ASK + "tokem").statusCode());
    assertEquals(403, signed.get(ASK).statusCode());
  }

  @Test
  void verificationNeedsAConfiguredToken() {
    assertEquals(403, open.get(ASK).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?hub.mode=subscribe", "?hub.mode=subscribe&hub.verify_token=token"})
  void aMissingParameterIsNamed(String query) {
    HttpResponse<String> answer = signed.get("/webhook" + query);

    assertEquals(400, answer.statusCode());
    assertTrue(json(answer).get("details").size() > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"old", "new"})
  void aCallSignedWithAnyConfiguredSecretIsAccepted(String secret) {
    String body = HELLO.replace("m1", secret);

    assertEquals(1, json(post(signed, body, signature(secret, body))).get("messages").intValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha256=", "sha256=zz", "sha1=00"})
  void aBadSignatureIsRefusedAndLeavesNothing(String signature) {
    HttpResponse<String> answer = post(signed, HELLO.replace("\"1\"", "\"2\""), signature);

    assertEquals(401, answer.statusCode());
    assertEquals("unauthorized", json(answer).get("code").stringValue());
    assertEquals("[]", signed.get("/api/chats/2").body());
  }

  @Test
  void aRefusedSignatureIsCounted(@TempDir Path folder) {
    try (RunningParley own = RunningParley.start(folder, "WHATSAPP_APP_SECRET", "new")) {
      own.post("/webhook", HELLO);

      assertTrue(own.get("/metrics").body().contains("parley_webhook_signature_refused_total 1.0"));
    }
  }

  @Test
  void signedBodiesThatAreNotJsonAreKept() {
    HttpResponse<String> answer = post(signed, "{broken", signature("new", "{broken"));

    assertEquals(200, answer.statusCode());
    assertEquals(1, json(answer).get("unprocessed").intValue());
  }

  @Test
  void unsignedBodiesThatAreNotJsonAreRefused() {
    assertEquals(400, open.post("/webhook", "{broken").statusCode());
  }

  @Test
  void theSameMessageTwiceIsADuplicate() {
    open.post("/webhook", HELLO.replace("m1", "m2"));

    assertEquals(
        "{\"success\":true,\"messages\":0,\"statuses\":0,\"duplicates\":1,\"ignored\":0,\"unprocessed\":0}",
        open.post("/webhook", HELLO.replace("m1", "m2")).body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/octet-stream", "nonsense"})
  void jsonOfAnotherTypeIsStillRead(String type) {
    HttpResponse<String> answer =
        open.post("/webhook", "{\"wa_id\":\"5\",\"text\":\"x\"}", "Content-Type", type);

    assertEquals(1, json(answer).get("messages").intValue());
  }

  @Test
  void aFormIsAFlatObject() {
    HttpResponse<String> answer =
        open.post(
            "/webhook", "wa_id=6&text=a+form", "Content-Type", "application/x-www-form-urlencoded");

    assertEquals(1, json(answer).get("messages").intValue());
    assertEquals("a form", json(open.get("/api/chats/6")).get(0).get("text").stringValue());
  }

  private static HttpResponse<String> post(RunningParley parley, String body, String signature) {
    return Optional.of(signature)
        .filter(it -> !it.isEmpty())
        .map(it -> parley.post("/webhook", body, "X-Hub-Signature-256", it))
        .orElseGet(() -> parley.post("/webhook", body));
  }

  private static String signature(String secret, String body) {
    return signatureOf(body.getBytes(UTF_8), secret);
  }

  private static String signatureOf(byte[] body, String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
