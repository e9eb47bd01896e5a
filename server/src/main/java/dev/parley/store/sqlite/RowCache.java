package dev.parley.store.sqlite;

import dev.parley.chat.ChatSummary;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// A cache of the rows that the writer has read or written recently: the summary and the contact of
/// a chat, the address behind a user id, and messages. Except for messages, it also caches that a
/// row does not exist.
///
/// The writer [clears][#clear] it after a rollback, and when another program has written to the
/// database. Only the thread of the connection uses it.
final class RowCache {
  /// The maximum number of rows of each kind; a row takes about 300 bytes.
  private static final int ROWS = 4_096;

  private final Map<WaId, Optional<ChatSummary>> summaries = new Recent<>();
  private final Map<WaId, Optional<Contact>> contacts = new Recent<>();
  private final Map<WaId, Optional<WaId>> addresses = new Recent<>();
  private final RecentMessages messages = new RecentMessages();

  /// The values that were used last.
  private static final class Recent<V> extends LinkedHashMap<WaId, Optional<V>> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<WaId, Optional<V>> eldest) {
      return size() > ROWS;
    }
  }

  /// @param read asks the database
  Optional<ChatSummary> summary(WaId chat, Supplier<Optional<ChatSummary>> read) {
    return get(summaries, chat, read);
  }

  /// @param read asks the database
  Optional<Contact> contact(WaId waId, Supplier<Optional<Contact>> read) {
    return get(contacts, waId, read);
  }

  /// The contact if it is in the cache; empty if it does not exist or was not read yet.
  Optional<Contact> contact(WaId waId) {
    Optional<Contact> known = contacts.get(waId);
    return known == null ? Optional.empty() : known;
  }

  /// @param read asks the database
  Optional<WaId> address(WaId userId, Supplier<Optional<WaId>> read) {
    return get(addresses, userId, read);
  }

  /// @param read asks the database
  Optional<Message> message(MessageId name, Supplier<Optional<Message>> read) {
    Message known = messages.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Message> found = read.get();
    found.ifPresent(messages::put);
    return found;
  }

  private static <V> Optional<V> get(
      Map<WaId, Optional<V>> rows, WaId key, Supplier<Optional<V>> read) {
    Optional<V> known = rows.get(key);
    if (known == null) {
      known = read.get();
      rows.put(key, known);
    }
    return known;
  }

  void put(ChatSummary summary) {
    summaries.put(summary.waId(), Optional.of(summary));
  }

  void put(Contact contact) {
    contacts.put(contact.waId(), Optional.of(contact));
  }

  /// @param message the message as the database returns it: a message that a step writes may have
  ///   fields that the database does not keep
  void put(Message message) {
    messages.put(message);
  }

  /// Removes a message that is about to change.
  void forget(Message message) {
    messages.forget(message);
  }

  void putAddress(WaId userId, WaId address) {
    addresses.put(userId, Optional.of(address));
  }

  void clear() {
    summaries.clear();
    contacts.clear();
    addresses.clear();
    messages.clear();
  }
}
