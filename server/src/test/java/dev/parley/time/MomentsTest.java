package dev.parley.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MomentsTest {
  private static final Instant MORNING = Instant.parse("2025-08-07T10:30:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1754562600",
        " 1754562600 ",
        "1754562600.0",
        "1754562600000",
        "1754562600000.999",
        "2025-08-07T10:30:00Z",
        "2025-08-07t10:30:00z",
        "2025-08-07T12:30:00+02:00",
        "2025-08-07T12:30:00+0200",
        "2025-08-07 10:30:00",
        "Thu, 07 Aug 2025 10:30:00 GMT"
      })
  void aMomentIsReadInEachFormThatProgramsWrite(String text) {
    assertEquals(Optional.of(MORNING), Moments.parseLoosely(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "-1",
        "1e3",
        ".5",
        "1.",
        "9999999999999999",
        "1969-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z",
        "2025-02-32"
      })
  void invalidMomentsAreRefused(String text) {
    assertEquals(Optional.empty(), Moments.parseLoosely(text));
    assertEquals(Optional.empty(), Moments.parse(text));
  }

  /// Clients of the API receive an error instead.
  @ParameterizedTest
  @ValueSource(strings = {"2025-08-07", "2025-08-07 10:30:00", "1754562600.0"})
  void looseFormsAreReadLooselyOnly(String text) {
    assertEquals(Optional.empty(), Moments.parse(text));
  }

  @Test
  void aNumberIsSecondsUpToTheYear5138AndMillisecondsFromThereOn() {
    assertEquals(Instant.ofEpochSecond(99_999_999_999L), Moments.ofUnix(99_999_999_999L));
    assertEquals(Instant.ofEpochMilli(100_000_000_000L), Moments.ofUnix(100_000_000_000L));
    assertEquals(Instant.ofEpochSecond(-1), Moments.ofUnix(-1));
    assertEquals(Instant.ofEpochMilli(-100_000_000_000L), Moments.ofUnix(-100_000_000_000L));
  }

  @Test
  void theLastMomentIsOfTheYear9999() {
    assertEquals(Optional.of(Moments.LAST), Moments.parseUnix("253402300799999"));
    assertEquals(Optional.empty(), Moments.parseUnix("253402300800000"));
    assertEquals(Optional.of(Moments.LAST), Moments.parseUnix(new BigDecimal("253402300799999.9")));
  }
}
