package dev.parley.whatsapp.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The parser never throws, whatever the bytes are, and it reads the undamaged parts.
final class HostileWebhookTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String SECRET = "a customer's words";
  private static final Pattern ELEMENT = Pattern.compile(".*/(messages|statuses)/[0-9]+");
  private static final Pattern CHANGE_OR_ENTRY = Pattern.compile("/entry/[0-9]+(/changes/[0-9]+)?");

  private static final List<JsonNode> REPLACEMENTS =
      List.of(
          NODES.nullNode(),
          NODES.numberNode(-1),
          NODES.numberNode(1e300),
          NODES.numberNode(Long.MAX_VALUE),
          NODES.textNode(""),
          NODES.textNode(SECRET),
          NODES.textNode("\u0000\ud800"),
          NODES.textNode("x".repeat(70_000)),
          NODES.booleanNode(true),
          NODES.arrayNode().add(SECRET),
          NODES.objectNode().put("body", SECRET));

  @TestFactory
  Stream<DynamicTest> anySingleValueMayBeMissingOrOfAnotherType() throws IOException {
    return Stream.concat(
            CloudApiGoldenTest.samples().stream(), CloudApiGoldenTest.samplesOfTheField().stream())
        .map(sample ->
            DynamicTest.dynamicTest(
                sample.getFileName().toString(),
                () -> forEachDamage(sample, HostileWebhookTest::check)));
  }

  @Test
  void elementsBesideDamageInABatchAreRead() throws IOException {
    Path batch = CloudApiGoldenTest.PAYLOADS.resolve("batch-mixed.json");
    JsonNode undamaged = MAPPER.readTree(batch.toFile());
    List<InboundEvent> whole = events(undamaged);

    forEachDamage(
        batch,
        (damaged, place) -> {
          List<InboundEvent> lost = new ArrayList<>(whole);
          lost.removeAll(events(damaged));
          assertTrue(
              lost.size() <= atMost(undamaged, place),
              () -> "damage at " + place + " cost " + lost.size() + " events");
        });
  }

  @Test
  void randomBytesDoNotThrow() {
    long seed = System.nanoTime();
    Random random = new Random(seed);

    for (int i = 0; i < 20_000; i++) {
      byte[] body = new byte[random.nextInt(64)];
      random.nextBytes(body);
      assertDoesNotThrow(
          () -> Read.PARSER.parse(body, Read.RECEIVED, null),
          () -> "seed " + seed + ", " + Arrays.toString(body));
    }
  }

  @Test
  void samplesCutOrScrambledAnywhereAreRead() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);

    for (Path sample : CloudApiGoldenTest.samples()) {
      byte[] whole = Files.readAllBytes(sample);
      for (int i = 0; i < 100; i++) {
        byte[] cut = Arrays.copyOf(whole, random.nextInt(whole.length));
        byte[] scrambled = whole.clone();
        scrambled[random.nextInt(whole.length)] = (byte) random.nextInt(256);
        assertDoesNotThrow(
            () -> Read.PARSER.parse(cut, Read.RECEIVED, null),
            () -> "seed " + seed + ", " + sample + " cut to " + cut.length);
        assertDoesNotThrow(
            () -> Read.PARSER.parse(scrambled, Read.RECEIVED, null),
            () -> "seed " + seed + ", " + sample + ": " + new String(scrambled, UTF_8));
      }
    }
  }

  /// Parsing the damaged body does not throw, and no reason of the leftover quotes what a customer
  /// wrote.
  private static void check(JsonNode damaged, String place) {
    Parsed parsed = assertDoesNotThrow(() -> parse(damaged), () -> "damage at " + place);

    if (parsed instanceof Parsed.Understood(Inbound inbound, _) && inbound.leftover() != null) {
      String reasons = String.join("\n", inbound.leftover().reasons());
      assertFalse(reasons.contains(SECRET), () -> "damage at " + place + ": " + reasons);
    }
  }

  private static Parsed parse(JsonNode body) {
    return Read.PARSER.parse(body.toString().getBytes(UTF_8), Read.RECEIVED, null);
  }

  private static List<InboundEvent> events(JsonNode body) {
    return parse(body) instanceof Parsed.Understood(var inbound, _) ? inbound.events() : List.of();
  }

  /// The number of events that may be lost because of damage at `place`: one if `place` is inside a
  /// message or status, otherwise all events in the same change, entry or body.
  private static int atMost(JsonNode body, String place) {
    Matcher inside = ELEMENT.matcher(place);
    if (inside.lookingAt()) {
      return 1;
    }
    Matcher around = CHANGE_OR_ENTRY.matcher(place);
    return elements(around.lookingAt() ? body.at(around.group()) : body);
  }

  private static int elements(JsonNode node) {
    return node.findValues("messages").stream().mapToInt(JsonNode::size).sum()
        + node.findValues("statuses").stream().mapToInt(JsonNode::size).sum();
  }

  /// Calls `use` with the sample once for each value in it and each way to damage that value.
  private static void forEachDamage(Path sample, BiConsumer<JsonNode, String> use)
      throws IOException {
    JsonNode tree = MAPPER.readTree(sample.toFile());
    int before = tree.hashCode();
    use.accept(NODES.nullNode(), "the root");
    damageWithin(tree, tree, "", use);
    assertEquals(before, tree.hashCode(), "a damage was not undone");
  }

  private static void damageWithin(
      JsonNode root, JsonNode node, String path, BiConsumer<JsonNode, String> use) {
    if (node instanceof ObjectNode object) {
      for (String name : names(object)) {
        JsonNode value = object.get(name);
        String place = path + "/" + name;
        damageWithin(root, value, place, use);
        for (JsonNode replacement : REPLACEMENTS) {
          object.set(name, replacement);
          use.accept(root, place);
        }
        object.remove(name);
        use.accept(root, place);
        object.set(name, value);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        JsonNode value = array.get(i);
        String place = path + "/" + i;
        damageWithin(root, value, place, use);
        for (JsonNode replacement : REPLACEMENTS) {
          array.set(i, replacement);
          use.accept(root, place);
        }
        array.remove(i);
        use.accept(root, place);
        array.insert(i, value);
      }
    }
  }

  private static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
