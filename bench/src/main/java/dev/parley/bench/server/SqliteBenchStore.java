package dev.parley.bench.server;

import dev.parley.chat.ChatStore;
import dev.parley.chat.StoreListener;
import dev.parley.store.sqlite.SqliteChatStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// A data folder with the embedded store.
///
/// @param folder the data folder
record SqliteBenchStore(Path folder) implements BenchStore {
  @Override
  public Map<String, String> environment() {
    return Map.of("DATA_DIR", folder.toString());
  }

  @Override
  public ChatStore open() {
    return SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);
  }

  @Override
  public void close() throws IOException {
    DataSet.remove(folder);
  }
}
