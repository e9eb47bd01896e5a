package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.WebhookHeaders;
import dev.parley.cli.ApiClient.Answer;
import dev.parley.config.ParleyConfig;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/// Ten checks of a running server, in a separate chat; each check depends on the earlier ones.
/// Belongs to one thread.
final class ApiChecks {
  private static final String WA_ID = "12025550199";
  private static final String NAME = "Parley Test";
  private static final String CHATS = "/api/chats";
  private static final String CHAT = CHATS + "/" + WA_ID;
  private static final String CONTACTS = "/api/contacts";
  private static final int OK = 200;
  private static final int CREATED = 201;

  private final ApiClient api;
  private final ParleyConfig.WhatsApp config;
  private final String run;

  /// One check.
  record Check(String name, Body body) {}

  /// The calls of a check.
  interface Body {
    /// Makes the calls, and returns the HTTP status that the check reports.
    ///
    /// @throws CommandException if the answer is wrong; its message says how
    int run() throws IOException, InterruptedException;
  }

  /// @param run makes the ids of this run unique
  ApiChecks(ApiClient api, ParleyConfig.WhatsApp config, String run) {
    this.api = api;
    this.config = config;
    this.run = run;
  }

  /// The checks, in the order in which they must run.
  List<Check> all() {
    return List.of(
        new Check("Health Check", this::health),
        new Check("Get All Chats", this::chats),
        new Check("Send Message", this::send),
        new Check("Create/Update Contact", this::saveContact),
        new Check("Get All Contacts", this::contacts),
        new Check("Webhook - New Message", this::webhookMessage),
        new Check("Webhook - Status Update", this::webhookStatus),
        new Check("Webhook - WhatsApp Business Format", this::webhookOfWhatsApp),
        new Check("Get Specific Chat Messages", this::messages),
        new Check("Mark Messages as Read", this::read));
  }

  private int health() throws IOException, InterruptedException {
    JsonNode health = expect(OK, api.get("/health"));
    same("status", "OK", health.path("status"));
    require(!health.path("timestamp").asText().isEmpty(), "timestamp is missing");
    return OK;
  }

  private int chats() throws IOException, InterruptedException {
    JsonNode chats = expect(OK, api.get(CHATS));
    require(chats.isArray(), "the answer is not an array");
    for (JsonNode chat : chats) {
      require(chat.path("wa_id").isTextual(), "a chat has no wa_id");
      require(chat.path("messages").isArray(), "a chat has no messages");
      require(chat.path("lastMessage").isObject(), "a chat has no lastMessage");
      require(chat.path("unreadCount").isInt(), "a chat has no unreadCount");
    }
    return OK;
  }

  private int send() throws IOException, InterruptedException {
    ObjectNode body =
        object()
            .put("id", id("sent"))
            .put("wa_id", WA_ID)
            .put("text", "Sent by test-api")
            .put("type", "outgoing");
    JsonNode answer = expect(CREATED, post("/api/send", body));
    require(answer.path("success").asBoolean(), "success is not true");
    JsonNode message = answer.path("message");
    same("id", id("sent"), message.path("id"));
    same("wa_id", WA_ID, message.path("wa_id"));
    same("text", "Sent by test-api", message.path("text"));
    same("type", "outgoing", message.path("type"));
    same("name", "You", message.path("name"));
    return CREATED;
  }

  private int saveContact() throws IOException, InterruptedException {
    ObjectNode body = object().put("wa_id", WA_ID).put("name", NAME).put("phone", "+" + WA_ID);
    JsonNode contact = expect(OK, post(CONTACTS, body));
    same("wa_id", WA_ID, contact.path("wa_id"));
    same("name", NAME, contact.path("name"));
    same("phone", "+" + WA_ID, contact.path("phone"));
    return OK;
  }

  private int contacts() throws IOException, InterruptedException {
    JsonNode contacts = expect(OK, api.get(CONTACTS));
    same("name", NAME, find(contacts, "wa_id", WA_ID).path("name"));
    return OK;
  }

  private int webhookMessage() throws IOException, InterruptedException {
    ObjectNode body =
        object()
            .put("id", id("generic"))
            .put("wa_id", WA_ID)
            .put("name", NAME)
            .put("text", "Received by test-api")
            .put("type", "incoming")
            .put("timestamp", Instant.now().toString());
    counted("messages", expect(OK, webhook(body)));
    JsonNode message = message(id("generic"));
    same("text", "Received by test-api", message.path("text"));
    same("type", "incoming", message.path("type"));
    return OK;
  }

  private int webhookStatus() throws IOException, InterruptedException {
    ObjectNode body =
        object()
            .put("id", id("sent"))
            .put("status", "delivered")
            .put("timestamp", Instant.now().toString());
    counted("statuses", expect(OK, webhook(body)));
    same("status", "delivered", message(id("sent")).path("status"));
    return OK;
  }

  private int webhookOfWhatsApp() throws IOException, InterruptedException {
    ObjectNode body = object().put("object", "whatsapp_business_account");
    ObjectNode change = body.putArray("entry").addObject().putArray("changes").addObject();
    ObjectNode value = change.put("field", "messages").putObject("value");
    value
        .putArray("contacts")
        .addObject()
        .put("wa_id", WA_ID)
        .putObject("profile")
        .put("name", NAME);
    value
        .putArray("messages")
        .addObject()
        .put("id", id("wamid"))
        .put("from", WA_ID)
        .put("timestamp", String.valueOf(Instant.now().getEpochSecond()))
        .put("type", "text")
        .putObject("text")
        .put("body", "Received by test-api from WhatsApp");
    counted("messages", expect(OK, webhook(body)));
    same("text", "Received by test-api from WhatsApp", message(id("wamid")).path("text"));
    return OK;
  }

  private int messages() throws IOException, InterruptedException {
    JsonNode messages = expect(OK, api.get(CHAT));
    find(messages, "id", id("sent"));
    find(messages, "id", id("generic"));
    find(messages, "id", id("wamid"));
    List<String> times =
        StreamSupport.stream(messages.spliterator(), false)
            .map(message -> message.path("timestamp").asText())
            .toList();
    require(times.equals(times.stream().sorted().toList()), "the messages are not oldest first");
    return OK;
  }

  private int read() throws IOException, InterruptedException {
    JsonNode answer = expect(OK, api.post(CHAT + "/read", new byte[0], Map.of()));
    require(answer.path("success").asBoolean(), "success is not true");
    require(answer.path("updated").asInt() > 0, "updated is not above 0");
    same("status", "read", message(id("generic")).path("status"));
    same("status", "read", message(id("wamid")).path("status"));
    return OK;
  }

  private JsonNode message(String id) throws IOException, InterruptedException {
    return find(expect(OK, api.get(CHAT)), "id", id);
  }

  private Answer post(String path, ObjectNode body) throws IOException, InterruptedException {
    return api.post(path, bytes(body), Map.of());
  }

  private Answer webhook(ObjectNode body) throws IOException, InterruptedException {
    byte[] bytes = bytes(body);
    return api.post("/webhook", bytes, WebhookHeaders.of(config, bytes));
  }

  private static byte[] bytes(ObjectNode body) {
    return body.toString().getBytes(UTF_8);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private String id(String of) {
    return "test-api-" + run + "-" + of;
  }

  private static JsonNode expect(int status, Answer answer) {
    if (answer.status() != status) {
      String error = answer.json().path("error").asText();
      throw new CommandException(
          "%d instead of %d%s"
              .formatted(answer.status(), status, error.isEmpty() ? "" : ": " + error));
    }
    require(!answer.json().isMissingNode(), "the answer is not JSON");
    return answer.json();
  }

  private static void counted(String what, JsonNode answer) {
    require(answer.path("success").asBoolean(), "success is not true");
    same(what, "1", answer.path(what));
  }

  private static JsonNode find(JsonNode array, String field, String value) {
    return StreamSupport.stream(array.spliterator(), false)
        .filter(element -> element.path(field).asText().equals(value))
        .findFirst()
        .orElseThrow(() -> new CommandException("nothing has the " + field + " " + value));
  }

  private static void same(String field, String expected, JsonNode actual) {
    require(
        actual.asText().equals(expected),
        "%s is '%s' instead of '%s'".formatted(field, actual.asText(), expected));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new CommandException(otherwise);
    }
  }
}
