package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.WebhookHeaders;
import dev.parley.cli.ApiClient.Answer;
import dev.parley.cli.DemoEvents.Expected;
import dev.parley.config.ParleyConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Instant;
import java.util.Map;

/// A small conversation, made from both sides, whose events the demo's socket must see. Belongs to
/// one thread.
final class DemoRound {
  private static final String CHAT = "1234567890";
  private static final String NAME = "Alice Johnson";

  private final URI server;
  private final ApiClient api;
  private final ParleyConfig.WhatsApp config;
  private final DemoEvents events;
  private final String customer;
  private int rounds;

  /// @param run distinguishes this demo's typing events from those of another demo
  DemoRound(
      URI server, ApiClient api, ParleyConfig.WhatsApp config, DemoEvents events, String run) {
    this.server = server;
    this.api = api;
    this.config = config;
    this.events = events;
    this.customer = NAME + " " + run;
  }

  /// The user as whom the demo's socket joins; the room of this user receives the typing events.
  static ObjectNode user() {
    return object().put("userId", CHAT);
  }

  /// Performs each action, and waits until its event has arrived.
  ///
  /// @throws CommandException if an event did not arrive, or the server refused a call
  void run() throws IOException, InterruptedException {
    rounds++;
    if (rounds == 1) {
      var _ = post("/api/contacts", object().put("wa_id", CHAT).put("name", NAME), false);
    }
    String sent = send("outgoing", "Hello from the realtime demo, round " + rounds);
    events.await(
        stored("the message that was sent", sent), chatList("the chat of what was sent", sent));
    report(sent, "delivered");
    report(sent, "read");
    try (Typist typist = Typist.connect(server, CHAT, customer)) {
      typist.types();
      events.await(typing("somebody is typing", true));
      String reply = send("incoming", "Thank you, I have read it. This is reply " + rounds);
      events.await(stored("the reply", reply), chatList("the chat of the reply", reply));
      typist.stops();
      events.await(typing("somebody stopped typing", false));
    }
  }

  private String send(String type, String text) throws IOException, InterruptedException {
    ObjectNode body = object().put("wa_id", CHAT).put("text", text).put("type", type);
    return post("/api/send", body, false).path("message").path("id").asText();
  }

  /// Plays WhatsApp, which reports the status of a message.
  private void report(String id, String status) throws IOException, InterruptedException {
    ObjectNode body =
        object().put("id", id).put("status", status).put("timestamp", Instant.now().toString());
    var _ = post("/webhook", body, true);
    events.await(
        new Expected(
            "the message was " + status,
            "messageStatusUpdate",
            update -> is(id, update.path("id")) && is(status, update.path("status"))));
  }

  private JsonNode post(String path, ObjectNode body, boolean signed)
      throws IOException, InterruptedException {
    byte[] bytes = body.toString().getBytes(UTF_8);
    Answer answer;
    try {
      answer = api.post(path, bytes, signed ? WebhookHeaders.of(config, bytes) : Map.of());
    } catch (ConnectException nobody) {
      throw ServerUrl.silent(server);
    }
    if (answer.status() / 100 != 2) {
      String error = answer.json().path("error").asText();
      throw new CommandException(
          "POST %s was answered %d%s"
              .formatted(
                  path, answer.status(), error.isEmpty() ? "" : ": " + Console.plain(error)));
    }
    return answer.json();
  }

  private static Expected stored(String what, String id) {
    return new Expected(what, "newMessage", message -> is(id, message.path("id")));
  }

  private static Expected chatList(String what, String id) {
    return new Expected(
        what, "chatListUpdate", update -> is(id, update.path("message").path("id")));
  }

  private Expected typing(String what, boolean typing) {
    return new Expected(
        what,
        "userTyping",
        it -> is(customer, it.path("name")) && it.path("isTyping").asBoolean() == typing);
  }

  private static boolean is(String expected, JsonNode actual) {
    return actual.asText().equals(expected);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
