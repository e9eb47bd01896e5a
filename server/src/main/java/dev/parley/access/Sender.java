package dev.parley.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Who sent a message, as it is kept with the message: the name stays when the account goes.
///
/// @param id of the user, key, phone or bot
/// @param name for people
public record Sender(String id, String name, Kind kind) {
  /// What a sender is.
  public enum Kind {
    /// A person with an account.
    USER,
    /// A program with an API key.
    KEY,
    /// The WhatsApp Business app on a phone.
    PHONE,
    /// A program that answers by itself.
    BOT;

    /// The word in JSON, for example `user`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Empty for a word that this version does not know.
    public static Optional<Kind> of(String word) {
      return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
  }
}
