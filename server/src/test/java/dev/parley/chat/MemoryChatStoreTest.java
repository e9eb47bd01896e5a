package dev.parley.chat;

import java.util.List;

final class MemoryChatStoreTest implements ChatStoreContract {
  private final RecordedFeed feed = new RecordedFeed();
  private final MemoryChatStore store = new MemoryChatStore(feed);

  @Override
  public ChatStore store() {
    return store;
  }

  @Override
  public List<Change> published() {
    return feed.changes();
  }
}
