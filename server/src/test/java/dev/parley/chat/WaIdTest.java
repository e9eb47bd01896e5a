package dev.parley.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WaIdTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "15551234567",
        "0015551234",
        "US.20481632649612825501",
        "120363000000000001@g.us",
        "a-b_C",
        "+",
        "+1+1"
      })
  void anAddressIsKeptAsItIs(String value) {
    assertTrue(WaId.isValid(value));
    assertEquals(value, new WaId(value).value());
    assertEquals(value, new WaId(value).toString());
  }

  @Test
  void thePlusOfANumberIsDropped() {
    assertEquals(new WaId("15551234567"), new WaId("+15551234567"));
  }

  @Test
  void itMayHave128Characters() {
    assertTrue(WaId.isValid("9".repeat(128)));
    assertFalse(WaId.isValid("9".repeat(129)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1 555", "1555\n", "a/b", "a\u0000", "١٢٣", "é", "<b>", "a:b"})
  void anythingElseIsRefused(String value) {
    assertFalse(WaId.isValid(value));
    assertThrows(IllegalArgumentException.class, () -> new WaId(value));
  }

  @Test
  void anAddressMayContainABusinessNumber() {
    WaId alice = new WaId("15551234567");
    WaId other = alice.through("310987654321098");

    assertEquals("15551234567@310987654321098", other.value());
    assertEquals(alice, other.customer());
    assertEquals("310987654321098", other.ourNumber());
    assertEquals("+15551234567", other.phone());
    assertEquals(other, new WaId("+15551234567@310987654321098"));
    assertEquals(new WaId("15551234567@22"), other.through("22"));
    assertEquals(alice, other.through(null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"15551234567", "120363000000000001@g.us", "@310987654321098", "a@", "US.2048"})
  void otherAddressesContainNoBusinessNumber(WaId address) {
    assertEquals(address, address.customer());
    assertNull(address.ourNumber());
  }

  @Test
  void addressesOfUserIdsAndGroupsMayContainABusinessNumber() {
    assertEquals(new WaId("US.2048"), new WaId("US.2048@22").customer());
    assertEquals(new WaId("1203@g.us"), new WaId("1203@g.us@22").customer());
    assertNull(new WaId("US.2048@22").phone());
  }

  @Test
  void anAddressWithABusinessNumberHasAtMost128Characters() {
    assertTrue(new WaId("9".repeat(125)).fitsTo("22"));
    assertFalse(new WaId("9".repeat(126)).fitsTo("22"));
  }

  @Test
  void onlyDigitsAreAPhoneNumber() {
    assertEquals("+15551234567", new WaId("15551234567").phone());
    assertNull(new WaId("US.2048").phone());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Y2FwaV9ncm91cDoxNzA1", "120363000000000001@g.us", "Y2Fwa@22", "us.1"})
  void anyOtherIdIsAGroup(String value) {
    assertTrue(new WaId(value).isGroup());
  }

  @ParameterizedTest
  @ValueSource(strings = {"15551234567", "15551234567@22", "US.2048163", "US.ENT.2048163@22"})
  void aPersonIsNotAGroup(String value) {
    assertFalse(new WaId(value).isGroup());
  }
}
