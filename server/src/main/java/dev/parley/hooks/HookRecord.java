package dev.parley.hooks;

import java.util.Locale;

/// A row of the hooks, as stores keep it: they know nothing of what is in it.
///
/// @param id of its kind
/// @param body JSON
public record HookRecord(Kind kind, String id, String body) {
  /// What a row is.
  public enum Kind {
    /// A hook, by its id.
    HOOK,
    /// How the deliveries of a hook went lately, by the hook's id.
    LOG,
    /// A call of Meta's that waits for a hook, by the hook's id and a number.
    CALL,
    /// How many of them there are, by the hook's id.
    COUNT;

    /// The word in stores.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
