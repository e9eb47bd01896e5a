package dev.parley.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NumberSpellingsTest {
  @ParameterizedTest
  @CsvSource({
    "5584998765432, 558498765432",
    "5511987654321, 551187654321",
    "5215512345678, 525512345678",
    "5491112345678, 541112345678",
    "5584998765432@310987654321098, 558498765432@310987654321098"
  })
  void twoSpellingsReferToEachOther(WaId longer, WaId shorter) {
    assertEquals(Optional.of(shorter), NumberSpellings.other(longer));
    assertEquals(Optional.of(longer), NumberSpellings.other(shorter));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "551133334444", // a landline of Brazil
        "5511933334444", // no old mobile number became this one
        "5500998765432", // not an area code of Brazil
        "55849987654321", // too long
        "525112345678901", // too long
        "521123456789", // no number of Mexico begins with 1
        "15551234567",
        "447700900123",
        "US.5584998765432",
        "GROUP"
      })
  void otherNumbersHaveOneSpelling(WaId number) {
    assertEquals(Optional.empty(), NumberSpellings.other(number));
  }
}
