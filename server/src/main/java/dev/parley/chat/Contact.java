package dev.parley.chat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A customer as the address book shows them.
///
/// @param name never blank; `Contact <wa_id>` until a better one is known
/// @param avatar an http or https URL
/// @param lastSeen the time at which they last wrote, or had a socket open
/// @param online whether they wrote within the last minutes, or have a socket open
/// @param rev the number of the last change of the contact; 0 if it was stored before changes were
///   numbered
public record Contact(
    WaId waId,
    String name,
    @Nullable String phone,
    @Nullable String avatar,
    Instant lastSeen,
    boolean online,
    Instant createdAt,
    Instant updatedAt,
    long rev) {

  /// The time for which a customer counts as present after writing. If the configured time is
  /// shorter, they go offline after that.
  public static final Duration PRESENT_FOR = Duration.ofMinutes(5);

  public Contact {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a contact's name must not be blank");
    }
  }

  /// The name that a person has until their real name is known.
  public static String placeholderName(WaId waId) {
    return "Contact " + waId.value();
  }

  /// Whether `other` equals this contact, except perhaps for a last-seen time that is less than a
  /// second later. A change to such a contact is not written: otherwise every picture of an album
  /// would cause a write.
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
                updatedAt,
                rev));
  }

  /// The contact after they wrote at `at`, which may be long ago.
  ///
  /// @param present whether that is so recent that they still count as present
  Contact wrote(String newName, Instant at, boolean present, Instant now) {
    Instant seen = at.isAfter(lastSeen) ? at : lastSeen;
    return new Contact(waId, newName, phone, avatar, seen, online || present, createdAt, now, rev);
  }

  Contact renamed(String newName, Instant now) {
    return newName.equals(name)
        ? this
        : new Contact(waId, newName, phone, avatar, lastSeen, online, createdAt, now, rev);
  }

  Contact withOnline(boolean nowOnline, Instant now) {
    return new Contact(waId, name, phone, avatar, lastSeen, nowOnline, createdAt, now, rev);
  }

  /// The same person at another address.
  Contact at(WaId address, Instant now) {
    String known = name.equals(placeholderName(waId)) ? placeholderName(address) : name;
    return new Contact(address, known, address.phone(), avatar, lastSeen, false, now, now, rev);
  }

  /// The contact, with the data that another contact of the same person has in addition.
  Contact joinedWith(Contact other, Instant now) {
    boolean unnamed = name.equals(placeholderName(waId));
    boolean named = !other.name.equals(placeholderName(other.waId));
    Contact joined =
        new Contact(
            waId,
            unnamed && named ? other.name : name,
            phone,
            avatar == null ? other.avatar : avatar,
            other.lastSeen.isAfter(lastSeen) ? other.lastSeen : lastSeen,
            online || other.online,
            other.createdAt.isBefore(createdAt) ? other.createdAt : createdAt,
            updatedAt,
            rev);
    return joined.equals(this) ? this : joined.touched(now);
  }

  /// The contact after they connected or disconnected at `now`.
  Contact present(boolean nowOnline, Instant now) {
    return new Contact(waId, name, phone, avatar, now, nowOnline, createdAt, now, rev);
  }

  /// The contact with the number of its last change.
  public Contact as(long change) {
    return new Contact(waId, name, phone, avatar, lastSeen, online, createdAt, updatedAt, change);
  }

  Contact touched(Instant now) {
    return new Contact(waId, name, phone, avatar, lastSeen, online, createdAt, now, rev);
  }
}
