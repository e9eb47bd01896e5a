package dev.parley.outbox;

import java.time.Duration;

/// Receives the activity of a [Sender], for metrics. Many threads call it; it must not block.
public interface SenderListener {
  /// A listener that does nothing.
  SenderListener NONE = (_, _) -> {};

  /// Called when one message was sent to WhatsApp.
  ///
  /// @param outcome one of `accepted`, `not_now`, `unknown`, `refused`, `stopped`
  /// @param took the time until WhatsApp answered
  void carried(String outcome, Duration took);
}
