package dev.parley.accounts;

import java.util.Locale;

/// A row of the accounts, as stores keep it: they know nothing of what is in it.
///
/// @param id of its kind
/// @param body JSON
public record AccountRecord(Kind kind, String id, String body) {
  /// What a row is.
  public enum Kind {
    USER,
    KEY,
    SESSION,
    LINK,
    /// Of a user; its id is theirs. See [SecondFactors].
    SECOND_FACTOR,
    /// What access tokens are signed with.
    TOKEN_KEY,
    /// A key that signs addresses: see [LinkSigner].
    SIGNING_KEY,
    /// What somebody did: there are many, see [AuditTrail].
    AUDIT,
    /// One row: how often anything was changed.
    VERSION;

    /// The word in stores.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
