package dev.parley.bench.server;

import dev.parley.chat.ChatStore;
import java.io.IOException;
import java.util.Map;

/// A store that a Parley is measured on, filled with a history. Closing it removes it.
public interface Site extends AutoCloseable {
  /// The settings that lead Parley to it.
  Map<String, String> environment();

  /// Opens it in this process, while no Parley runs on it.
  ChatStore open();

  @Override
  void close() throws IOException;
}
