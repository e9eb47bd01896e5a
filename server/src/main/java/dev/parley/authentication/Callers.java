package dev.parley.authentication;

import dev.parley.access.Principal;
import java.time.Instant;
import java.util.Optional;

/// Identifies callers. Safe for use by many threads, and on event loops: nothing here blocks.
public interface Callers {
  /// The caller with these credentials.
  ///
  /// @throws dev.parley.chat.Refusal `unauthorized` if an API key is not valid
  Principal caller(RequestCredentials carried);

  /// The time at which the credential expires by itself, as tokens do; empty if it does not.
  ///
  /// @throws dev.parley.chat.Refusal as [#caller] does
  default Optional<Instant> until(RequestCredentials carried) {
    return Optional.empty();
  }

  /// The address of the caller.
  CallerAddress address(RequestCredentials carried);

  /// Whether the credential of a caller is still valid.
  boolean lets(Principal caller);

  /// Whether an API key may be a part of an address.
  boolean opens(String key);

  /// Whether a user has this id.
  boolean isUser(String id);

  /// Whether a team has this id.
  boolean isTeam(String id);

  /// The advice for an unknown caller, as a sentence.
  String advice();
}
