package dev.parley.hooks;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/// The secret that signs a hook's messages, in the form of Standard Webhooks: `whsec_` and 24 to 64
/// bytes in base64. Prints as `****`.
///
/// Source: Standard Webhooks specification, "Signature scheme".
///
/// @param text the secret in the form that the receiver needs
public record HookSecret(String text) {
  /// The allowed form, for error messages.
  public static final String ALLOWED = "must be whsec_ followed by 24 to 64 bytes in base64";

  private static final String PREFIX = "whsec_";
  private static final int LEAST = 24;
  private static final int MOST = 64;
  private static final int MADE = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  public HookSecret {
    if (parse(text).isEmpty()) {
      throw new IllegalArgumentException("a secret " + ALLOWED);
    }
  }

  /// Makes a new secret.
  public static HookSecret make() {
    byte[] key = new byte[MADE];
    RANDOM.nextBytes(key);
    return new HookSecret(PREFIX + Base64.getEncoder().encodeToString(key));
  }

  /// Whether a text is a secret.
  public static boolean isValid(String text) {
    return parse(text).isPresent();
  }

  /// The bytes of the key.
  public byte[] key() {
    return parse(text).orElseThrow();
  }

  private static Optional<byte[]> parse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
      return key.length < LEAST || key.length > MOST ? Optional.empty() : Optional.of(key);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "****";
  }
}
