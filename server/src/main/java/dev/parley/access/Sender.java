package dev.parley.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The sender of a message, as it is stored with the message: the name stays when the account is
/// removed.
///
/// @param id the id of the user, key, phone or bot
/// @param name the name that people see
public record Sender(String id, String name, Kind kind) {
  /// The kind of a sender.
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
