package dev.parley.outgoing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ContentFields;
import dev.parley.chat.Outgoing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Hostile content: it is either valid, or refused with a text that quotes nothing of it.
/// `-Dparley.seed=N` repeats a run.
final class HostileContentTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int ROUNDS = 20_000;

  /// A text that no sentence of Parley contains.
  private static final String WORDS = "qwxz-words-of-somebody";

  private static final List<JsonNode> VALUES =
      List.of(
          NODES.nullNode(),
          NODES.numberNode(-7),
          NODES.numberNode(1e30),
          NODES.numberNode(0.5),
          NODES.textNode(WORDS),
          NODES.textNode(""),
          NODES.textNode("\u202e\u200b"),
          NODES.textNode("reply"),
          NODES.textNode("x".repeat(5000)),
          NODES.booleanNode(true),
          NODES.arrayNode(),
          NODES.arrayNode().add(WORDS).add(7).add(NODES.objectNode()).add(NODES.arrayNode()),
          NODES.objectNode(),
          NODES.objectNode().put("type", WORDS).put(WORDS, WORDS),
          NODES.objectNode().put("type", "text").put("text", WORDS));

  @ParameterizedTest
  @MethodSource("dev.parley.outgoing.Samples#all")
  void anyValueInAnyPlaceIsReadOrRefused(Path sample) {
    ObjectNode whole = Samples.json(sample);
    for (JsonNode parent : containers(whole)) {
      for (Object key : keys(parent)) {
        JsonNode before = get(parent, key);
        for (JsonNode value : VALUES) {
          put(parent, key, value);
          check(whole, sample.toString());
        }
        put(parent, key, before);
      }
    }
  }

  @Test
  void manyAccidentsAtOnceAreReadOrRefused() {
    long seed = Long.getLong("parley.seed", System.nanoTime());
    System.out.println("HostileContentTest: -Dparley.seed=" + seed);
    Random random = new Random(seed);
    List<Path> samples = Samples.all();
    for (int round = 0; round < ROUNDS; round++) {
      ObjectNode content = Samples.json(samples.get(random.nextInt(samples.size())));
      for (int accident = random.nextInt(5); accident >= 0; accident--) {
        List<JsonNode> parents = containers(content);
        JsonNode parent = parents.get(random.nextInt(parents.size()));
        List<Object> keys = keys(parent);
        if (!keys.isEmpty()) {
          JsonNode other = Samples.json(samples.get(random.nextInt(samples.size())));
          JsonNode value = random.nextBoolean() ? VALUES.get(random.nextInt(VALUES.size())) : other;
          put(parent, keys.get(random.nextInt(keys.size())), value.deepCopy());
        }
      }
      check(content, "parley.seed " + seed + ", round " + round);
    }
  }

  private static void check(ObjectNode content, String what) {
    String before = content.toString();

    Samples.Read read = Samples.read(content, null);

    assertEquals(before, content.toString(), () -> what + ": the request was changed");
    assertEquals(read.problems().isEmpty(), read.outgoing() != null, what);
    assertTrue(read.problems().size() <= 100, what);
    for (String problem : read.problems()) {
      assertTrue(problem.matches("content\\.[^ ]+ (is|must|cannot) .*"), () -> what + problem);
      assertFalse(problem.contains(WORDS), () -> what + problem);
    }
    if (read.outgoing() instanceof Outgoing message && message.body().content() != null) {
      var shown = message.body().content();
      assertEquals(Optional.of(shown), ContentFields.read(ContentFields.of(shown)), what);
    }
  }

  private static List<JsonNode> containers(JsonNode node) {
    List<JsonNode> all = new ArrayList<>();
    if (node.isContainerNode()) {
      all.add(node);
      node.forEach(inner -> all.addAll(containers(inner)));
    }
    return all;
  }

  private static List<Object> keys(JsonNode parent) {
    List<Object> keys = new ArrayList<>();
    parent.fieldNames().forEachRemaining(keys::add);
    for (int i = 0; parent.isArray() && i < parent.size(); i++) {
      keys.add(i);
    }
    return keys;
  }

  private static JsonNode get(JsonNode parent, Object key) {
    return key instanceof Integer index ? parent.get(index) : parent.get((String) key);
  }

  private static void put(JsonNode parent, Object key, JsonNode value) {
    switch (parent) {
      case ObjectNode object -> object.set((String) key, value);
      case ArrayNode array -> array.set((Integer) key, value);
      default -> throw new AssertionError("not a container");
    }
  }
}
