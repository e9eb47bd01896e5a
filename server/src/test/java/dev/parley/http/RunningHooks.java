package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;

/// The outgoing webhooks of a running server.
record RunningHooks(RunningParley parley) implements AfterEachCallback {
  /// Settings for receivers on this machine that fail.
  static final String[] SETTINGS = {
    "HOOKS_ALLOW_PRIVATE", "true", "HOOKS_RETRY_MILLIS", "20", "HOOKS_TIMEOUT_SECONDS", "1"
  };

  /// Settings for receivers on this machine that answer late.
  static final String[] PATIENT = {"HOOKS_ALLOW_PRIVATE", "true", "HOOKS_TIMEOUT_SECONDS", "60"};

  static final String ALL =
      "[\"message.received\",\"message.sent\",\"message.status\",\"message.updated\",\"contact.updated\",\"chat.updated\"]";
  static final String RECEIVED = "[\"message.received\"]";

  private static final AtomicInteger CHATS = new AtomicInteger();

  /// A chat that no other test uses.
  static String chat() {
    return "1555020" + (1_000 + CHATS.incrementAndGet());
  }

  static String id(JsonNode hook) {
    return hook.path("id").asString();
  }

  /// Receives messages of a customer.
  void receive(String chat, String... texts) {
    for (String text : texts) {
      var answer =
          parley.post("/webhook", "{\"wa_id\":\"%s\",\"text\":\"%s\"}".formatted(chat, text));
      assertEquals(200, answer.statusCode(), answer::body);
    }
  }

  JsonNode add(HookReceiver receiver, String events) {
    var made =
        parley.post(
            "/api/hooks", "{\"url\":\"%s\",\"events\":%s}".formatted(receiver.url(), events));
    assertEquals(201, made.statusCode(), made::body);
    return json(made);
  }

  JsonNode change(String id, String body) {
    var changed = parley.ask("PUT", "/api/hooks/" + id, body.getBytes(UTF_8));
    assertEquals(200, changed.statusCode(), changed::body);
    return json(changed);
  }

  /// Removes a hook, and returns the status of the answer.
  int remove(String id) {
    return parley.ask("DELETE", "/api/hooks/" + id, new byte[0]).statusCode();
  }

  /// Receivers end with their test, so their hooks must be removed.
  @Override
  public void afterEach(ExtensionContext context) {
    for (JsonNode hook : json(parley.get("/api/hooks"))) {
      assertEquals(204, remove(id(hook)));
    }
  }

  JsonNode listed(String id) {
    for (JsonNode hook : json(parley.get("/api/hooks"))) {
      if (id(hook).equals(id)) {
        return hook;
      }
    }
    throw new AssertionError("no hook " + id);
  }

  /// The number of events that wait for a hook.
  int waiting(String id) {
    return listed(id).path("waiting").asInt();
  }

  JsonNode deliveries(String id) {
    return json(parley.get("/api/hooks/" + id + "/deliveries"));
  }
}
