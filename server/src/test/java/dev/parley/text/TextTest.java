package dev.parley.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextTest {
  /// Texts with all relevant characters: NUL, lone surrogates, surrogate pairs, letters of every
  /// length in UTF-8.
  private static final String[] PIECES = {"\0", "\uD83D", "\uDC4D", "👍", "a", "é", "\uFFFD", "\n"};

  @Test
  void aCleanTextHasNoNulAndNoHalfOfAPairAndKeepsAllElse() {
    long seed = Long.getLong("parley.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      String text =
          IntStream.range(0, random.nextInt(12))
              .mapToObj(_ -> PIECES[random.nextInt(PIECES.length)])
              .collect(Collectors.joining());

      String expected =
          text.codePoints()
              .map(it -> it == 0 || (it >= 0xD800 && it <= 0xDFFF) ? 0xFFFD : it)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      String clean = Text.clean(text);
      assertEquals(expected, clean, "seed " + seed);
      byte[] bytes = clean.getBytes(StandardCharsets.UTF_8);
      assertEquals(clean, new String(bytes, StandardCharsets.UTF_8), "seed " + seed);
    }
  }

  @Test
  void aTextThatIsCleanStaysTheSameObject() {
    String text = "Hello 👍";

    assertSame(text, Text.clean(text));
  }

  @Test
  void aTextIsCutBetweenCodePoints() {
    assertEquals("a👍", Text.cut("a👍👍", 2));
    assertEquals("a👍👍", Text.cut("a👍👍", 3));
    assertFalse(Text.isLongerThan("👍👍", 2));
    assertTrue(Text.isLongerThan("👍👍", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0123456789"})
  void digitsAreThoseOfAscii(String text) {
    assertTrue(Text.isDigits(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.0", "1 ", "٣", "१"})
  void otherCharactersAreNoDigits(String text) {
    assertFalse(Text.isDigits(text));
  }
}
