package dev.parley.chat;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A client's update of a contact. A field that is [Field.Keep] stays as it is.
public record ContactUpdate(WaId waId, String name, Field phone, Field avatar) {

  /// A field of an update.
  public sealed interface Field {
    /// Keeps the old value.
    record Keep() implements Field {}

    /// Sets the value; null clears it.
    record Set(@Nullable String value) implements Field {}

    /// The value of the field after the update.
    default @Nullable String over(@Nullable String old) {
      return switch (this) {
        case Keep() -> old;
        case Set(var value) -> value;
      };
    }
  }

  /// The same update of a contact at another address.
  ContactUpdate of(WaId address) {
    return new ContactUpdate(address, name, phone, avatar);
  }

  Contact applyTo(Optional<Contact> old, Instant now) {
    if (old.isEmpty()) {
      return new Contact(
          waId, name, phone.over(waId.phone()), avatar.over(null), now, false, now, now, 0);
    }
    Contact contact = old.get();
    Contact changed =
        new Contact(
            waId,
            name,
            phone.over(contact.phone()),
            avatar.over(contact.avatar()),
            contact.lastSeen(),
            contact.online(),
            contact.createdAt(),
            contact.updatedAt(),
            contact.rev());
    return changed.equals(contact) ? contact : changed.touched(now);
  }
}
