package dev.parley.store;

/// Decides which steps are committed first if many wait: see [StepQueue].
public enum Priority {
  /// Somebody waits for the answer: WhatsApp, or a client.
  NORMAL,

  /// Work of Parley itself that can come in large amounts, such as sending a campaign. A commit
  /// takes only a few of these steps, so that other steps do not wait for long.
  BACKGROUND
}
