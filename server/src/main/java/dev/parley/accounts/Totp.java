package dev.parley.accounts;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Codes that an authenticator app shows: six digits, another one every 30 seconds, made from a
/// secret that the app and Parley share. Sources: RFC 6238 (TOTP), RFC 4226 (the code of a step),
/// RFC 4648, 6 (Base32, in which apps take the secret).
final class Totp {
  /// The time for which a code is shown.
  static final Duration STEP = Duration.ofSeconds(30);

  private static final int DIGITS = 6;
  private static final int MODULUS = 1_000_000;

  /// The number of steps by which the code may be early or late: clocks differ, and people need
  /// time to type.
  private static final int DRIFT = 1;

  private static final String ALGORITHM = "HmacSHA1";
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int BITS_OF_LETTER = 5;

  private Totp() {}

  /// The number of the step at a given time: steps of 30 seconds are counted from 1970.
  static long step(Instant moment) {
    return Math.floorDiv(moment.getEpochSecond(), STEP.toSeconds());
  }

  /// The code of a step, for example `094287`.
  static String code(byte[] secret, long step) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      int offset = hash[hash.length - 1] & 0xf;
      int number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
      return String.format(Locale.ROOT, "%0" + DIGITS + "d", number % MODULUS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks HMAC with SHA-1", e);
    }
  }

  /// The step to which a code belongs; empty if the code is not valid at `now`. The time that this
  /// takes does not depend on which digits are wrong.
  ///
  /// @param after only steps after this one count: a code counts once
  static OptionalLong stepOf(String code, byte[] secret, Instant now, long after) {
    long middle = step(now);
    OptionalLong found = OptionalLong.empty();
    for (long step = middle - DRIFT; step <= middle + DRIFT; step++) {
      if (Secrets.equal(code(secret, step), code) && step > after) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  /// Whether a text has the shape of a code.
  static boolean isCode(String text) {
    return text.length() == DIGITS && text.chars().allMatch(it -> it >= '0' && it <= '9');
  }

  /// A secret as apps take it: letters and digits, without padding.
  ///
  /// @param secret a multiple of five bytes
  static String base32(byte[] secret) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int value = 0;
    for (byte next : secret) {
      value = (value << Byte.SIZE) | (next & 0xff);
      bits += Byte.SIZE;
      while (bits >= BITS_OF_LETTER) {
        bits -= BITS_OF_LETTER;
        text.append(BASE32.charAt((value >> bits) & 0x1f));
      }
      value &= (1 << bits) - 1;
    }
    return text.toString();
  }

  /// The bytes of a secret that [#base32] wrote.
  static byte[] bytes(String base32) {
    ByteBuffer bytes = ByteBuffer.allocate(base32.length() * BITS_OF_LETTER / Byte.SIZE);
    int bits = 0;
    int value = 0;
    for (byte letter : base32.getBytes(US_ASCII)) {
      value = (value << BITS_OF_LETTER) | BASE32.indexOf(letter);
      bits += BITS_OF_LETTER;
      if (bits >= Byte.SIZE) {
        bits -= Byte.SIZE;
        bytes.put((byte) (value >> bits));
        value &= (1 << bits) - 1;
      }
    }
    return bytes.array();
  }
}
