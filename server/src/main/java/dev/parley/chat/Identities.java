package dev.parley.chat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the chat of a person, and learns under which numbers and user ids they are known: one
/// person, one chat.
///
/// The address of a chat is the person's number. If the number is hidden at first, the address is
/// their user id, and it stays the same when the number becomes known. But if the number already
/// has a chat, both chats are joined, see [JoinRules]. When a person changes their number, they get
/// another chat, because answers have to go to the new number.
final class Identities {
  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59.999Z");

  private final ChatLedger ledger;
  private final Instant now;
  private final List<JoinRules.Join> joins = new ArrayList<>();

  Identities(ChatLedger ledger, Instant now) {
    this.ledger = ledger;
    this.now = now;
  }

  /// The result of [#find].
  ///
  /// @param address the address of the person's chat
  /// @param contact the contact with this address
  /// @param settled whether there is nothing to learn: all addresses of the person are known
  ///   already
  record FoundPerson(WaId address, Optional<Contact> contact, boolean settled) {}

  /// Finds the chat of `person`.
  FoundPerson find(Person person) {
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
      return at(known, false); // the chat keeps the address with which it began
    }
    boolean settled = userIds.isEmpty() && (learned.isPresent() || home.equals(number));
    return home.equals(number) ? new FoundPerson(home, contact, settled) : at(home, settled);
  }

  /// The address of the chat of a number from which nobody has written yet: WhatsApp may know the
  /// person under another spelling of the number.
  private WaId chatOfSpelling(WaId number) {
    Optional<WaId> other = number.otherSpelling();
    return other.isPresent() && !hasChat(number) && hasChat(other.get()) ? other.get() : number;
  }

  private FoundPerson at(WaId address, boolean settled) {
    return new FoundPerson(address, ledger.contact(address), settled);
  }

  /// Learns the addresses of `person` from their new message in the chat at `address`.
  ///
  /// @param at the time at which it was written: a late message does not override a newer one
  void learn(Person person, WaId address, Instant at) {
    person.userIds().forEach(userId -> teach(userId, address, at, false));
    WaId number = person.number();
    if (number != null) {
      teach(number, address, at, false);
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
          .forEach(id -> ledger.save(new Alias(id, address, Instant.EPOCH)));
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
      teach(userId, to, moved.at(), true);
    }
    if (number != null) {
      teach(number, to, moved.at(), true);
      giveUp(moved.fromNumber(), to, moved.at());
    }
    if (from != null && !from.equals(to)) {
      openToo(from, to);
    }
    return Optional.of(new Move(from, to));
  }

  /// The address to which WhatsApp delivers the messages of a chat. It is the address of the chat,
  /// unless that is a user id: then it is the person's number if it is known, or the user id that
  /// WhatsApp gave them last.
  WaId recipient(WaId chat) {
    if (chat.phone() != null || chat.isGroup()) {
      return chat;
    }
    List<Alias> aliases = ledger.aliasesOf(chat);
    return newest(aliases, id -> id.phone() != null)
        .or(() -> newest(aliases, id -> id.phone() == null && !id.isOfLinkedBusinesses()))
        .orElse(chat);
  }

  /// See [ChatHistory#chatOf].
  WaId chatOf(WaId address) {
    return address.phone() != null || address.isGroup() || hasChat(address)
        ? address
        : ledger.addressOf(address).orElse(address);
  }

  /// Whether one of two chats is being joined to the other.
  boolean areOne(WaId one, WaId other) {
    return ledger.addressOf(one).equals(Optional.of(other))
        || ledger.addressOf(other).equals(Optional.of(one));
  }

  private static Optional<WaId> newest(List<Alias> aliases, Predicate<WaId> fits) {
    return aliases.stream()
        .filter(it -> fits.test(it.id()))
        .max(Comparator.comparing(Alias::at).thenComparing(it -> it.id().value()))
        .map(Alias::id);
  }

  /// Whether newer information says that an id leads to an address.
  private boolean isNewer(WaId id, WaId address, Instant at) {
    return ledger.aliasesOf(address).stream()
        .anyMatch(it -> it.id().equals(id) && it.at().isAfter(at));
  }

  /// Records that a number no longer leads to a person's chat, because they gave it up and somebody
  /// else may get it.
  private void giveUp(@Nullable WaId number, WaId chat, Instant told) {
    Instant at = notAhead(told);
    if (number != null
        && !number.equals(chat)
        && ledger.addressOf(number).equals(Optional.of(chat))
        && !isNewer(number, chat, at)) {
      ledger.save(new Alias(number, number, at));
    }
  }

  /// The given time, but not later than now: otherwise information with a time from a clock that is
  /// ahead could not be replaced until that time.
  private Instant notAhead(Instant told) {
    return told.isAfter(now) ? now : told;
  }

  /// @param announced whether WhatsApp announced that the person got this number or user id
  private void teach(WaId id, WaId address, Instant told, boolean announced) {
    if (id.equals(address)) {
      return;
    }
    Instant at = notAhead(told);
    Optional<WaId> known = ledger.addressOf(id);
    boolean old = known.equals(Optional.of(address));
    boolean late =
        known.isPresent()
            && (isNewer(id, known.get(), at)
                || ledger.newest(known.get(), Direction.INCOMING, at, END_OF_TIME).isPresent());
    if (!old && !late) {
      ledger.save(new Alias(id, address, at));
      openToo(id, address);
      known.ifPresent(it -> joinIfTheirs(id, it, address, announced));
    }
    if (old ? announced : !late) {
      joinIfTheirs(id, id, address, announced);
    }
  }

  /// Joins the chat at `other` to the chat at `address`, if the user id `id` proves that both are
  /// with one person. A chat under a number is never joined to another one, because the number may
  /// have belonged to somebody else before.
  private void joinIfTheirs(WaId id, WaId other, WaId address, boolean announced) {
    if (id.phone() == null
        && other.phone() == null
        && !other.equals(address)
        && hasChat(other)
        && hasChat(address)
        && (announced || isOnlyUserId(id, other, address))) {
      joins.add(new JoinRules.Join(other, address));
    }
  }

  /// Whether the chat at `address` is known under no other user id of the kind of `id`. A person
  /// has one of each kind. If there are two, one person may have given their number to another, or
  /// the announcement that the user id changed is still to come.
  private boolean isOnlyUserId(WaId id, WaId other, WaId address) {
    return Stream.concat(Stream.of(address), ledger.aliasesOf(address).stream().map(Alias::id))
        .filter(it -> it.phone() == null && !it.equals(id) && !it.equals(other))
        .allMatch(it -> it.isOfLinkedBusinesses() != id.isOfLinkedBusinesses());
  }

  /// The address of the chat to which the messages of a chat under a user id belong, if an earlier
  /// version left both chats separate; empty if there is no such chat.
  Optional<WaId> separated(WaId userId) {
    return ledger
        .addressOf(userId)
        .filter(it -> it.phone() != null && userId.phone() == null && !userId.isGroup())
        .filter(it -> hasChat(userId) && hasChat(it) && isOnlyUserId(userId, userId, it));
  }

  /// The pairs of chats that were found to be with one person. Each pair is returned only once.
  List<JoinRules.Join> takeJoins() {
    List<JoinRules.Join> taken = List.copyOf(joins);
    joins.clear();
    return taken;
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
