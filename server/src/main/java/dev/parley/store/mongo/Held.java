package dev.parley.store.mongo;

import dev.parley.chat.Message;
import org.jspecify.annotations.Nullable;

/// A message and what a commit must know of its document.
///
/// @param key the document's `_id`
/// @param webhookData of a message that is new; null otherwise
/// @param met how its document came to have a `seq`
record Held(Object key, Message message, @Nullable String webhookData, Met met) {
  /// Where a document comes from.
  enum Met {
    /// It had its `seq` before.
    KNOWN,
    /// The replaced backend wrote it; it gets its `seq` now.
    ADOPTED,
    /// It does not exist yet.
    NEW
  }

  Held with(Message changed) {
    return new Held(key, changed, webhookData, met);
  }
}
