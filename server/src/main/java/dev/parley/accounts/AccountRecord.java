package dev.parley.accounts;

import java.util.Locale;

/// A row of the accounts in the form in which stores keep it: stores do not read the body.
///
/// @param id the id, which is unique among the rows of its kind
/// @param body JSON
public record AccountRecord(Kind kind, String id, String body) {
  /// The kind of a row.
  public enum Kind {
    USER,
    KEY,
    SESSION,
    LINK,
    /// The second factor of a user; its id is the user's id. See [SecondFactors].
    SECOND_FACTOR,
    /// A key that signs access tokens.
    TOKEN_KEY,
    /// A key that signs addresses: see [LinkSigner].
    SIGNING_KEY,
    /// An entry of the audit trail; see [AuditTrail].
    AUDIT,
    /// A single row that counts the changes of all accounts.
    VERSION;

    /// The word that stores use for the kind.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
