package dev.parley.chat;

import java.time.Instant;
import java.util.random.RandomGenerator;

/// The id of a message: WhatsApp's `wamid....`, an id that a client chose, or an id of Parley,
/// `msg_<unix millis>_<9 of a-z0-9>`.
///
/// @param value 1 to 512 printable ASCII characters without spaces; Meta's ids hold `=`, `/` and
///   `+`
public record MessageId(String value) {
  /// The rule for ids, for error messages.
  public static final String ALLOWED = "must be 1 to 512 printable ASCII characters without spaces";

  private static final int LONGEST = 512;
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int RANDOM_CHARACTERS = 9;

  public MessageId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("a message id " + ALLOWED);
    }
  }

  /// Whether `value` can be an id; never throws.
  public static boolean isValid(String value) {
    int length = value.length();
    if (length == 0 || length > LONGEST) {
      return false;
    }
    for (int i = 0; i < length; i++) { // called for every row: no regular expression
      char c = value.charAt(i);
      if (c <= ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  /// A new id of Parley, for a message created at `now`.
  public static MessageId make(Instant now, RandomGenerator random) {
    StringBuilder id = new StringBuilder("msg_").append(now.toEpochMilli()).append('_');
    for (int i = 0; i < RANDOM_CHARACTERS; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new MessageId(id.toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
