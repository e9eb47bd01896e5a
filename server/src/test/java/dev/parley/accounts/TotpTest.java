package dev.parley.accounts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Codes of authenticator apps.
final class TotpTest {
  private static final byte[] SECRET = "12345678901234567890".getBytes(US_ASCII);

  /// Source: RFC 6238, appendix B; the last six of its eight digits.
  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void codesMatchTheStandardsTestVectors(long second, String code) {
    assertEquals(code, Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(second))));
  }

  /// Source: RFC 4648, 10; only the texts that need no padding.
  @Test
  void aSecretIsWrittenInBase32() {
    assertEquals("MZXW6YTB", Totp.base32("fooba".getBytes(US_ASCII)));
    assertEquals("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.base32(SECRET));
    assertArrayEquals(SECRET, Totp.bytes("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
  }

  @Test
  void clocksMayDifferByOneStep() {
    Instant now = Instant.ofEpochSecond(1_234_567_890);
    long step = Totp.step(now);

    for (long near : new long[] {step - 1, step, step + 1}) {
      String code = Totp.code(SECRET, near);
      assertEquals(OptionalLong.of(near), Totp.stepOf(code, SECRET, now, 0));
      assertEquals(OptionalLong.empty(), Totp.stepOf(code, SECRET, now, near), "used already");
    }
    for (long far : new long[] {step - 2, step + 2}) {
      assertEquals(
          OptionalLong.empty(), Totp.stepOf(Totp.code(SECRET, far), SECRET, now, 0), "too far");
    }
  }
}
