package dev.parley.hooks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.hooks.HookSecret;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The headers of a signed message. Source: Standard Webhooks specification, "Webhook Headers
/// (Sending Metadata to Consumers)" and "Symmetric".
///
/// ```
/// webhook-id: evt_2s-1k9x0f3
/// webhook-timestamp: 1764244800
/// webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
/// ```
final class StandardWebhooks {
  private static final String ALGORITHM = "HmacSHA256";

  private StandardWebhooks() {}

  /// @param id the id of the event, the same for every attempt
  /// @param at the time of this attempt; sent in whole seconds
  static Map<String, String> headers(HookSecret secret, String id, Instant at, byte[] body) {
    String timestamp = Long.toString(at.getEpochSecond());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", timestamp);
    headers.put("webhook-signature", "v1," + signature(secret, id + "." + timestamp + ".", body));
    return headers;
  }

  private static String signature(HookSecret secret, String before, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.key(), ALGORITHM));
      mac.update(before.getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
