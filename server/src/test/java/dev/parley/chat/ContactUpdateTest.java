package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.ALICE_ID;
import static dev.parley.chat.Fixtures.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ContactUpdateTest {
  private static final ContactUpdate.Field KEEP = new ContactUpdate.Field.Keep();
  private static final ContactUpdate.Field CLEAR = new ContactUpdate.Field.Set(null);
  private static final String PHOTO = "https://example.org/alice.png";
  private static final Contact OLD =
      new Contact(ALICE, "Alice", "+1 555", PHOTO, NOON, true, NOON, NOON, 0);

  @Test
  void aNewContactHasThePhoneOfItsAddress() {
    Contact contact = new ContactUpdate(ALICE, "Alice", KEEP, KEEP).applyTo(Optional.empty(), NOON);

    assertEquals(
        new Contact(ALICE, "Alice", "+15550001001", null, NOON, false, NOON, NOON, 0), contact);
  }

  @Test
  void aNewContactWithoutANumberHasNoPhone() {
    assertNull(
        new ContactUpdate(ALICE_ID, "Alice", KEEP, KEEP).applyTo(Optional.empty(), NOON).phone());
  }

  @Test
  void unchangedFieldsOfAContactAreKept() {
    Contact contact =
        new ContactUpdate(ALICE, "Alice O.", KEEP, KEEP).applyTo(Optional.of(OLD), AFTER_NOON);

    assertEquals(
        new Contact(ALICE, "Alice O.", "+1 555", PHOTO, NOON, true, NOON, AFTER_NOON, 0), contact);
  }

  @Test
  void fieldsSetToNullAreCleared() {
    Contact contact =
        new ContactUpdate(ALICE, "Alice", CLEAR, CLEAR).applyTo(Optional.of(OLD), AFTER_NOON);

    assertNull(contact.phone());
    assertNull(contact.avatar());
  }

  @Test
  void anUpdateThatChangesNothingIsTheOldContact() {
    assertSame(
        OLD, new ContactUpdate(ALICE, "Alice", KEEP, KEEP).applyTo(Optional.of(OLD), AFTER_NOON));
  }

  @Test
  void aContactHasAName() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ContactUpdate(ALICE, " ", KEEP, KEEP).applyTo(Optional.of(OLD), AFTER_NOON));
  }
}
