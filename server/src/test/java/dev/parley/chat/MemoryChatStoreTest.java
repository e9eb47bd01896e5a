package dev.parley.chat;

final class MemoryChatStoreTest implements ChatStoreContract {
  private final RecordedFeed feed = new RecordedFeed();
  private final MemoryChatStore store = new MemoryChatStore(feed);

  @Override
  public SteppedStore store() {
    return store;
  }

  @Override
  public RecordedFeed feed() {
    return feed;
  }
}
