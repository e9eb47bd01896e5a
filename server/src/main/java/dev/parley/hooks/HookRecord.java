package dev.parley.hooks;

import java.util.Locale;

/// A row of the hooks in the form that stores keep; stores do not interpret the body.
///
/// @param id the id within its kind
/// @param body the content as JSON
public record HookRecord(Kind kind, String id, String body) {
  /// The kinds of rows.
  public enum Kind {
    /// A hook, by its id.
    HOOK,
    /// The log of a hook's deliveries, by the hook's id.
    LOG,
    /// A webhook call from Meta that waits for a hook, by the hook's id and a number.
    CALL,
    /// The number of waiting calls, by the hook's id.
    COUNT;

    /// The word in stores.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
