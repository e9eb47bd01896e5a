package dev.parley.search;

import dev.parley.chat.WaId;
import java.util.Set;

/// Decides which chats a caller may see. Messages and contacts of other chats are neither found nor
/// counted.
public interface CallerChats {
  /// Makes every chat visible.
  CallerChats ALL = chats -> chats;

  /// The subset of these chats that the caller may see. May block.
  ///
  /// @param chats at most a few hundred chats
  Set<WaId> visible(Set<WaId> chats);
}
