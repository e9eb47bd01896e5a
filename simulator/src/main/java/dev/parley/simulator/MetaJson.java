package dev.parley.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// JSON as Meta writes it, and its signature.
///
/// In a webhook, all characters except ASCII are escaped, in lower-case hex, and `/` is written
/// with a backslash; the signature is over those bytes. Source: "Webhooks > Validating payloads",
/// and, for `/`, what integrators report.
final class MetaJson {
  private static final JsonMapper PLAIN =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(64).build())
                  .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .build())
          .build();
  private static final JsonMapper ESCAPED =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .build();

  private MetaJson() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /// @throws IOException if the bytes are not JSON
  static JsonNode parse(byte[] bytes) throws IOException {
    return PLAIN.readTree(bytes);
  }

  /// The JSON on one line, in UTF-8.
  static byte[] plain(JsonNode node) {
    return write(PLAIN, node).getBytes(UTF_8);
  }

  /// The bytes of a webhook.
  static byte[] escaped(JsonNode node) {
    return write(ESCAPED, node).getBytes(UTF_8);
  }

  /// The header `X-Hub-Signature-256` for a body.
  static String signature(String appSecret, byte[] body) {
    return "sha256=" + hmac(appSecret, body);
  }

  /// The proof that the caller knows the app secret, in hex.
  static String hmac(String appSecret, String text) {
    return hmac(appSecret, text.getBytes(UTF_8));
  }

  private static String hmac(String appSecret, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(appSecret.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks HmacSHA256", e);
    }
  }

  private static String write(JsonMapper mapper, JsonNode node) {
    try {
      return mapper.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree cannot be written as JSON", e);
    }
  }
}
