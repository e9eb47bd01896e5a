package dev.parley.bench.server;

import dev.parley.chat.ChatStore;
import java.io.IOException;
import java.util.Map;

/// A store, filled with a history, on which a Parley is measured. Closing it removes it.
public interface Site extends AutoCloseable {
  /// The settings with which Parley uses it.
  Map<String, String> environment();

  /// Opens it in this process, while no Parley runs on it.
  ChatStore open();

  @Override
  void close() throws IOException;
}
