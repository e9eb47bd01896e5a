package dev.parley.realtime;

import dev.parley.access.Audience;
import dev.parley.access.VisibleChats;
import dev.parley.chat.Answerers;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/// Decides who receives the events of which chats. Until a client that sees only some chats has
/// connected, all clients are treated alike, and nothing is read from the store. Safe for use by
/// many threads.
final class Audiences {
  /// The audience that sees every chat.
  static final Set<Audience> EVERYONE = Set.of(new Audience.Everyone());

  private final ChatHistory history;

  /// Whether a client that sees only some chats has ever connected. Never becomes false again: the
  /// client may reconnect, and ask for the events that it missed.
  private volatile boolean someSeeLess;

  Audiences(ChatHistory history) {
    this.history = history;
  }

  /// Called when a client that sees these chats is about to connect.
  void expect(VisibleChats chats) {
    if (!chats.areAll()) {
      someSeeLess = true;
    }
  }

  /// The audiences of chats.
  interface OfChats {
    /// The audiences of one chat.
    Set<Audience> of(WaId chat);
  }

  /// The audiences of these chats, by their present assignees and teams. May block.
  ///
  /// @throws Refusal as every read of the store
  OfChats of(Collection<WaId> chats) {
    if (!someSeeLess || chats.isEmpty()) {
      return _ -> EVERYONE;
    }
    Map<WaId, Answerers> known = history.answerers(chats);
    return chat -> known.getOrDefault(chat, Answerers.NOBODY).audiences();
  }

  /// Whether a caller sees a chat. May block.
  ///
  /// @param chat the name that the client gave
  boolean includes(VisibleChats chats, String chat) {
    if (chats.areAll()) {
      return true;
    }
    if (!WaId.isValid(chat)) {
      return false;
    }
    WaId waId = new WaId(chat);
    return history.answerers(Set.of(waId)).getOrDefault(waId, Answerers.NOBODY).areSeenBy(chats);
  }
}
