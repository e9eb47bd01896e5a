package dev.parley.stream;

final class MemoryCursorsTest implements CursorStoreContract {
  private final CursorStore store = new MemoryCursorStore();

  @Override
  public CursorStore cursors() {
    return store;
  }
}
