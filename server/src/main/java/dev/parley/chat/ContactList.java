package dev.parley.chat;

import dev.parley.access.VisibleChats;
import dev.parley.chat.ChatHistory.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A page of the list of contacts.
///
/// @param contacts sorted by when they were last seen, the most recent first
/// @param next the position at which the next page begins; null: this is the last page. A page can
///   hold fewer contacts than asked for and still have a next one, because a page reads at most
///   [#MOST_LOOKED_AT] contacts
public record ContactList(List<Contact> contacts, @Nullable Position next) {
  /// The maximum number of contacts that one page looks at in search of those that the caller sees.
  static final int MOST_LOOKED_AT = 2_000;

  private static final int PART = 250;

  public ContactList {
    contacts = List.copyOf(contacts);
  }

  /// The next contacts of chats that a caller sees.
  ///
  /// @param after the position at which the previous page ended; null for the first page
  /// @param limit the maximum number to return
  public static ContactList read(
      ChatHistory store, VisibleChats chats, @Nullable Position after, int limit) {
    List<Contact> found = new ArrayList<>();
    Position from = after;
    int looked = 0;
    while (looked < MOST_LOOKED_AT) {
      int part = chats.areAll() ? limit + 1 : Math.min(PART, MOST_LOOKED_AT - looked);
      List<Contact> some = store.contacts(from, part);
      Set<WaId> all = some.stream().map(Contact::waId).collect(Collectors.toSet());
      Set<WaId> visible = VisibleHistory.visible(store, chats, all);
      for (Contact contact : some) {
        if (found.size() == limit) {
          return new ContactList(found, from);
        }
        from = new Position(contact.lastSeen(), contact.waId());
        if (visible.contains(contact.waId())) {
          found.add(contact);
        }
      }
      if (some.size() < part) {
        return new ContactList(found, null);
      }
      looked += some.size();
    }
    return new ContactList(found, from);
  }
}
