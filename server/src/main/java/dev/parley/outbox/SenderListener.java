package dev.parley.outbox;

import java.time.Duration;

/// Hears what a [Sender] does, for metrics. Called by many threads; must not block.
public interface SenderListener {
  /// Hears nothing.
  SenderListener NONE = (_, _) -> {};

  /// One message was given to WhatsApp.
  ///
  /// @param outcome one of `accepted`, `not_now`, `unknown`, `refused`, `stopped`
  /// @param took until the answer
  void carried(String outcome, Duration took);
}
