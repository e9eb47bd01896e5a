package dev.parley.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/// Makes the key of a message. Two calls with the same key are attempts to send the same message.
/// It consists of the number and `biz_opaque_callback_data`, or if that is absent the whole body.
final class MessageKey {
  private MessageKey() {}

  static String of(String number, JsonNode body) {
    JsonNode callback = body.path("biz_opaque_callback_data");
    return number + '|' + (callback.isTextual() ? callback.asText() : hash(MetaJson.plain(body)));
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest).substring(0, 22);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks SHA-256", e);
    }
  }
}
