package dev.parley.media;

final class MemoryMediaTest implements MediaStoreContract {
  private final MediaStore store = new MemoryMediaStore();

  @Override
  public MediaStore media() {
    return store;
  }
}
