package dev.parley.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests which part of a nested value is read.
final class SmallTreeTest {
  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"a\":[1,-2.5,true,false,null,\"x\",{\"b\":{}}]}",
        "\"x\"",
        "7",
        "null",
        "{\"\":\"\"}"
      })
  void aSmallValueIsReadAsItIs(String json) throws IOException {
    assertEquals(json, read(json).map(JsonNode::toString).orElse("nothing"));
  }

  @Test
  void theParserStopsAtTheEndOfTheValue() throws IOException {
    String deep = "[".repeat(50) + "]".repeat(50);
    for (String value : new String[] {"{\"a\":[1]}", deep, "7", "\"" + "x".repeat(70_000) + "\""}) {
      try (JsonParser parser = JSON.createParser("[" + value + ",\"next\"]")) {
        parser.nextToken();
        parser.nextToken();
        var _ = SmallTree.read(parser);

        assertEquals("next", parser.nextTextValue());
      }
    }
  }

  @Test
  void itsDepthIsLimited() throws IOException {
    assertEquals(true, isRead(nested(SmallTree.MAX_DEPTH)));
    assertEquals(false, isRead(nested(SmallTree.MAX_DEPTH + 1)));
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "1" + "]".repeat(depth);
  }

  @Test
  void theSizeOfEveryTreeIsLimited() throws IOException {
    int most = SmallTree.MAX_CHARACTERS;

    assertEquals(true, isRead("\"" + "x".repeat(most - 10) + "\""));
    assertEquals(false, isRead("\"" + "x".repeat(most) + "\""));
    assertEquals(
        false,
        isRead("{\"a\":{\"" + "x".repeat(most / 2) + "\":\"" + "x".repeat(most / 2) + "\"}}"));
    assertEquals(false, isRead("[" + "0,".repeat(most / 2) + "0]"));
    assertEquals(false, isRead("[" + "{},".repeat(most / 2) + "0]"));
    assertEquals(false, isRead("[" + "\"\",".repeat(most / 2) + "0]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e41", "1e-41", "1e999999", "1e2147483647", "1e-2147483648", "1e99999999999999"})
  void hugeNumbersAreRefused(String number) throws IOException {
    assertEquals(false, isRead("{\"a\":" + number + "}"));
    assertEquals(false, isRead("{\"a\":" + "9".repeat(41) + "}"));
  }

  @Test
  void namesAndTextsAreCleaned() throws IOException {
    assertEquals(
        "{\"a\uFFFD\":\"\uFFFDb\"}",
        read("{\"a\\u0000\":\"\\ud800b\"}").map(JsonNode::toString).orElse("nothing"));
  }

  @Test
  void theLastOfANameCounts() throws IOException {
    assertEquals("{\"a\":2}", read("{\"a\":1,\"a\":2}").map(JsonNode::toString).orElse("nothing"));
  }

  private static boolean isRead(String json) throws IOException {
    return read(json).isPresent();
  }

  private static Optional<JsonNode> read(String json) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      return SmallTree.read(parser);
    }
  }
}
