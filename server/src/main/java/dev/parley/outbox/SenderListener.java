package dev.parley.outbox;

import java.time.Duration;

/// Is notified of the activity of a [Sender], for metrics. Called by many threads; must not block.
public interface SenderListener {
  /// A listener that does nothing.
  SenderListener NONE = (_, _) -> {};

  /// One message was sent to WhatsApp.
  ///
  /// @param outcome one of `accepted`, `not_now`, `unknown`, `refused`, `stopped`
  /// @param took the time until the answer
  void carried(String outcome, Duration took);
}
