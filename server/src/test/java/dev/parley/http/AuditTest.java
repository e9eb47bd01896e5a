package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Tests that changes of accounts are recorded with their author.
final class AuditTest {
  private static final String EMAIL = "ann@example.com";
  private static final String PASSWORD = "four words of mine";

  @RegisterExtension
  static final RunningParley parley =
      RunningParley.with("ANONYMOUS", "none", "RATE_LIMIT_API", "0").withOwner(EMAIL, PASSWORD);

  private static String ann = "";

  @BeforeAll
  static void start() {
    ann = signIn(PASSWORD);
  }

  private static String signIn(String password) {
    return parley
        .post("/api/login", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(EMAIL, password))
        .headers()
        .firstValue("Set-Cookie")
        .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
        .orElse("");
  }

  private static JsonNode entries(String query) {
    var answer = parley.get("/api/audit" + query, "Cookie", ann);
    assertEquals(200, answer.statusCode(), answer::body);
    return json(answer);
  }

  /// The last entry of an action.
  private static JsonNode last(String action) {
    for (JsonNode entry : entries("?limit=1000")) {
      if (entry.get("action").stringValue().equals(action)) {
        return entry;
      }
    }
    throw new AssertionError("there is no " + action);
  }

  @Test
  void aChangeRecordsItsAuthorAndThePreviousValue() {
    var added =
        parley.post(
            "/api/users",
            "{\"email\":\"ben@example.com\",\"name\":\"Ben\",\"role\":\"agent\"}",
            "Cookie",
            ann);
    String id = json(added).at("/user/id").stringValue();

    var changed =
        parley.ask(
            "PUT",
            "/api/users/" + id,
            "{\"role\":\"viewer\"}".getBytes(UTF_8),
            "Cookie",
            ann,
            "X-Request-Id",
            "my-request");
    assertEquals(200, changed.statusCode(), changed::body);

    JsonNode entry = last("user_changed");
    assertEquals(id, entry.get("target").stringValue());
    assertEquals("user", entry.at("/actor/kind").stringValue());
    assertEquals("Owner", entry.at("/actor/name").stringValue());
    assertEquals("done", entry.get("result").stringValue());
    assertEquals("127.0.0.1", entry.get("address").stringValue());
    assertEquals("my-request", entry.get("request_id").stringValue());
    assertEquals("agent", entry.at("/before/role").stringValue());
    assertEquals("viewer", entry.at("/after/role").stringValue());
  }

  @Test
  void commandsAreRecorded() {
    parley.operate("key-add", "name", "a bot", "scopes", List.of("read"));

    JsonNode entry = last("key_added");
    assertEquals("command", entry.at("/actor/kind").stringValue());
    assertEquals("a bot", entry.at("/after/name").stringValue());
    assertEquals(
        entry.get("id").stringValue(),
        parley.operate("audit").path("entries").get(0).path("id").textValue());
  }

  @Test
  void successfulAndFailedSignInsAreRecorded() {
    assertEquals("", signIn("not the words of mine"));

    JsonNode refused = last("sign_in");
    assertEquals("refused", refused.get("result").stringValue());
    assertEquals("Owner", refused.at("/actor/name").stringValue());
    signIn(PASSWORD);
    assertEquals("done", last("sign_in").get("result").stringValue());
  }

  /// Outgoing webhooks send conversations to another party.
  @Test
  void changesOfOutgoingWebhooksAreRecorded() {
    var added =
        parley.post(
            "/api/hooks",
            "{\"url\":\"https://bot.example/?token=secret\",\"events\":[\"message.received\"],\"active\":false}",
            "Cookie",
            ann);
    assertEquals(201, added.statusCode(), added::body);
    String id = json(added).get("id").stringValue();
    String path = "/api/hooks/" + id;
    parley.ask("PUT", path, "{\"url\":\"https://bot.example/2\"}".getBytes(UTF_8), "Cookie", ann);
    parley.ask("DELETE", path, new byte[0], "Cookie", ann);

    for (String action : List.of("hook_added", "hook_changed", "hook_removed")) {
      JsonNode entry = last(action);
      assertEquals(id, entry.get("target").stringValue());
      assertEquals("Owner", entry.at("/actor/name").stringValue());
      assertFalse(entry.toString().contains("secret"), entry::toString);
    }
  }

  @Test
  void refusedRequestsChangeNeitherAccountsNorTrail() {
    String before = last("user_added").get("id").stringValue();

    var refused =
        parley.post(
            "/api/users",
            "{\"email\":\"%s\",\"name\":\"Ann\",\"role\":\"agent\"}".formatted(EMAIL),
            "Cookie",
            ann);

    assertEquals(409, refused.statusCode());
    assertEquals(before, last("user_added").get("id").stringValue());
  }

  @Test
  void theTrailIsReadByPagesOrAsLines() {
    for (int i = 0; i < 5; i++) {
      parley.operate("key-add", "name", "key " + i, "scopes", List.of("read"));
    }
    List<String> ids = new ArrayList<>();
    String path = "/api/audit?limit=2";
    while (!path.isEmpty()) {
      var page = parley.get(path, "Cookie", ann);
      json(page).forEach(entry -> ids.add(entry.get("id").stringValue()));
      path = RunningParley.next(page);
    }
    List<String> sorted = ids.stream().sorted().toList().reversed();

    assertEquals(sorted, ids);
    var lines = parley.get("/api/audit", "Cookie", ann, "Accept", "application/x-ndjson");
    assertEquals("application/x-ndjson", lines.headers().firstValue("Content-Type").orElse(""));
    assertEquals(ids.size(), lines.body().lines().count());
    assertEquals(400, parley.get("/api/audit?cursor=x", "Cookie", ann).statusCode());
  }

  @Test
  void noSecretIsInTheTrail() {
    var key = parley.operate("key-add", "name", "a bot", "scopes", List.of("read"));
    signIn("a secret that was mistyped");
    var all = parley.get("/api/audit", "Cookie", ann, "Accept", "application/x-ndjson").body();

    assertTrue(all.contains("key_added"));
    for (String secret :
        List.of(PASSWORD, "mistyped", "argon2", key.path("key").textValue(), ann.substring(7))) {
      assertFalse(all.contains(secret), secret);
    }
  }

  @Test
  void onlyAdministratorsReadTheTrail() {
    var key = parley.addKey("a bot", "read");
    String bearer = "Bearer " + key.path("key").textValue();

    assertEquals(403, parley.get("/api/audit", "Authorization", bearer).statusCode());
    assertEquals(401, parley.get("/api/audit").statusCode());
  }
}
