package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import dev.parley.simulator.AcceptedMessage;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.SimulatorOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tests third-party client libraries for Meta's Cloud API with Parley in place of Meta, and the
/// simulated Meta behind it: see `cloud-clients.cjs`.
final class CloudApiClientsTest {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final String NUMBER = "310987654321098";
  private static final String ALICE = "15550100001";
  private static final JsonMapper JSON = new JsonMapper();

  @AutoClose
  private final Simulator meta =
      Simulator.start(SimulatorOptions.defaults().secret("secret").verifyToken("verify").speed(20));

  @RegisterExtension
  final RunningParley parley =
      RunningParley.with(RunningParley.through(meta, "WHATSAPP_APP_SECRET", "secret"));

  /// Connects the server and the simulated Meta, to which a customer has written.
  @BeforeEach
  void connect() {
    parley.receiveFrom(meta);
  }

  @Test
  void theLibraryOfKapsoSendsThroughParley() throws Exception {
    String asked = customerWrites("Well?");
    JsonNode done = run("@kapso/whatsapp-cloud-api", asked);

    checkAnswers(done);
    JsonNode refused = done.get("refused");
    assertEquals("GraphApiError", refused.get("name").stringValue());
    assertEquals(400, refused.get("httpStatus").intValue());
    assertEquals(131009, refused.get("code").intValue());
    assertTrue(refused.get("details").stringValue().startsWith("to must be a phone number"));
    checkOutcome(done, asked, "interactive", "Shall we deliver at nine?");
  }

  @Test
  void theLibraryOfSecretoSendsThroughParley() throws Exception {
    String asked = customerWrites("Well?");
    JsonNode done = run("whatsapp-api-js", asked);

    checkAnswers(done);
    assertEquals("accepted", done.at("/rich/messages/0/message_status").stringValue());
    assertEquals(131009, done.at("/refused/error/code").intValue());
    assertEquals("OAuthException", done.at("/refused/error/type").stringValue());
    checkOutcome(done, asked, "template", "Template: order_ready (Marta, 7781)");
  }

  /// @return WhatsApp's id, once Parley has the message
  private String customerWrites(String text) {
    String id = meta.customerWrites(ALICE, text);
    Waiting.until("it came", () -> chat().toString().contains(id));
    return id;
  }

  private JsonNode chat() {
    return json(parley.get("/api/chats/" + ALICE));
  }

  private JsonNode message(JsonNode answer) {
    return message(answer.at("/messages/0/id").stringValue());
  }

  private JsonNode message(String id) {
    for (JsonNode message : chat()) {
      if (message.get("id").stringValue().equals(id)) {
        return message;
      }
    }
    throw new AssertionError("no message " + id);
  }

  private static void checkAnswers(JsonNode done) {
    for (String call : List.of("text", "rich", "reply", "reaction")) {
      assertTrue(done.get(call).at("/messages/0/id").stringValue().startsWith("msg_"), call);
    }
    assertTrue(done.get("text").toString().contains(ALICE), done::toString);
    assertEquals("{\"success\":true}", done.get("read").toString());
  }

  /// Checks what the customer, the agents and Meta see of the message.
  private void checkOutcome(JsonNode done, String asked, String type, String text) {
    Waiting.until(
        "all is sent",
        () -> meta.ledger().accepted().size() == 4 && !meta.ledger().reads().isEmpty());

    List<AcceptedMessage> sent = meta.ledger().accepted();
    assertEquals(
        List.of("text", type, "text", "reaction"),
        sent.stream().map(AcceptedMessage::type).toList());
    assertEquals(sent.get(0).wamid(), sent.get(2).body().at("/context/message_id").asText());
    assertEquals(asked, sent.get(3).body().at("/reaction/message_id").asText());
    assertEquals("👍", sent.get(3).body().at("/reaction/emoji").asText());
    assertEquals(
        done.at("/text/messages/0/id").stringValue(), sent.get(0).callback()); // not the bot's own
    assertEquals(List.of(asked), meta.ledger().reads());

    assertEquals(4, chat().size());
    JsonNode question = message(asked);
    assertEquals("read", question.get("status").stringValue());
    assertEquals("👍", question.at("/reactions/0/emoji").stringValue());
    assertEquals(text, message(done.get("rich")).get("text").stringValue());
    assertEquals(
        done.at("/text/messages/0/id").stringValue(),
        message(done.get("reply")).get("reply_to").stringValue());
    Waiting.until(
        "the customer has read it",
        () -> message(done.get("reply")).get("status").stringValue().equals("read"));
  }

  /// The result of the library's calls.
  private JsonNode run(String library, String asked) throws IOException, InterruptedException {
    Path packages = JavaScriptListener.packages();
    Path script = parley.folder().resolve("cloud-clients.cjs");
    try (InputStream source =
        Objects.requireNonNull(
            CloudApiClientsTest.class.getResourceAsStream("cloud-clients.cjs"))) {
      Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
    }
    Process node =
        new ProcessBuilder(
                "node",
                script.toString(),
                library,
                "http://127.0.0.1:" + parley.port(),
                NUMBER,
                "+" + ALICE,
                asked)
            .directory(packages.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = node.inputReader(UTF_8)) {
      String line = lines.readLine();
      assertNotNull(line, "node ended: see the log above");
      assertTrue(node.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS));
      return JSON.readTree(line);
    } finally {
      node.destroyForcibly();
    }
  }
}
