package dev.parley.chat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the chat of a person, and learns under which numbers and user ids they are known: one
/// person, one chat.
///
/// The address of a chat is the person's number. If the number is hidden at first, the address is
/// their user id, and it stays so when the number becomes known. When a person changes their
/// number, they get another chat, because answers have to go to the new number.
final class Identities {
  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59.999Z");

  private final ChatLedger ledger;

  Identities(ChatLedger ledger) {
    this.ledger = ledger;
  }

  /// The address of a person's chat.
  ///
  /// @param contact the contact there
  /// @param settled whether there is nothing to learn: all addresses of the person are known
  ///   already
  record Found(WaId address, Optional<Contact> contact, boolean settled) {}

  /// Finds the chat of `person`.
  Found find(Person person) {
    WaId number = person.number();
    List<WaId> userIds = person.userIds();
    WaId known = knownBy(userIds);
    boolean one = userIds.size() <= 1;
    if (number == null) {
      return known != null
          ? at(known, one)
          : at(chatUnder(userIds).orElse(userIds.getFirst()), one);
    }
    if (number.equals(known)) {
      return at(number, one);
    }
    Optional<Contact> contact = ledger.contact(number);
    // If the number has a contact, the chat is at this number: no further search is needed.
    Optional<WaId> learned = contact.isPresent() ? Optional.of(number) : ledger.addressOf(number);
    WaId home = learned.orElseGet(() -> chatOfSpelling(number));
    if (known == null) {
      known = chatUnder(userIds).orElse(null);
    }
    if (known != null && known.phone() == null && !hasChat(home)) {
      return at(known, false); // the chat stays where it began
    }
    boolean settled = userIds.isEmpty() && (learned.isPresent() || home.equals(number));
    return home.equals(number) ? new Found(home, contact, settled) : at(home, settled);
  }

  /// The address of the chat of a number from which nobody has written yet: WhatsApp may know the
  /// person under another spelling of the number.
  private WaId chatOfSpelling(WaId number) {
    Optional<WaId> other = NumberSpellings.other(number);
    return other.isPresent() && !hasChat(number) && hasChat(other.get()) ? other.get() : number;
  }

  private Found at(WaId address, boolean settled) {
    return new Found(address, ledger.contact(address), settled);
  }

  /// Learns the addresses of `person` from their new message in the chat at `address`.
  ///
  /// @param at when it was written: a late message does not override a newer one
  void learn(Person person, WaId address, Instant at) {
    person.userIds().forEach(userId -> teach(userId, address, at));
    WaId number = person.number();
    if (number != null) {
      teach(number, address, at);
    }
  }

  /// Learns the addresses of `person`, whose chat is at `address`, from information that may be
  /// outdated: only if it contradicts nothing known, and no chat has the new address.
  void introduce(Person person, WaId address) {
    List<WaId> others = person.addresses().stream().filter(id -> !id.equals(address)).toList();
    boolean contradicted =
        others.stream()
            .anyMatch(id -> hasChat(id) || !ledger.addressOf(id).orElse(address).equals(address));
    if (!contradicted) {
      others.stream()
          .filter(id -> ledger.addressOf(id).isEmpty())
          .forEach(id -> ledger.saveAddress(id, address));
    }
  }

  /// The old and the new address of a person; equal if only their user id changed.
  record Move(@Nullable WaId from, WaId to) {}

  /// Learns that the number or a user id of a person changed.
  Optional<Move> learn(InboundEvent.Moved moved) {
    WaId from = moved.fromNumber();
    if (from == null && !moved.fromUserIds().isEmpty()) {
      from = find(new Person(null, moved.fromUserIds(), null, null, null)).address();
    } else if (from != null) {
      from = find(Person.at(from)).address();
    }
    WaId number = moved.toNumber();
    WaId to = number == null ? from : find(Person.at(number)).address();
    if (to == null) {
      return Optional.empty();
    }
    if (from != null && from.phone() == null && hasChat(from) && !hasChat(to)) {
      to = from; // the number became known
    }
    for (WaId userId : moved.toUserIds()) {
      teach(userId, to, moved.at());
    }
    if (number != null) {
      teach(number, to, moved.at());
    }
    if (from != null && !from.equals(to)) {
      openToo(from, to);
    }
    return Optional.of(new Move(from, to));
  }

  private void teach(WaId id, WaId address, Instant at) {
    if (id.equals(address)) {
      return;
    }
    Optional<WaId> known = ledger.addressOf(id);
    boolean old = known.equals(Optional.of(address));
    boolean late =
        known.isPresent()
            && ledger.newest(known.get(), Direction.INCOMING, at, END_OF_TIME).isPresent();
    if (!old && !late) {
      ledger.saveAddress(id, address);
      openToo(id, address);
    }
  }

  /// Copies the time at which the service window was opened from a person's old chat to the new
  /// one, if it is later.
  private void openToo(WaId from, WaId to) {
    Instant opened = ledger.summary(from).map(ChatSummary::windowOpenedAt).orElse(null);
    if (opened != null) {
      ledger
          .summary(to)
          .filter(there -> !there.openedAt(opened).equals(there))
          .ifPresent(there -> ledger.save(there.openedAt(opened)));
    }
  }

  private @Nullable WaId knownBy(List<WaId> userIds) {
    for (WaId userId : userIds) {
      Optional<WaId> address = ledger.addressOf(userId);
      if (address.isPresent()) {
        return address.get();
      }
    }
    return null;
  }

  private Optional<WaId> chatUnder(List<WaId> userIds) {
    return userIds.stream().filter(this::hasChat).findFirst();
  }

  private boolean hasChat(WaId address) {
    return ledger.summary(address).isPresent();
  }
}
