package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A whole body with one of its values removed, or replaced by one of another type.
///
/// @param place the path of the value, for example `/entry/0/changes/0/value`
/// @param replacement null: the value was removed
@SuppressWarnings("ArrayRecordComponent") // never compared
record Damage(String place, @Nullable JsonNode replacement, byte[] body) {
  static final JsonMapper JSON = new JsonMapper();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<JsonNode> ONE_OF_EACH_TYPE =
      List.of(
          NODES.nullNode(),
          NODES.numberNode(-7),
          NODES.textNode(FrontDoor.WORDS),
          NODES.booleanNode(true),
          NODES.arrayNode().add(FrontDoor.WORDS),
          NODES.objectNode().put("body", FrontDoor.WORDS));

  /// Every sample that ships with Parley, and every one of the Cloud API's kinds.
  static List<Path> samples() throws IOException {
    try (Stream<Path> shipped = Files.list(Path.of("src/main/resources/dev/parley/samples"));
        Stream<Path> kinds = Files.list(Path.of("src/test/resources/payloads/cloud-api"))) {
      return Stream.concat(shipped, kinds)
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .toList();
    }
  }

  /// All possible damages of one value of `whole`.
  static List<Damage> all(byte[] whole) throws IOException {
    List<Damage> all = new ArrayList<>();
    JsonNode root = JSON.readTree(whole);
    damageWithin(root, root, JsonPointer.empty(), all);
    return all;
  }

  /// All texts in it that a person may have written, or that name a person.
  static List<String> words(byte[] whole) throws IOException {
    List<String> words = new ArrayList<>();
    for (String name : List.of("body", "caption", "name", "formatted_name", "wa_id", "from")) {
      JSON.readTree(whole).findValues(name).stream()
          .filter(JsonNode::isTextual)
          .map(JsonNode::textValue)
          .filter(text -> text.length() > 7)
          .forEach(words::add);
    }
    return words;
  }

  private static void damageWithin(JsonNode root, JsonNode node, JsonPointer at, List<Damage> all) {
    switch (node) {
      case ObjectNode object ->
          List.copyOf(object.propertyStream().map(entry -> entry.getKey()).toList())
              .forEach(name -> {
                JsonNode value = object.get(name);
                JsonPointer place = at.appendProperty(name);
                damageWithin(root, value, place, all);
                replacementsOf(
                    value,
                    replacement -> {
                      object.set(name, replacement);
                      all.add(new Damage(place.toString(), replacement, bytes(root)));
                    });
                // The field need not return to its old position, because the order of fields has no
                // meaning.
                object.remove(name);
                all.add(new Damage(place.toString(), null, bytes(root)));
                object.set(name, value);
              });
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          int index = i;
          JsonNode value = array.get(i);
          JsonPointer place = at.appendIndex(i);
          damageWithin(root, value, place, all);
          replacementsOf(
              value,
              replacement -> {
                array.set(index, replacement);
                all.add(new Damage(place.toString(), replacement, bytes(root)));
              });
          array.remove(i);
          all.add(new Damage(place.toString(), null, bytes(root)));
          array.insert(i, value);
        }
      }
      default -> {}
    }
  }

  private static void replacementsOf(JsonNode value, Consumer<JsonNode> use) {
    ONE_OF_EACH_TYPE.stream()
        .filter(replacement -> replacement.getNodeType() != value.getNodeType())
        .forEach(use);
  }

  private static byte[] bytes(JsonNode root) {
    try {
      return JSON.writeValueAsBytes(root);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  @Override
  public String toString() {
    return place
        + " = "
        + (replacement == null ? "nothing" : replacement)
        + "\n"
        + new String(body, UTF_8);
  }
}
