package dev.parley.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests settings of token issuers that would accept tokens of others.
final class TokenIssuersTest {
  private static final String SECRET = "JWT_SECRET";
  private static final String URL = "JWT_JWKS_URL";
  private static final String PUBLIC = "JWT_PUBLIC_KEY";
  private static final String LONG_SECRET = "a secret of thirty-two bytes or so";

  @TempDir private Path folder;

  private ParleyConfig load(Map<String, String> key) {
    Map<String, String> settings = new HashMap<>(key);
    settings.put("JWT_ISSUER", "shop");
    settings.put("JWT_AUDIENCE", "parley");
    return ParleyConfig.load(settings, folder);
  }

  private void refused(String why, Map<String, String> key) {
    String sentence =
        String.valueOf(assertThrows(InvalidConfig.class, () -> load(key)).getMessage());
    assertTrue(sentence.contains(why), sentence);
  }

  private static String pem(String algorithm, int bits) throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance(algorithm);
    keys.initialize(bits);
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(keys.generateKeyPair().getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  @Test
  void aSecretHas32Bytes() {
    refused("less than 32 bytes", Map.of(SECRET, "x".repeat(31)));
    assertEquals(1, load(Map.of(SECRET, "x".repeat(32))).access().issuers().size());
  }

  /// An attacker on the network path could insert their own keys.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.example/keys",
        "http://localhost.id.example/keys",
        "http://192.168.178.20/keys",
        "ftp://id.example/keys",
        "file:///etc/keys",
        "id.example/keys",
        "https:///keys"
      })
  void keysComeByHttps(String url) {
    refused("not an https URL", Map.of(URL, url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://id.example/keys", "http://localhost:8080/keys", "http://127.0.0.1/keys"})
  void keysMayComeFromThisMachineInPlain(String url) {
    assertEquals(1, load(Map.of(URL, url)).access().issuers().size());
  }

  @ParameterizedTest
  @CsvSource({"RSA, 1024, 0", "RSA, 2048, 1", "EC, 256, 1"})
  void aShortKeyIsNoKey(String algorithm, int bits, int issuers) throws Exception {
    Map<String, String> key = Map.of(PUBLIC, pem(algorithm, bits));
    if (issuers == 0) {
      refused("RSA of 2048 bits or more", key);
    } else {
      assertEquals(issuers, load(key).access().issuers().size());
    }
  }

  /// With several kinds of keys, a token would choose the kind that checks it.
  @Test
  void anIssuerHasOneKindOfKey() throws Exception {
    refused("and not several", Map.of());
    refused("and not several", Map.of(SECRET, LONG_SECRET, PUBLIC, pem("EC", 256)));
    refused("and not several", Map.of(URL, "https://id.example/keys", SECRET, LONG_SECRET));
  }

  @Test
  void anIssuerIsNamedOnce() throws Exception {
    String again =
        "[{\"issuer\": \"shop\", \"audience\": \"parley\", \"secret\": \"%s\"}]"
            .formatted(LONG_SECRET);
    Path file = Files.writeString(folder.resolve("issuers.json"), again);

    refused("twice", Map.of(SECRET, LONG_SECRET, "JWT_ISSUERS_FILE", file.toString()));
  }
}
