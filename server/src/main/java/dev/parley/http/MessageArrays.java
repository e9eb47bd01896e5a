package dev.parley.http;

import dev.parley.chat.ChatSummary;
import dev.parley.chat.WaId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The `messages` of chats as they were last rendered for the chat list: of a list that is polled,
/// few chats have changed. Bounded by bytes, the least recently used go first. Safe for use by many
/// threads.
final class MessageArrays {
  /// What an entry takes beside its bytes.
  private static final long OVERHEAD = 200;

  private final long limit;
  private final LinkedHashMap<Key, Rendered> byUse = new LinkedHashMap<>(16, 0.75f, true);
  private long held;

  private record Key(WaId chat, int messages) {}

  private record Rendered(long version, RawJson array) {
    long size() {
      return array.length() + OVERHEAD;
    }
  }

  /// @param limit bytes
  MessageArrays(long limit) {
    this.limit = limit;
  }

  /// The array as it is at exactly this version of the chat.
  ///
  /// @param messages how many were asked for
  synchronized Optional<RawJson> find(ChatSummary chat, int messages) {
    Rendered rendered = byUse.get(new Key(chat.waId(), messages));
    return rendered == null || rendered.version != chat.version()
        ? Optional.empty()
        : Optional.of(rendered.array);
  }

  synchronized void keep(ChatSummary chat, int messages, RawJson array) {
    Rendered rendered = new Rendered(chat.version(), array);
    Rendered before = byUse.put(new Key(chat.waId(), messages), rendered);
    held += rendered.size() - (before == null ? 0 : before.size());
    while (held > limit) {
      Map.Entry<Key, Rendered> eldest = byUse.pollFirstEntry();
      held -= eldest.getValue().size();
    }
  }
}
