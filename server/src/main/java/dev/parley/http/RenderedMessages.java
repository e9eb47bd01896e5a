package dev.parley.http;

import dev.parley.chat.ChatSummary;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The `messages` and the `lastMessage` of chats as they were last rendered for the chat list:
/// between two polls of the list, few chats change. Bounded by bytes; the least recently used
/// entries are dropped first. Safe for use by many threads.
final class RenderedMessages {
  /// The memory of an entry in addition to its bytes.
  private static final long OVERHEAD = 200;

  private final long limit;
  private final LinkedHashMap<Key, Entry> byUse = new LinkedHashMap<>(16, 0.75f, true);
  private long held;

  private record Key(WaId chat, int messages, long period) {}

  /// The rendered parts of a chat.
  ///
  /// @param array the messages
  /// @param last the newest message, even if the array is empty
  record Rendered(RawJson array, RawJson last) {
    private long size() {
      return array.length() + last.length() + OVERHEAD;
    }
  }

  /// @param newest the time of the newest message; distinguishes equal version numbers of a chat
  ///   that was removed and created again
  private record Entry(long version, Instant newest, Rendered rendered) {}

  /// @param limit bytes
  RenderedMessages(long limit) {
    this.limit = limit;
  }

  /// The entry for exactly this version of the chat.
  ///
  /// @param messages the requested number of messages
  /// @param period the period of the links in the messages
  synchronized Optional<Rendered> find(ChatSummary chat, int messages, long period) {
    Entry entry = byUse.get(new Key(chat.waId(), messages, period));
    return entry == null
            || entry.version != chat.version()
            || !entry.newest.equals(chat.newestTimestamp())
        ? Optional.empty()
        : Optional.of(entry.rendered);
  }

  synchronized void keep(ChatSummary chat, int messages, long period, Rendered rendered) {
    Entry before =
        byUse.put(
            new Key(chat.waId(), messages, period),
            new Entry(chat.version(), chat.newestTimestamp(), rendered));
    held += rendered.size() - (before == null ? 0 : before.rendered.size());
    while (held > limit) {
      Map.Entry<Key, Entry> eldest = byUse.pollFirstEntry();
      held -= eldest.getValue().rendered.size();
    }
  }
}
