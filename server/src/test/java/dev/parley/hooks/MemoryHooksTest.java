package dev.parley.hooks;

final class MemoryHooksTest implements HookStoreContract {
  private final HookStore store = new MemoryHookStore();

  @Override
  public HookStore hooks() {
    return store;
  }
}
