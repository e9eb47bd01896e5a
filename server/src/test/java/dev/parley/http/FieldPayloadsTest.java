package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Webhook bodies from real installations, posted one after the other to one running server. The
/// expected result of each is in `expected.json`.
final class FieldPayloadsTest {
  private static final Path PAYLOADS = Path.of("src/test/resources/payloads/field");
  private static final JsonMapper JSON = new JsonMapper();

  /// A failure that is reported after the message was read.
  private static final String AFTER_READ = "106-status-failed-after-read-title-only.json";

  @RegisterExtension static final RunningParley parley = RunningParley.with();

  private static JsonNode expected;
  private static String chat;

  @BeforeAll
  static void start() throws IOException {
    expected = JSON.readTree(Files.readString(PAYLOADS.resolve("expected.json")));
    chat = expected.at("/seed/wa_id").stringValue();
    for (JsonNode id : expected.at("/seed/ids")) {
      parley.post(
          "/api/send",
          "{\"wa_id\":\"%s\",\"text\":\"ours\",\"id\":\"%s\"}".formatted(chat, id.stringValue()));
    }
  }

  @TestFactory
  Stream<DynamicTest> everyBodyHasTheExpectedResult() {
    return expected
        .get("expect")
        .propertyStream()
        .sorted((one, other) -> one.getKey().compareTo(other.getKey()))
        .toList()
        .stream()
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.getKey(), () -> check(entry.getKey(), entry.getValue().get("expect"))));
  }

  private void check(String name, JsonNode expectations) throws IOException {
    String body = Files.readString(PAYLOADS.resolve(name));
    if (name.equals(AFTER_READ)) {
      parley.post("/webhook", body.replace("\"failed\"", "\"played\""));
    }
    List<String> chats = chatsOf(expectations);
    Set<String> before = ids(chats);

    JsonNode answer = RunningParley.json(parley.post("/webhook", body));

    List<JsonNode> added = new ArrayList<>();
    for (String of : chats) {
      messages(of).filter(it -> !before.contains(text(it, "id"))).forEach(added::add);
    }
    int amended = 0;
    int unprocessed = 0;
    int ignored = 0;
    int statuses = 0;
    for (JsonNode expectation : expectations) {
      if (expectation.isString()) {
        switch (expectation.stringValue()) {
          case "amends" -> amended++;
          case "unprocessed" -> unprocessed++;
          default -> ignored++;
        }
      } else if (expectation.has("wa_id")) {
        compare(expectation, added.removeFirst());
      } else {
        statuses++;
        checkStatus(body, text(expectation, "status"));
      }
    }
    assertEquals(List.of(), added);
    int messages = expectations.size() - unprocessed - ignored - statuses;
    assertEquals(messages, answer.get("messages").intValue(), () -> "messages of " + answer);
    assertEquals(unprocessed, answer.get("unprocessed").intValue(), () -> "left of " + answer);
    assertTrue(answer.get("ignored").intValue() >= ignored, () -> "ignored of " + answer);
    assertEquals(0, answer.get("duplicates").intValue());
    assertTrue(amended <= messages);
  }

  private static List<String> chatsOf(JsonNode expectations) {
    return expectations
        .valueStream()
        .filter(it -> it.has("wa_id"))
        .map(it -> text(it, "wa_id"))
        .distinct()
        .toList();
  }

  private Set<String> ids(List<String> chats) {
    Set<String> ids = new HashSet<>();
    chats.forEach(of -> messages(of).forEach(it -> ids.add(text(it, "id"))));
    return ids;
  }

  private Stream<JsonNode> messages(String of) {
    return RunningParley.json(parley.get("/api/chats/" + of)).valueStream();
  }

  private static void compare(JsonNode expected, JsonNode message) {
    assertEquals(text(expected, "direction"), text(message, "type"));
    assertEquals(text(expected, "message_type"), text(message, "message_type"));
    for (String field : List.of("wa_id", "text", "name", "status")) {
      if (expected.hasNonNull(field)) {
        assertEquals(text(expected, field), text(message, field), field);
      }
    }
    if (expected.has("reply_to")) {
      assertEquals(expected.path("reply_to").asString(""), message.path("reply_to").asString(""));
    }
  }

  /// Checks the status of the message that the first status in `body` is about.
  private void checkStatus(String body, String status) {
    JsonNode reported = JSON.readTree(body).at("/entry/0/changes/0/value/statuses/0");
    List<JsonNode> known =
        messages(chat).filter(it -> text(it, "id").equals(text(reported, "id"))).toList();
    if (status.equals("early")) {
      assertEquals(List.of(), known);
    } else {
      JsonNode message = known.getFirst();
      String exact = message.path("delivery").asString(text(message, "status"));
      // A later status includes the earlier ones: a message that was read was also delivered. The
      // files are in the order of time.
      assertTrue(
          List.of("sent", "delivered", "read", "played").indexOf(exact)
              >= List.of("sent", "delivered", "read", "played").indexOf(status),
          () -> status + " expected, was " + exact);
    }
  }

  private static String text(JsonNode node, String field) {
    return node.get(field).stringValue();
  }
}
