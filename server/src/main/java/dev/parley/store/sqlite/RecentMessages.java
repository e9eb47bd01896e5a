package dev.parley.store.sqlite;

import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The messages that were read last, by their ids and by WhatsApp's ids. A message that Parley
/// sends is read when it is claimed, and again when WhatsApp has answered. Belongs to one thread.
final class RecentMessages {
  /// The maximum memory of the messages, in bytes: enough for those under way at WhatsApp's highest
  /// rate, 1,000 a second.
  static final long MOST_BYTES = 1024 * 1024;

  private final LinkedHashMap<MessageId, Message> byId = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<MessageId, MessageId> byMetaId = new HashMap<>();
  private long bytes;

  /// The message with this id of Parley or WhatsApp; null if it is not in the cache.
  @Nullable Message get(MessageId name) {
    Message found = byId.get(name);
    if (found == null) {
      MessageId id = byMetaId.get(name);
      found = id == null ? null : byId.get(id);
    }
    return found;
  }

  void put(Message message) {
    forget(message);
    byId.put(message.id(), message);
    byMetaId.put(message.metaId(), message.id());
    bytes += message.bytes();
    while (bytes > MOST_BYTES) {
      forget(byId.firstEntry().getValue());
    }
  }

  void forget(Message message) {
    Message known = byId.remove(message.id());
    if (known != null) {
      byMetaId.remove(known.metaId());
      bytes -= known.bytes();
    }
  }

  void clear() {
    byId.clear();
    byMetaId.clear();
    bytes = 0;
  }

  /// The approximate number of bytes that the messages take.
  long bytes() {
    return bytes;
  }
}
