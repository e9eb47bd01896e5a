package dev.parley.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimesTest {
  private static final Instant MORNING = Instant.parse("2025-08-07T10:30:00Z");

  @Test
  void aTimeIsWrittenInTheJdksFormatWithThreeDigits() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    DateTimeFormatter jdk = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    for (int i = 0; i < 100_000; i++) {
      Instant time =
          Instant.ofEpochSecond(
              random.nextLong(-62_167_219_200L, 253_402_300_800L), random.nextInt(1_000_000_000));

      assertEquals(jdk.format(time), Times.format(time), "seed " + seed);
    }
  }

  @Test
  void aTimeOutsideOfFourDigitYearsIsStillWritten() {
    assertEquals(
        "+10000-01-01T00:00:00.000Z", Times.format(Instant.parse("+10000-01-01T00:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2025-08-07T10:30:00Z",
        "2025-08-07T10:30:00.000Z",
        "2025-08-07T12:30:00+02:00",
        "1754562600",
        "1754562600000"
      })
  void aTimeIsReadInEachOfItsForms(String text) {
    assertEquals(Optional.of(MORNING), Times.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "2025-08-07", "-1", "99999999999999999999", "1e3"})
  void invalidTimesAreRefused(String text) {
    assertEquals(Optional.empty(), Times.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1754562600", "1754562600000", "1754562600.0", "1.7545626E+9"})
  void aNumberIsSecondsOrMilliseconds(String number) {
    assertEquals(Optional.of(MORNING), Times.parse(new BigDecimal(number)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1E+1000000", "1E-1000000"})
  void aNumberOutOfRangeIsRefused(String number) {
    assertEquals(Optional.empty(), Times.parse(new BigDecimal(number)));
  }
}
