package dev.parley.chat;

/// Carries outgoing messages to WhatsApp.
///
/// Where there is one, a message we send is stored as `pending` and becomes `sent` once WhatsApp
/// took it; where there is none, it is stored as `sent` and stays here.
@FunctionalInterface
public interface Courier {
  /// There may be pending messages in the store. Called after their commit, any number of times,
  /// from any thread; must not block and must not throw. A courier also looks by itself when it
  /// starts.
  void wake();
}
