package dev.parley.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.text.Blank;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlankTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \t\n",
        "\u00a0",
        "\u200b",
        "\u200e\u200f",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u2800\u2800",
        "\u3164",
        "\u115f\u1160",
        "\uffa0",
        "\u034f",
        "\ufe0f",
        "\u3000",
        "\udb40\udc20"
      })
  void invisibleCharactersAreBlank(String text) {
    assertTrue(Blank.isBlank(text));
    assertThrows(Refusal.class, () -> send(text, null));
    assertNull(new Person(new WaId("1555"), null, text, null).profileName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "\u200b.", "\u2764\ufe0f", "\u2801", "\u3131", "\ud83d\udc4d"})
  void visibleCharactersAreNotBlank(String text) {
    assertFalse(Blank.isBlank(text));
  }

  @Test
  void aTimeIsKeptToTheMillisecond() {
    SendRequest request = send("Hello", Instant.parse("2026-03-01T12:00:00.123456Z"));

    assertEquals(Instant.parse("2026-03-01T12:00:00.123Z"), request.timestamp());
  }

  private static SendRequest send(String text, @Nullable Instant timestamp) {
    return new SendRequest(null, new WaId("1555"), text, Direction.INCOMING, timestamp, null);
  }
}
