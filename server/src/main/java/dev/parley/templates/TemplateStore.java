package dev.parley.templates;

import java.time.Instant;
import java.util.Optional;

/// Stores the account's templates, next to the conversations. Every method blocks, and throws
/// [dev.parley.chat.Refusal] `store_unavailable` if the store cannot be reached. Safe for use by
/// many threads and, if the store is shared, by several processes.
///
/// `TemplateStoreContract` tests what an implementation must do.
public interface TemplateStore {
  /// The last complete list; empty before the first one.
  Optional<KeptTemplates> load();

  /// The time at which that list was fetched, without reading it; empty if it belongs to another
  /// account.
  ///
  /// @param account the account, as in [KeptTemplates#account]
  Optional<Instant> fetchedAt(String account);

  /// Replaces the list. A reader finds either the previous list or this one, never a part of
  /// either, even after the process was killed at any instruction.
  void replace(KeptTemplates templates);
}
