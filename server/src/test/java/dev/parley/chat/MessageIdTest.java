package dev.parley.chat;

import static dev.parley.chat.Fixtures.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageIdTest {
  @ParameterizedTest
  @ValueSource(strings = {"1", "wamid.HBgLMTIwMjU1NTAxMTcVAgASGBQzQQ==", "a/b+c=", "!~"})
  void anIdIsKeptAsItIs(String value) {
    assertTrue(MessageId.isValid(value));
    assertEquals(value, new MessageId(value).toString());
  }

  @Test
  void itMayHave512Characters() {
    assertTrue(MessageId.isValid("x".repeat(512)));
    assertFalse(MessageId.isValid("x".repeat(513)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\n", "a\u0000", "a\u007f", "é", "👍"})
  void anythingElseIsRefused(String value) {
    assertFalse(MessageId.isValid(value));
    assertThrows(IllegalArgumentException.class, () -> new MessageId(value));
  }

  @Test
  void generatedIdsHaveATimeAndNineRandomCharacters() {
    String id = MessageId.make(NOON, new Random(1)).value();

    assertTrue(id.matches("msg_" + NOON.toEpochMilli() + "_[a-z0-9]{9}"), id);
  }

  @Test
  void generatedIdsDifferWithinOneMillisecond() {
    Random random = new Random(1);

    long different =
        IntStream.range(0, 1_000).mapToObj(i -> MessageId.make(NOON, random)).distinct().count();

    assertEquals(1_000, different);
  }
}
