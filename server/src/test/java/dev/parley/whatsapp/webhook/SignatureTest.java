package dev.parley.whatsapp.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SignatureTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final Signature SIGNATURE = new Signature(List.of(SECRET));

  private static final String BODY =
      """
      {"object":"whatsapp_business_account","entry":[]}\
      """;
  private static final String BODY_HMAC =
      "eefab58106e73358686845848feb95c56372e7391b3dc050b6a31c8c5f347ece";

  private static final String ESCAPED =
      """
      {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages",\
      "value":{"messages":[{"id":"wamid.T","text":{"body":\
      "caf\\u00e9 \\ud83d\\ude00 https:\\/\\/example.com\\/a"}}]}}]}]}\
      """;
  private static final String ESCAPED_HMAC =
      "c902b87b2d9deec6697ed58d5bbdb6bad1805bf3c42b01ad8d060963ea159d3f";

  private static final String UNESCAPED =
      """
      {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages",\
      "value":{"messages":[{"id":"wamid.T","text":{"body":\
      "café 😀 https://example.com/a"}}]}}]}]}\
      """;
  private static final String UNESCAPED_HMAC =
      "26d8d821475613e2549b3b5b702b3a1e07a3c6d61a129dc75932cb37d02b47ae";

  @Test
  void aBodySignedWithTheSecretIsValid() {
    assertTrue(SIGNATURE.proves("sha256=" + BODY_HMAC, BODY.getBytes(UTF_8)));
  }

  @Test
  void theSignatureCoversTheExactBytes() {
    byte[] escaped = ESCAPED.getBytes(UTF_8);
    byte[] unescaped = UNESCAPED.getBytes(UTF_8);

    assertTrue(SIGNATURE.proves("sha256=" + ESCAPED_HMAC, escaped));
    assertTrue(SIGNATURE.proves("sha256=" + UNESCAPED_HMAC, unescaped));
    assertFalse(SIGNATURE.proves("sha256=" + ESCAPED_HMAC, unescaped));
    assertFalse(SIGNATURE.proves("sha256=" + UNESCAPED_HMAC, escaped));
  }

  @Test
  void anyOfSeveralSecretsProves() {
    Signature several = new Signature(List.of("an older secret", SECRET, "another app's"));

    assertTrue(several.proves("sha256=" + BODY_HMAC, BODY.getBytes(UTF_8)));
  }

  @Test
  void anotherSecretIsInvalid() {
    Signature other = new Signature(List.of("another secret"));

    assertFalse(other.proves("sha256=" + BODY_HMAC, BODY.getBytes(UTF_8)));
  }

  @Test
  void aBodyThatDiffersInOneByteIsNotProved() {
    byte[] body = ESCAPED.getBytes(UTF_8);

    for (int i = 0; i < body.length; i++) {
      byte[] changed = body.clone();
      changed[i] ^= 1;
      assertFalse(SIGNATURE.proves("sha256=" + ESCAPED_HMAC, changed), "byte " + i);
    }
  }

  @Test
  void aSignatureThatDiffersInOneDigitProvesNothing() {
    byte[] body = BODY.getBytes(UTF_8);

    for (int i = 0; i < BODY_HMAC.length(); i++) {
      char other = BODY_HMAC.charAt(i) == '0' ? '1' : '0';
      String wrong = BODY_HMAC.substring(0, i) + other + BODY_HMAC.substring(i + 1);
      assertFalse(SIGNATURE.proves("sha256=" + wrong, body), wrong);
    }
  }

  @Test
  void aTruncatedSignatureProvesNothing() {
    for (int length = 0; length < BODY_HMAC.length(); length++) {
      String header = "sha256=" + BODY_HMAC.substring(0, length);
      assertFalse(SIGNATURE.proves(header, BODY.getBytes(UTF_8)), header);
    }
  }

  @Test
  void withoutSecretsNoSignatureIsValid() {
    assertFalse(new Signature(List.of()).proves("sha256=" + BODY_HMAC, BODY.getBytes(UTF_8)));
  }

  @Test
  void aMissingHeaderProvesNothing() {
    assertFalse(SIGNATURE.proves(null, BODY.getBytes(UTF_8)));
  }

  @Test
  void upperCaseHexIsTheSameSignature() {
    String header = "sha256=" + BODY_HMAC.toUpperCase(Locale.ROOT);

    assertTrue(SIGNATURE.proves(header, BODY.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256=",
        BODY_HMAC,
        "sha1=" + BODY_HMAC,
        "SHA256=" + BODY_HMAC,
        "sha256=" + BODY_HMAC + "00",
        "sha256= eefab58106e73358686845848feb95c56372e7391b3dc050b6a31c8c5f347ec",
        "sha256=zefab58106e73358686845848feb95c56372e7391b3dc050b6a31c8c5f347ece",
        "sha256=０efab58106e73358686845848feb95c56372e7391b3dc050b6a31c8c5f347ece",
        "sha256=efab58106e73358686845848feb95c56372e7391b3dc050b6a31c8c5f347ece"
      })
  void aMalformedHeaderProvesNothing(String header) {
    assertFalse(SIGNATURE.proves(header, BODY.getBytes(UTF_8)));
  }
}
