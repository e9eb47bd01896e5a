package dev.parley.authentication;

import dev.parley.access.Principal;

/// Finds who asks. Safe for use by many threads, and on event loops: nothing here blocks.
public interface Callers {
  /// Who carries this.
  ///
  /// @throws dev.parley.chat.Refusal `unauthorized` where an API key lets nobody in
  Principal caller(Carried carried);

  /// Where they come from.
  CallerAddress address(Carried carried);

  /// Whether what a caller came with still lets them in.
  boolean lets(Principal caller);

  /// Whether an API key may be a part of an address.
  boolean opens(String key);

  /// Whether a user has this id.
  boolean isUser(String id);

  /// What a stranger is told to do, as a sentence.
  String advice();
}
