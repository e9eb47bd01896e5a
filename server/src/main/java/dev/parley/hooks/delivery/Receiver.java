package dev.parley.hooks.delivery;

import java.net.URI;
import java.util.Map;

/// Sends requests to the receiver of one hook.
interface Receiver extends AutoCloseable {
  /// Posts a body and waits for the answer, within a time limit. Never throws an exception.
  Outcome post(URI url, Map<String, String> headers, byte[] body);

  /// Aborts requests that are under way.
  @Override
  void close();
}
