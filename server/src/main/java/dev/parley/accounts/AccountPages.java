package dev.parley.accounts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The accounts of a store, for reading, beside a running Parley if there is one. Every method
/// blocks; used by one thread.
public interface AccountPages extends AutoCloseable {
  /// The same as [AccountStore#everything].
  List<AccountRecord> everything();

  /// The same as [AccountStore#page].
  List<AccountRecord> page(AccountRecord.Kind kind, @Nullable String before, int limit);

  @Override
  void close();
}
