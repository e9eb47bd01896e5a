package dev.parley.chat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds messages by any of their names: a message has an id of ours, one of WhatsApp's, and that
/// one differs with what the customer is known by. See [ScopedIds].
///
/// Used by one thread.
final class MessageFinder {
  private final ChatLedger ledger;

  MessageFinder(ChatLedger ledger) {
    this.ledger = ledger;
  }

  /// By what `person` is known, the address that holds last.
  static List<WaId> addresses(Person person, WaId address) {
    List<WaId> addresses = person.addresses();
    addresses.add(address);
    return addresses;
  }

  /// What others may call a message: statuses and amendments use either.
  static List<MessageId> names(Message message) {
    return message.metaId().equals(message.id())
        ? List.of(message.id())
        : List.of(message.id(), message.metaId());
  }

  /// The same, and the names under which the message, or what waits for it, may have come before.
  /// Those are made with the customer's number; also with the user id, where the number was not
  /// known at first.
  static List<MessageId> names(Message message, List<WaId> addresses, boolean settled) {
    Set<MessageId> names = new LinkedHashSet<>(names(message));
    names.add(ScopedIds.canonical(message.metaId(), addresses));
    if (!settled || addresses.getLast().phone() == null) {
      names.addAll(ScopedIds.others(message.metaId(), addresses));
    }
    return List.copyOf(names);
  }

  /// Whether the same message was stored under one of the names that it does not have itself.
  boolean isThereByAnotherName(Message message, List<MessageId> names) {
    return names.stream()
        .filter(name -> !names(message).contains(name))
        .flatMap(name -> ledger.message(name).stream())
        .anyMatch(there ->
            there.chat().equals(message.chat()) && there.direction() == message.direction());
  }

  /// The message that somebody who knows the customer by these addresses calls so.
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

  /// The same; where a client's message of another chat has the name, the one of `chat` that was
  /// kept under another id for it.
  Optional<Message> findIn(WaId chat, MessageId id, List<WaId> addresses) {
    Optional<Message> found = find(id, addresses);
    return found.isEmpty() || found.get().chat().equals(chat)
        ? found
        : IdOwner.instead(id).flatMap(ledger::message).or(() -> found);
  }
}
