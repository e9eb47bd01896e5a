package dev.parley.authentication;

import dev.parley.access.Principal;
import java.time.Instant;
import java.util.Optional;

/// Finds who asks. Safe for use by many threads, and on event loops: nothing here blocks.
public interface Callers {
  /// Who carries this.
  ///
  /// @throws dev.parley.chat.Refusal `unauthorized` if an API key lets nobody in
  Principal caller(RequestCredentials carried);

  /// When what they carry ends by itself, as tokens do; empty if it does not.
  ///
  /// @throws dev.parley.chat.Refusal as [#caller] does
  default Optional<Instant> until(RequestCredentials carried) {
    return Optional.empty();
  }

  /// Where they come from.
  CallerAddress address(RequestCredentials carried);

  /// Whether what a caller came with still lets them in.
  boolean lets(Principal caller);

  /// Whether an API key may be a part of an address.
  boolean opens(String key);

  /// Whether a user has this id.
  boolean isUser(String id);

  /// Whether a team has this id.
  boolean isTeam(String id);

  /// What a stranger is told to do, as a sentence.
  String advice();
}
