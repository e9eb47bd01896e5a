package dev.parley.whatsapp.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Checks whether Meta sent a body: the header `X-Hub-Signature-256` must be `sha256=` and the
/// HMAC-SHA256, in hex, of exactly the bytes received, keyed with the secret of one of the
/// business's apps.
///
/// Several secrets are allowed: each app that is subscribed to an account signs with its own, and a
/// secret can be changed without losing a request. Safe for use by many threads. Source: Cloud API
/// docs, "Webhooks > Validating payloads".
public final class Signature {
  /// The header's name.
  public static final String HEADER = "X-Hub-Signature-256";

  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "sha256=";
  private static final int HEX_DIGITS = 64;

  private final List<SecretKeySpec> keys;

  /// @param appSecrets non-empty secrets; if there are none, no signature is valid
  public Signature(List<String> appSecrets) {
    this.keys = appSecrets.stream().map(Signature::key).toList();
  }

  /// The header of a `body` that is signed with `appSecret`.
  public static String header(String appSecret, byte[] body) {
    return PREFIX + HexFormat.of().formatHex(hmac(key(appSecret), body));
  }

  /// Whether `header` proves that `body` was signed with one of the secrets. Takes the same time
  /// whichever digit is wrong.
  ///
  /// @param header the header as it was received; null if it is absent
  public boolean proves(@Nullable String header, byte[] body) {
    if (header == null || !isWellFormed(header)) {
      return false;
    }
    byte[] claimed = HexFormat.of().parseHex(header, PREFIX.length(), header.length());
    boolean proved = false;
    for (SecretKeySpec key : keys) {
      proved |= MessageDigest.isEqual(claimed, hmac(key, body));
    }
    return proved;
  }

  private static boolean isWellFormed(String header) {
    if (header.length() != PREFIX.length() + HEX_DIGITS || !header.startsWith(PREFIX)) {
      return false;
    }
    for (int i = PREFIX.length(); i < header.length(); i++) {
      if (!HexFormat.isHexDigit(header.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static SecretKeySpec key(String appSecret) {
    return new SecretKeySpec(appSecret.getBytes(UTF_8), ALGORITHM);
  }

  private static byte[] hmac(SecretKeySpec key, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks " + ALGORITHM, e);
    }
  }
}
