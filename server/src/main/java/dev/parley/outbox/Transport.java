package dev.parley.outbox;

/// Sends one message to WhatsApp.
@FunctionalInterface
public interface Transport {
  /// Sends it and waits for the answer. Runs on virtual threads, several at once.
  ///
  /// @return the outcome, never null; an exception counts as [Outcome.Unknown]
  Outcome carry(Parcel parcel);
}
