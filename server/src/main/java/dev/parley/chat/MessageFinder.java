package dev.parley.chat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds messages by any of their ids. A message has an id from Parley and one from WhatsApp. The
/// latter contains an address of the customer, so the same message can have several of them: one
/// for each address of the customer. See [ScopedIds].
///
/// Used by one thread.
final class MessageFinder {
  private final ChatLedger ledger;

  MessageFinder(ChatLedger ledger) {
    this.ledger = ledger;
  }

  /// All addresses of `person`, with `address`, the current one, last.
  static List<WaId> addresses(Person person, WaId address) {
    List<WaId> addresses = person.addresses();
    addresses.add(address);
    return addresses;
  }

  /// The ids by which statuses and amendments may refer to a message.
  static List<MessageId> names(Message message) {
    return message.metaId().equals(message.id())
        ? List.of(message.id())
        : List.of(message.id(), message.metaId());
  }

  /// The ids of [#names(Message)], and the same ids with other addresses of the customer. The
  /// message may be stored under any of these ids, and so may a status or amendment that waits for
  /// it.
  ///
  /// @param settled whether all addresses of the person are known, see [Identities.FoundPerson]
  static List<MessageId> names(Message message, List<WaId> addresses, boolean settled) {
    Set<MessageId> names = new LinkedHashSet<>(names(message));
    names.add(ScopedIds.canonical(message.metaId(), addresses));
    if (!settled || addresses.getLast().phone() == null) {
      names.addAll(ScopedIds.others(message.metaId(), addresses));
    }
    return List.copyOf(names);
  }

  /// Whether the same message is already stored under another one of `names` than its own id.
  boolean isThereByAnotherName(Message message, List<MessageId> names) {
    return names.stream()
        .filter(name -> !names(message).contains(name))
        .flatMap(name -> ledger.message(name).stream())
        .anyMatch(there ->
            there.chat().equals(message.chat()) && there.direction() == message.direction());
  }

  /// The message with this id, or with an id that differs only in the customer's address, which is
  /// another one of `addresses`.
  Optional<Message> find(MessageId id, List<WaId> addresses) {
    Optional<Message> found = ledger.message(id);
    if (found.isPresent()) {
      return found;
    }
    for (MessageId other : ScopedIds.others(id, addresses)) {
      Optional<Message> message = ledger.message(other).filter(it -> addresses.contains(it.chat()));
      if (message.isPresent()) {
        return message;
      }
    }
    return Optional.empty();
  }

  /// Finds a message like [#find]. If a client's message in another chat has the id, returns the
  /// message of `chat` that was therefore stored under a substitute id.
  Optional<Message> findIn(WaId chat, MessageId id, List<WaId> addresses) {
    Optional<Message> found = find(id, addresses);
    return found.isEmpty() || found.get().chat().equals(chat)
        ? found
        : IdOwner.substitute(id).flatMap(ledger::message).or(() -> found);
  }
}
