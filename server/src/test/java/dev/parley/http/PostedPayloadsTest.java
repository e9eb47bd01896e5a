package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Posts every sample of Meta's webhooks to a running server, and compares what clients see and the
/// unprocessed bodies with the golden file `golden/posted/<case>.json`. `-Dgolden.update` rewrites
/// these files.
///
/// Before each sample, the test stores the message that statuses, reactions and the batch are
/// about. Before an edit and a revocation, it also stores the message that they change.
final class PostedPayloadsTest {
  private static final Path PAYLOADS = Path.of("src/test/resources/payloads/cloud-api");
  private static final Path GOLDEN = Path.of("src/test/resources/golden/posted");
  private static final String OURS =
      "wamid.HBgLMTIwMjU1NTAxMTcVAgARGBQ1RjM4MjVCQjgwMjU1NENCMkY4NAA=";
  private static final Map<String, List<String>> BEFORE =
      Map.of("message-edit", List.of("message-image"), "message-revoke", List.of("message-text"));

  /// The values that differ between runs: times of the server's clock.
  private static final List<String> CLOCK = List.of("createdAt", "updatedAt", "last_seen");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> everySampleIsStoredAsExpected() throws IOException {
    try (Stream<Path> files = Files.list(PAYLOADS)) {
      return files.sorted().toList().stream()
          .map(file -> file.getFileName().toString().replace(".json", ""))
          .map(name -> DynamicTest.dynamicTest(name, () -> check(name)));
    }
  }

  private void check(String name) throws IOException {
    String seen = JSON.writeValueAsString(post(name)) + "\n";

    Path golden = GOLDEN.resolve(name + ".json");
    if (System.getProperty("golden.update") != null) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, seen);
    }
    assertEquals(Files.readString(golden), seen);
  }

  private ObjectNode post(String name) throws IOException {
    Path home = Files.createDirectory(folder.resolve(name));
    ObjectNode seen = JSON.createObjectNode();
    try (RunningParley parley = RunningParley.start(home)) {
      parley.post(
          "/webhook",
          """
          {"id": "%s", "wa_id": "12025550117", "text": "Yes, until five", "type": "outgoing",
          "timestamp": 1789030805}
          """
              .formatted(OURS));
      for (String earlier : BEFORE.getOrDefault(name, List.of())) {
        parley.post("/webhook", payload(earlier));
      }
      seen.set("answer", RunningParley.json(parley.post("/webhook", payload(name))));
      seen.set("chats", timeless(RunningParley.json(parley.get("/api/chats"))));
      seen.set("contacts", byAddress(timeless(RunningParley.json(parley.get("/api/contacts")))));
    }
    try (ChatHistory history = RunningParley.history(home)) {
      ArrayNode unprocessed = seen.putArray("unprocessed");
      for (KeptUnprocessed entry : history.unprocessed(0, 10)) {
        assertEquals(payload(name), new String(entry.what().body(), UTF_8));
        unprocessed.addPOJO(entry.what().reasons());
      }
    }
    return seen;
  }

  private static String payload(String name) throws IOException {
    return Files.readString(PAYLOADS.resolve(name + ".json"));
  }

  private static final Pattern MOMENT = Pattern.compile("20\\d\\d-.*Z");

  /// The contacts, sorted by address. Otherwise the order of two contacts could depend on a
  /// millisecond.
  private static JsonNode byAddress(JsonNode contacts) {
    ArrayNode sorted = JSON.createArrayNode();
    contacts
        .valueStream()
        .sorted(Comparator.comparing(contact -> contact.get("wa_id").stringValue()))
        .forEach(sorted::add);
    return sorted;
  }

  /// The same text with every time of the server's clock replaced by a word.
  private static JsonNode timeless(JsonNode tree) {
    for (String field : CLOCK) {
      for (JsonNode holder : tree.findParents(field)) {
        JsonNode value = holder.get(field);
        if (value.isString() && MOMENT.matcher(value.stringValue()).matches()) {
          ((ObjectNode) holder).put(field, "now");
        }
      }
    }
    return tree;
  }
}
