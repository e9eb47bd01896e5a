package dev.parley.chat;

import dev.parley.chat.archive.ChatArchive;
import java.util.function.Consumer;

final class MemoryArchiveTest implements ChatArchiveContract {
  private final MemoryChatStore store = new MemoryChatStore(changes -> {});

  @Override
  public void withStore(Consumer<SteppedStore> use) {
    use.accept(store);
  }

  @Override
  public ChatArchive archive() {
    return store.archive();
  }
}
