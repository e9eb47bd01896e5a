package dev.parley.store.mongo;

import dev.parley.chat.Direction;
import dev.parley.chat.Message;
import dev.parley.chat.Status;
import org.jspecify.annotations.Nullable;

/// A message, and the data about its document that a commit needs.
///
/// @param key the document's `_id`
/// @param webhookData the webhook data of a new message; otherwise null
/// @param met where its document comes from, and how it got its `seq`
/// @param counted the status with which the summary of its chat counts it; null if it does not
///   count it yet
record StoredMessage(
    Object key,
    Message message,
    @Nullable WebhookData webhookData,
    DocumentOrigin met,
    @Nullable Status counted) {
  /// The origin of a document.
  enum DocumentOrigin {
    /// The document had its `seq` before.
    KNOWN,
    /// The replaced backend wrote it; it gets its `seq` now.
    ADOPTED,
    /// The document does not exist yet.
    NEW
  }

  StoredMessage with(Message changed) {
    return new StoredMessage(key, changed, webhookData, met, changed.delivery().status());
  }

  /// Whether another program has changed the status since the message was counted.
  boolean moved() {
    return counted != null && counted != message.delivery().status();
  }

  /// Whether the summary of its chat counts it as unread.
  boolean countedAsUnread() {
    return counted == null
        ? message.unread()
        : message.direction() == Direction.INCOMING && !counted.seen();
  }

  /// The same message with another `seq`.
  static Message at(Message message, long seq) {
    return new Message(
        message.id(),
        message.metaId(),
        message.chat(),
        seq,
        message.direction(),
        message.party(),
        message.body(),
        message.timestamp(),
        message.delivery(),
        message.reactions(),
        message.createdAt(),
        message.updatedAt(),
        message.rev());
  }
}
