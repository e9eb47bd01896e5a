package dev.parley.accounts;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks and hashes passwords. A hash is made with Argon2id, and stored as a text with its
/// parameters: `$argon2id$v=19$m=65536,t=2,p=1$<salt>$<hash>`. Source: RFC 9106; NIST SP 800-63B-4
/// for the rules.
///
/// A hash takes 64 MB and a tenth of a second, so only one is made at a time, and few callers may
/// wait. Safe for use by many threads.
final class Passwords {
  /// The minimum length of a password without a second factor.
  static final int SHORTEST = 15;

  /// The minimum length of a password with a second factor.
  static final int SHORTEST_WITH_CODE = 10;

  static final int LONGEST = 128;

  private static final int MEMORY_KB = Argon2.MOST_MEMORY_KB;
  private static final int ROUNDS = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int FEWEST_DIFFERENT = 6;

  /// The minimum length of a name that is checked: shorter names are parts of many words.
  private static final int SHORTEST_NAME = 4;

  private static final int MOST_WAITING = 8;
  private static final long LONGEST_WAIT_SECONDS = 20;
  private static final Pattern TEXT =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,2}),p=([0-9])\\$([A-Za-z0-9+/]{1,64})"
              + "\\$([A-Za-z0-9+/]{1,128})");

  private final SecureRandom random = new SecureRandom();
  private final Semaphore turn = new Semaphore(1, true);
  private final AtomicInteger waiting = new AtomicInteger();

  /// Computes the hashes. Created with the first hash, because it loads a large library. Used by
  /// the thread whose turn it is.
  private @Nullable Argon2 argon2;

  /// Refuses a password that is too easy to guess.
  ///
  /// @throws Refusal `invalid_request`; the field is `password`
  static void check(String password, String email, String name) {
    check(password, email, name, false);
  }

  /// Refuses a password that is too easy to guess, for a user who may have a second factor.
  ///
  /// @param withCode whether a code is required too
  static void check(String password, String email, String name, boolean withCode) {
    checkLength(password, withCode);
    String small = password.toLowerCase(Locale.ROOT);
    String mailbox = email.substring(0, Math.max(0, email.indexOf('@')));
    boolean named =
        small.contains(email)
            || Stream.concat(
                    Stream.of(mailbox), Stream.of(name.toLowerCase(Locale.ROOT).split("\\s+", -1)))
                .anyMatch(word -> word.length() >= SHORTEST_NAME && small.contains(word));
    if (named || small.contains("parley")) {
      throw Refusal.invalid(
          "password",
          "must not contain your address, your name or the word parley: take some words of yours");
    }
    if (password.codePoints().distinct().count() < FEWEST_DIFFERENT) {
      throw Refusal.invalid(
          "password",
          "must have at least %d different characters: take some words of yours"
              .formatted(FEWEST_DIFFERENT));
    }
    if (CommonPasswords.load().has(password)) {
      throw Refusal.invalid(
          "password",
          "is a password that many people use, or consists of such passwords: take words of your"
              + " own");
    }
  }

  /// Refuses a password that is too short, or too long.
  ///
  /// @param withCode whether a code is required too: then a shorter password is enough
  static void checkLength(String password, boolean withCode) {
    int shortest = withCode ? SHORTEST_WITH_CODE : SHORTEST;
    int length = password.codePointCount(0, password.length());
    if (length < shortest || length > LONGEST) {
      throw Refusal.invalid(
          "password", "must be %d to %d characters long".formatted(shortest, LONGEST));
    }
  }

  /// Whether a password is too short to be used without a second factor.
  static boolean isShort(String password) {
    return password.codePointCount(0, password.length()) < SHORTEST;
  }

  /// The hash of a password.
  ///
  /// @throws Refusal `overloaded` when too many wait
  String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] hash = hash(password, salt, MEMORY_KB, ROUNDS, LANES, HASH_BYTES);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            MEMORY_KB, ROUNDS, LANES, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  /// Whether a password is correct. Takes the same time if there is no hash to compare.
  ///
  /// @param kept null: there is no such user, or they have no password
  /// @throws Refusal `overloaded` when too many wait
  boolean matches(String password, @Nullable String kept) {
    Matcher parts = kept == null ? null : TEXT.matcher(kept);
    if (parts == null || !parts.matches()) {
      hash(password, new byte[SALT_BYTES], MEMORY_KB, ROUNDS, LANES, HASH_BYTES);
      return false;
    }
    byte[] hash = Base64.getDecoder().decode(parts.group(5));
    byte[] made =
        hash(
            password,
            Base64.getDecoder().decode(parts.group(4)),
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            hash.length);
    return MessageDigest.isEqual(hash, made);
  }

  private byte[] hash(
      String password, byte[] salt, int memoryKb, int rounds, int lanes, int bytes) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      throw busy();
    }
    try {
      if (!turn.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    } finally {
      waiting.decrementAndGet();
    }
    try {
      if (argon2 == null) {
        argon2 = new Argon2();
      }
      return argon2.hash(password, salt, memoryKb, rounds, lanes, bytes);
    } finally {
      turn.release();
    }
  }

  private static Refusal busy() {
    return new Refusal(ErrorCode.OVERLOADED, "Too many people sign in at once: try again shortly");
  }
}
