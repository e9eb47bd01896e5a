package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.Waiting;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Answers to a customer with a hidden number go to the address that WhatsApp gave them last.
final class ChangedUserIdTest {
  private static final String OLD = "US.11111111111111111111";
  private static final String NEW = "US.22222222222222222222";

  @AutoClose private final SmallMeta meta = new SmallMeta();
  @RegisterExtension final RunningParley parley = RunningParley.with(meta.settings());

  @BeforeEach
  void start() {
    receive("{\"id\":\"wamid.1\",\"from_user_id\":\"%s\"".formatted(OLD));
  }

  private void receive(String beginning) {
    var answer =
        parley.post(
            "/webhook",
            """
            {"messages":[%s,"timestamp":"%d","type":"text","text":{"body":"Hi"}}]}
            """
                .formatted(beginning, Instant.now().getEpochSecond()));
    assertEquals(200, answer.statusCode(), answer::body);
  }

  private JsonNode sent() {
    int before = meta.told().size();
    var answer = parley.post("/api/send", "{\"wa_id\":\"%s\",\"text\":\"Hello\"}".formatted(OLD));
    assertEquals(201, answer.statusCode(), answer::body);
    Waiting.until("it was sent", () -> meta.told().size() > before);
    return meta.told().getLast();
  }

  @Test
  void aNewUserIdIsUsed() {
    assertEquals(OLD, sent().get("recipient").stringValue());

    var notice =
        parley.post(
            "/webhook",
            """
            {"messages":[{"id":"wamid.2","timestamp":"%d","type":"system","system":{
            "type":"user_changed_user_id","user_id":"%s","previous_user_id":"%s"}}]}
            """
                .formatted(Instant.now().getEpochSecond(), NEW, OLD));

    assertEquals(200, notice.statusCode(), notice::body);
    assertEquals(NEW, sent().get("recipient").stringValue());
  }

  @Test
  void aNumberThatBecameKnownIsUsed() {
    receive("{\"id\":\"wamid.2\",\"from\":\"447700900456\",\"from_user_id\":\"%s\"".formatted(OLD));

    assertEquals("+447700900456", sent().get("to").stringValue());
    assertEquals(List.of(OLD), chats());
  }

  private List<String> chats() {
    return RunningParley.json(parley.get("/api/chats"))
        .valueStream()
        .map(it -> it.get("wa_id").stringValue())
        .toList();
  }
}
