package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests webhooks that must be signed: every signed body is kept, whatever it contains, and no
/// other is.
final class SignedWebhooksTest {
  private static final String MESSAGE =
      "{\"wa_id\":\"%s\",\"text\":\"%s\"}".formatted(FrontDoor.PHONE, FrontDoor.WORDS);

  @RegisterExtension
  static final FrontDoor door = FrontDoor.with("WHATSAPP_APP_SECRET", FrontDoor.TOKEN);

  @ParameterizedTest
  @ValueSource(strings = {"", "\0", "{", "[[[[", "kumquat-marmalade", "{\"a\":1e}", "[1,2]", "{}"})
  void signedBodiesAreKept(String body) throws Exception {
    Answer answer = post(body.getBytes(UTF_8), signature(body.getBytes(UTF_8)));

    assertEquals(200, answer.status(), answer::toString);
    assertEquals(1, answer.count("unprocessed"), answer::toString);
  }

  @Test
  void signedBodiesAreKeptEvenIfTheyAreNotUtf8() throws Exception {
    byte[] body = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};

    Answer answer = post(body, signature(body));

    assertEquals(1, answer.count("unprocessed"), answer::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256=",
        "sha256=00",
        "sha1=0000000000000000000000000000000000000000",
        "sha256=zz00000000000000000000000000000000000000000000000000000000000000",
        "sha256=0000000000000000000000000000000000000000000000000000000000000000",
        "sha256=\u00e9\u00ff",
        "\u0663"
      })
  void unsignedBodiesAreRefused(String signature) throws IOException {
    assertEquals("unauthorized", post(MESSAGE.getBytes(UTF_8), signature).error());
  }

  @Test
  void aSignatureOfAnotherBodyProvesNothing() throws Exception {
    byte[] other = (MESSAGE + " ").getBytes(UTF_8);

    assertEquals("unauthorized", post(MESSAGE.getBytes(UTF_8), signature(other)).error());
  }

  private static Answer post(byte[] body, String signature) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        "POST /webhook HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(signature, body.length)
            .getBytes(ISO_8859_1));
    request.writeBytes(body);
    return door.ask(request.toByteArray());
  }

  private static String signature(byte[] body) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(FrontDoor.TOKEN.getBytes(UTF_8), "HmacSHA256"));
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
  }
}
