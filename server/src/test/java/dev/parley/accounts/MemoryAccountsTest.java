package dev.parley.accounts;

final class MemoryAccountsTest implements AccountStoreContract {
  private final AccountStore store = new MemoryAccountStore();

  @Override
  public AccountStore accounts() {
    return store;
  }
}
