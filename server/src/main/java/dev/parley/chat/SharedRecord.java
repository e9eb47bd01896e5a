package dev.parley.chat;

import java.util.Locale;
import java.util.random.RandomGenerator;

/// Something that a team keeps for all of its members, as stores keep it: [Label], [CannedReply]
/// and [Erasure] say what is in it.
///
/// @param id of its kind, for example `label_4f7k2m9q3x`
public record SharedRecord(Kind kind, String id, PlainJson fields) {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int RANDOM_CHARACTERS = 10;

  /// What a record is.
  public enum Kind {
    /// See [Label].
    LABEL,
    /// See [CannedReply].
    REPLY,
    /// See [Erasure].
    ERASURE;

    /// The word in stores.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// A new id of this kind.
    String makeId(RandomGenerator random) {
      return SharedRecord.makeId(word(), random);
    }
  }

  /// A new id, for example `note_4f7k2m9q3x`.
  ///
  /// @param word what it begins with
  static String makeId(String word, RandomGenerator random) {
    StringBuilder id = new StringBuilder(word).append('_');
    for (int i = 0; i < RANDOM_CHARACTERS; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
