package dev.parley.search;

import dev.parley.chat.WaId;
import java.util.Set;

/// Which chats a caller may see. What it hides is not found, and not counted.
public interface CallerChats {
  /// Every chat.
  CallerChats ALL = chats -> chats;

  /// Those of these chats that the caller may see. May block.
  ///
  /// @param chats a few hundred at most
  Set<WaId> visible(Set<WaId> chats);
}
