package dev.parley.chat;

import java.util.Locale;
import java.util.random.RandomGenerator;

/// A record that all members of a team share, in the form that stores keep. [Label], [CannedReply]
/// and [Erasure] define the fields.
///
/// @param id an id of its kind, for example `label_4f7k2m9q3x`
public record SharedRecord(Kind kind, String id, PlainJson fields) {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int RANDOM_CHARACTERS = 10;

  /// The kind of a record.
  public enum Kind {
    /// See [Label].
    LABEL,
    /// See [CannedReply].
    REPLY,
    /// See [Erasure].
    ERASURE,
    /// See [JoinRules].
    JOIN;

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
  /// @param word the beginning of the id
  static String makeId(String word, RandomGenerator random) {
    StringBuilder id = new StringBuilder(word).append('_');
    for (int i = 0; i < RANDOM_CHARACTERS; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
