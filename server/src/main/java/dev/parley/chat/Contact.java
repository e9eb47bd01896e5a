package dev.parley.chat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A customer as the address book shows them.
///
/// @param name never blank; `Contact <wa_id>` until a better one is known
/// @param avatar an http or https URL
/// @param lastSeen when we last heard from them, by our clock
/// @param online whether they wrote within the last minutes, or have a socket open
public record Contact(
    WaId waId,
    String name,
    @Nullable String phone,
    @Nullable String avatar,
    Instant lastSeen,
    boolean online,
    Instant createdAt,
    Instant updatedAt) {

  public Contact {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a contact's name must not be blank");
    }
  }

  /// What a person is called before a name is known.
  public static String placeholderName(WaId waId) {
    return "Contact " + waId.value();
  }

  /// Whether `other` differs from this in nothing but being seen less than a second later: not
  /// worth a write, which a customer who sends an album would otherwise cause for each picture.
  boolean saysAsMuchAs(Contact other) {
    return other.lastSeen.isBefore(lastSeen.plusSeconds(1))
        && equals(
            new Contact(
                other.waId,
                other.name,
                other.phone,
                other.avatar,
                lastSeen,
                other.online,
                other.createdAt,
                updatedAt));
  }

  /// Heard from at `now`.
  Contact seen(String newName, Instant now) {
    return new Contact(waId, newName, phone, avatar, now, true, createdAt, now);
  }

  Contact renamed(String newName, Instant now) {
    return newName.equals(name)
        ? this
        : new Contact(waId, newName, phone, avatar, lastSeen, online, createdAt, now);
  }

  Contact withOnline(boolean nowOnline, Instant now) {
    return new Contact(waId, name, phone, avatar, lastSeen, nowOnline, createdAt, now);
  }

  /// The same person at another address.
  Contact at(WaId address, Instant now) {
    return new Contact(address, name, address.phone(), avatar, lastSeen, false, now, now);
  }

  /// Connected at `now`, or until `now`.
  Contact present(boolean nowOnline, Instant now) {
    return new Contact(waId, name, phone, avatar, now, nowOnline, createdAt, now);
  }

  Contact touched(Instant now) {
    return new Contact(waId, name, phone, avatar, lastSeen, online, createdAt, now);
  }
}
