package dev.parley.templates;

import java.time.Instant;
import java.util.Optional;

/// Keeps the account's templates, beside the conversations. Every method blocks, and throws
/// [dev.parley.chat.Refusal] `store_unavailable` when the store cannot be reached. Safe for use by
/// many threads and, where the store is, by several processes.
///
/// What an implementation must do is checked by `TemplateStoreContract`.
public interface TemplateStore {
  /// The last list that was kept as a whole; empty before the first one.
  Optional<KeptTemplates> load();

  /// When that list was fetched, without reading it; empty where it is another account's.
  ///
  /// @param account as of [KeptTemplates#account]
  Optional<Instant> fetchedAt(String account);

  /// Replaces what is kept. A reader finds the list before or this one, never a part of either,
  /// also after a kill at any instruction.
  void replace(KeptTemplates templates);
}
