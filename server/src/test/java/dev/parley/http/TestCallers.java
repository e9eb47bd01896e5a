package dev.parley.http;

import dev.parley.access.Principal;
import dev.parley.accounts.AccountStore;
import dev.parley.accounts.Accounts;
import dev.parley.accounts.Directory;
import dev.parley.accounts.MemoryAccountStore;
import dev.parley.authentication.Callers;
import dev.parley.authentication.Carried;
import java.time.Clock;

/// Everybody is anonymous, and may do everything.
final class TestCallers implements Callers {
  /// Of nobody yet.
  static Accounts accounts(Clock clock) {
    AccountStore store = new MemoryAccountStore();
    return new Accounts(store, Directory.open(store, clock), clock);
  }

  @Override
  public Principal caller(Carried carried) {
    return Principal.ANONYMOUS;
  }

  @Override
  public boolean lets(Principal caller) {
    return true;
  }

  @Override
  public boolean opens(String key) {
    return false;
  }

  @Override
  public String advice() {
    return "";
  }
}
