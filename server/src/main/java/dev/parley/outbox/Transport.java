package dev.parley.outbox;

/// Carries one message to WhatsApp.
@FunctionalInterface
public interface Transport {
  /// Carries it, and waits for the answer. Runs on a virtual thread, several at once.
  ///
  /// @return never null; what is thrown instead counts as [Outcome.Unknown]
  Outcome carry(Parcel parcel);
}
