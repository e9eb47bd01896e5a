package dev.parley.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/// Random secrets that give access, and the hashes under which they are stored. They have so many
/// random bits that a slow hash would add no security. Safe for use by many threads.
final class Secrets {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int BYTES = 32;

  /// The length of a [#cookie].
  static final int COOKIE_LETTERS = 43;

  private static final int LINK_BYTES = 16;
  private static final int AUTHENTICATOR_BYTES = 20;
  private static final int RECOVERY_GROUPS = 4;
  private static final int RECOVERY_GROUP = 4;
  private static final int ID_LETTERS = 10;
  private static final int CHECK_LETTERS = 8;
  private static final String KEY = "parley_";

  private Secrets() {}

  /// The two parts of an API key.
  ///
  /// @param id may be seen
  /// @param secret 43 characters of `A-Z a-z 0-9 _ -`
  record Key(String id, String secret) {
    /// The whole key, as users receive it: `parley_<id>_<secret><check>`. The check detects a
    /// truncated or mistyped key before anything is looked up.
    String whole() {
      return KEY + id + "_" + secret + check(id + "_" + secret);
    }
  }

  /// The secret that an authenticator app shares with Parley: as long as the hash that the app
  /// uses. Source: RFC 4226, 4.
  static byte[] authenticatorSecret() {
    byte[] secret = new byte[AUTHENTICATOR_BYTES];
    RANDOM.nextBytes(secret);
    return secret;
  }

  /// A code that people write down, `4f7k-2m9q-3xtr-b8ny`: with so many possible values that a slow
  /// hash would add no security.
  static String recoveryCode() {
    return IntStream.range(0, RECOVERY_GROUPS)
        .mapToObj(_ -> letters(RECOVERY_GROUP))
        .collect(Collectors.joining("-"));
  }

  /// A new session's cookie.
  static String cookie() {
    return random(BYTES);
  }

  /// The secret of a one-time link: 22 characters.
  static String link() {
    return random(LINK_BYTES);
  }

  static Key key() {
    return new Key(id(), random(BYTES));
  }

  /// An id: random, not secret, easy to read.
  static String id() {
    return letters(ID_LETTERS);
  }

  private static String letters(int count) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < count; i++) {
      letters.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return letters.toString();
  }

  /// The parts of a whole key; empty if the text is not a key.
  static Optional<Key> parse(String whole) {
    int secret = KEY.length() + ID_LETTERS + 1;
    if (!whole.startsWith(KEY)
        || whole.length() != secret + 43 + CHECK_LETTERS
        || whole.charAt(secret - 1) != '_') {
      return Optional.empty();
    }
    int check = whole.length() - CHECK_LETTERS;
    String plain = whole.substring(KEY.length(), check);
    return check(plain).equals(whole.substring(check))
        ? Optional.of(
            new Key(whole.substring(KEY.length(), secret - 1), whole.substring(secret, check)))
        : Optional.empty();
  }

  /// Whether a text looks like a key, complete or not.
  static boolean isKey(String word) {
    return word.startsWith(KEY);
  }

  /// The form in which a secret is stored: SHA-256, in hexadecimal digits.
  static String hash(String secret) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks SHA-256", e);
    }
  }

  /// Compares in a time that does not depend on where the texts differ.
  static boolean equal(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }

  private static String check(String plain) {
    CRC32 crc = new CRC32();
    crc.update(plain.getBytes(UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }
}
