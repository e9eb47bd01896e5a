package dev.parley.accounts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the accounts of a store, also while a Parley server uses the store. Every method blocks;
/// used by one thread.
public interface AccountPages extends AutoCloseable {
  /// The same as [AccountStore#everything].
  List<AccountRecord> everything();

  /// The same as [AccountStore#page].
  List<AccountRecord> page(AccountRecord.Kind kind, @Nullable String before, int limit);

  @Override
  void close();
}
