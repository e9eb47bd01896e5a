package dev.parley.chat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the chat of a person, and learns under which numbers and user ids they are known: one
/// person, one chat.
///
/// A chat is at the person's number; where the number is hidden at first, at their user id, and it
/// stays there when the number becomes known. With another number a person has another chat, as
/// there is another line to answer on.
final class Identities {
  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59.999Z");

  private final ChatLedger ledger;

  Identities(ChatLedger ledger) {
    this.ledger = ledger;
  }

  /// Where a person's chat is.
  ///
  /// @param contact the contact there
  /// @param settled whether there is nothing to learn: the person is known by all that is told
  record Found(WaId address, Optional<Contact> contact, boolean settled) {}

  /// Where the chat of `person` is.
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
    // Whoever has a contact of their own is found there: no need to look further.
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

  /// Where a number has its chat that nobody has written from yet: WhatsApp may know the person by
  /// another spelling of it.
  private WaId chatOfSpelling(WaId number) {
    Optional<WaId> other = NumberSpellings.other(number);
    return other.isPresent() && !hasChat(number) && hasChat(other.get()) ? other.get() : number;
  }

  private Found at(WaId address, boolean settled) {
    return new Found(address, ledger.contact(address), settled);
  }

  /// Learns from a message of `person`, which is new and stands in the chat at `address`.
  ///
  /// @param at when it was written: a message that comes late does not win over a newer one
  void learn(Person person, WaId address, Instant at) {
    person.userIds().forEach(userId -> teach(userId, address, at));
    WaId number = person.number();
    if (number != null) {
      teach(number, address, at);
    }
  }

  /// Learns by what `person`, whose chat is at `address`, is known, from what may be old news: only
  /// where nothing that is known says otherwise, and nobody has a chat under the new address.
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

  /// Where somebody was reached, and is now: equal when only their user id changed.
  record Move(@Nullable WaId from, WaId to) {}

  /// Learns that a person is reached in another way.
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

  /// The person of one chat is that of another from now on: the window is open in both that they
  /// opened in one.
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
