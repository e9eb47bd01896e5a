package dev.parley.bench.server;

import dev.parley.chat.ChatStore;
import java.io.IOException;
import java.util.Map;

/// A store with a history, on which Parley is measured. Closing it removes the store.
public interface BenchStore extends AutoCloseable {
  /// The settings with which Parley uses it.
  Map<String, String> environment();

  /// Opens the store in this process, while no Parley server runs on it.
  ChatStore open();

  @Override
  void close() throws IOException;
}
