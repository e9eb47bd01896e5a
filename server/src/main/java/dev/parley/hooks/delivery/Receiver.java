package dev.parley.hooks.delivery;

import java.net.URI;
import java.util.Map;

/// Carries requests to the receivers of one hook.
interface Receiver extends AutoCloseable {
  /// Posts a body, and waits for the answer, within a limit. Never throws.
  Outcome post(URI url, Map<String, String> headers, byte[] body);

  /// Breaks off what is under way.
  @Override
  void close();
}
