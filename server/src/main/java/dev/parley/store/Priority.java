package dev.parley.store;

/// Which steps are committed first where many wait: see [StepQueue].
public enum Priority {
  /// Somebody waits for the answer: WhatsApp, or a client.
  NORMAL,

  /// Work of Parley's own that comes in crowds, such as that of a campaign that is being sent. Of
  /// these only a few are in a commit, so that what comes meanwhile does not wait for long.
  BACKGROUND
}
