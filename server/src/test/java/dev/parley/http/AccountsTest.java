package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.CallingClient;
import dev.parley.socketio.client.ConnectProblem;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests users, sign-ins and API keys, as programs and browsers use them.
final class AccountsTest {
  private static final String EMAIL = "ann@example.com";
  private static final String PASSWORD = "four words of mine";
  private static final String[] REMOTE = {"X-Forwarded-For", "203.0.113.7"};

  @TempDir private Path folder;

  /// Starts a server without `ANONYMOUS`, as by default.
  private RunningParley parley(String... more) {
    String[] settings = new String[more.length + 2];
    settings[0] = "ANONYMOUS";
    settings[1] = "";
    System.arraycopy(more, 0, settings, 2, more.length);
    return RunningParley.start(folder, settings);
  }

  /// Starts a server whose owner is Ann.
  private RunningParley owned() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), PASSWORD);
    return parley("PARLEY_OWNER_EMAIL", EMAIL, "PARLEY_OWNER_PASSWORD_FILE", password.toString());
  }

  private static HttpResponse<String> logIn(RunningParley parley, String email, String password) {
    return parley.post(
        "/api/login", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
  }

  private static String cookie(HttpResponse<String> answer) {
    assertEquals(200, answer.statusCode(), answer::body);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), cookie);
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private static int status(RunningParley parley, String path, String... headers) {
    return parley.get(path, headers).statusCode();
  }

  private static String key(RunningParley parley, String cookie, String scopes) {
    var made =
        parley.post(
            "/api/keys", "{\"name\":\"a bot\",\"scopes\":%s}".formatted(scopes), "Cookie", cookie);
    assertEquals(201, made.statusCode(), made::body);
    return json(made).get("key").stringValue();
  }

  // --- Without a credential ----------------------------------------------------------------------

  @Test
  void aNewInstallationAdmitsOnlyLocalPrograms() {
    try (RunningParley parley = parley()) {
      assertEquals(200, status(parley, "/api/chats"));
      assertEquals(201, parley.post("/api/send", "{\"wa_id\":\"1\",\"text\":\"Hi\"}").statusCode());

      var remote = parley.get("/api/chats", REMOTE);
      assertEquals(401, remote.statusCode());
      assertEquals("unauthorized", json(remote).get("code").stringValue());
      assertTrue(json(remote).get("error").stringValue().contains("parley setup-link"));
    }
  }

  /// Each header shows that a local connection was forwarded, or imitates a local caller.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-Host: localhost",
        "X-Real-IP: 127.0.0.1",
        "Forwarded: for=127.0.0.1",
        "Via: 1.1 proxy",
        "CF-Connecting-IP: 127.0.0.1",
        "True-Client-IP: 127.0.0.1",
        "Fly-Client-IP: 127.0.0.1",
        "X-Original-Host: localhost",
        "Origin: null",
        "Origin: https://evil.example",
        "Sec-Fetch-Site: cross-site"
      })
  void headersOfProxiesOrForeignPagesMakeACallerRemote(String header) {
    String[] parts = header.split(": ", 2);
    try (RunningParley parley = parley()) {
      assertEquals(401, status(parley, "/api/chats", parts[0], parts[1]));
      assertEquals(401, status(parley, "/metrics", parts[0], parts[1]));
      assertEquals(401, status(parley, "/api/doctor", parts[0], parts[1]));
    }
  }

  @Test
  void aDeclaredHostIsNotThisMachine() throws Exception {
    try (RunningParley parley = parley();
        var socket = parley.connect()) {
      socket
          .getOutputStream()
          .write("GET /api/chats HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 401"), answer);
    }
  }

  /// The requests that arrive through a proxy that forwards connections unread, those that arrive
  /// through nginx in its default configuration, and those with a name of this machine.
  @ParameterizedTest
  @CsvSource({
    "GET /api/chats HTTP/1.1, 203.0.113.5:5000, 401",
    "GET /api/chats HTTP/1.1, [2001:db8::5], 401",
    "GET /api/chats HTTP/1.0, 127.0.0.1:5000, 401",
    "GET /api/chats HTTP/1.0, localhost, 401",
    "GET /api/chats HTTP/1.1, localhost:5000, 200",
    "GET /api/chats HTTP/1.1, 127.0.0.2, 200",
    "GET /api/chats HTTP/1.1, 0.0.0.0:5000, 200",
    "GET /api/chats HTTP/1.1, [::1]:5000, 200",
  })
  void forwardedConnectionsAreNotLocal(String line, String host, int status) throws Exception {
    try (RunningParley parley = parley()) {
      String answer = raw(parley, "%s\r\nHost: %s\r\n\r\n".formatted(line, host));
      assertEquals(String.valueOf(status), answer.split(" ", 3)[1], answer);
    }
  }

  /// The first request of a connection decides the caller.
  @ParameterizedTest
  @CsvSource({"1.0, 127.0.0.1, 44", "1.1, 203.0.113.5, 44", "1.1, 127.0.0.1, 40"})
  void forwardedSocketsAreNotLocal(String version, String host, String packet) throws Exception {
    String path = "/socket.io/?EIO=4&transport=polling";
    try (RunningParley parley = parley()) {
      String opened =
          raw(parley, "GET %s HTTP/%s\r\nHost: %s\r\n\r\n".formatted(path, version, host));
      String session = path + "&sid=" + opened.replaceFirst("(?s).*\"sid\":\"([^\"]+)\".*", "$1");

      assertEquals("ok", parley.post(session, "40", "Content-Type", "text/plain").body());
      String answer = parley.get(session).body();
      assertEquals(packet, answer.substring(0, 2), answer);
    }
  }

  private static String raw(RunningParley parley, String request) throws Exception {
    try (var socket = parley.connect()) {
      socket
          .getOutputStream()
          .write(request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void withUsersEveryCallerNeedsACredential() throws Exception {
    try (RunningParley parley = owned()) {
      assertEquals(401, status(parley, "/api/chats"));
      assertEquals(401, status(parley, "/metrics"));
      assertEquals(401, parley.post("/webhook", "{\"wa_id\":\"1\",\"text\":\"Hi\"}").statusCode());
      assertEquals(200, status(parley, "/health"));
      assertEquals(200, status(parley, "/docs"));
      assertEquals(200, status(parley, "/setup"));
      assertEquals(400, parley.post("/api/login", "{}").statusCode());
    }
    try (RunningParley parley = RunningParley.start(folder, "ANONYMOUS", "all")) {
      assertEquals(200, status(parley, "/api/chats", REMOTE));
    }
    try (RunningParley parley = RunningParley.start(folder, "ANONYMOUS", "local")) {
      assertEquals(200, status(parley, "/api/chats"));
      assertEquals(401, status(parley, "/api/chats", REMOTE));
    }
    try (RunningParley parley = RunningParley.start(folder, "ANONYMOUS", "none")) {
      assertEquals(401, status(parley, "/api/chats"));
    }
  }

  @Test
  void unsignedWebhooksNeedALocalCallerOrAKey() throws Exception {
    String message = "{\"wa_id\":\"1\",\"text\":\"Hi\"}";
    try (RunningParley parley = owned()) {
      String cookie = cookie(logIn(parley, EMAIL, PASSWORD));
      String webhook = key(parley, cookie, "[\"webhook\"]");
      String read = key(parley, cookie, "[\"read\"]");

      assertEquals(401, parley.post("/webhook", message, REMOTE).statusCode());
      assertEquals(
          401, parley.post("/webhook", message, "Authorization", "Bearer " + read).statusCode());
      assertEquals(
          200, parley.post("/webhook", message, "Authorization", "Bearer " + webhook).statusCode());
    }
  }

  // --- Signing in --------------------------------------------------------------------------------

  @Test
  void signedInUsersHaveThePermissionsOfTheirRole() throws Exception {
    try (RunningParley parley = owned()) {
      String cookie = cookie(logIn(parley, " Ann@Example.com ", PASSWORD));

      assertEquals(200, status(parley, "/api/chats", "Cookie", cookie));
      var me = json(parley.get("/api/me", "Cookie", cookie));
      assertEquals(EMAIL, me.get("email").stringValue());
      assertEquals("owner", me.get("role").stringValue());
      assertFalse(me.has("password"));
      var sent = parley.post("/api/send", "{\"wa_id\":\"1\",\"text\":\"Hi\"}", "Cookie", cookie);
      assertEquals(
          "user", json(sent).get("message").get("sent_by").get("kind").stringValue(), sent.body());

      assertEquals(1, json(parley.get("/api/sessions", "Cookie", cookie)).size());
      assertEquals(204, parley.post("/api/logout", "", "Cookie", cookie).statusCode());
      assertEquals(401, status(parley, "/api/chats", "Cookie", cookie));
    }
  }

  @Test
  void aWrongPasswordAndAnUnknownUserGetTheSameAnswer() throws Exception {
    try (RunningParley parley = owned()) {
      var wrong = logIn(parley, EMAIL, "not the words of mine");
      var unknown = logIn(parley, "nobody@example.com", PASSWORD);

      assertEquals(401, wrong.statusCode());
      assertEquals(401, unknown.statusCode());
      assertEquals(json(wrong).get("error"), json(unknown).get("error"));
    }
  }

  @Test
  void failedSignInsBlockTheirAddress() throws Exception {
    try (RunningParley parley = owned()) {
      IntStream.range(0, 5).forEach(_ -> logIn(parley, EMAIL, "not the words of mine"));

      var sixth = logIn(parley, EMAIL, PASSWORD);

      assertEquals(429, sixth.statusCode());
      assertEquals("rate_limited", json(sixth).get("code").stringValue());
      assertTrue(sixth.headers().firstValue("Retry-After").isPresent());
    }
  }

  @Test
  void aNewPasswordEndsAllOtherSessions() throws Exception {
    try (RunningParley parley = owned()) {
      String here = cookie(logIn(parley, EMAIL, PASSWORD));
      String there = cookie(logIn(parley, EMAIL, PASSWORD));
      String change = "{\"password\":\"%s\",\"current_password\":\"%s\"}";

      var wrong =
          parley.ask(
              "PUT",
              "/api/me",
              change.formatted("other words of mine", "no").getBytes(UTF_8),
              "Cookie",
              here);
      assertEquals(400, wrong.statusCode());
      var right =
          parley.ask(
              "PUT",
              "/api/me",
              change.formatted("other words of mine", PASSWORD).getBytes(UTF_8),
              "Cookie",
              here);

      assertEquals(200, status(parley, "/api/me", "Cookie", cookie(right)));
      assertEquals(401, status(parley, "/api/me", "Cookie", here));
      assertEquals(401, status(parley, "/api/me", "Cookie", there));
      assertEquals(401, logIn(parley, EMAIL, PASSWORD).statusCode());
      assertEquals(200, logIn(parley, EMAIL, "other words of mine").statusCode());
    }
  }

  // --- Users -------------------------------------------------------------------------------------

  @Test
  void anInvitedUserChoosesAPassword() throws Exception {
    try (RunningParley parley = owned()) {
      String ann = cookie(logIn(parley, EMAIL, PASSWORD));
      var added =
          parley.post(
              "/api/users",
              "{\"email\":\"ben@example.com\",\"name\":\"Ben\",\"role\":\"viewer\"}",
              "Cookie",
              ann);
      assertEquals(201, added.statusCode(), added::body);
      String link = json(added).get("link").stringValue();
      String secret = link.substring(link.indexOf("#password=") + "#password=".length());
      String choose = "{\"link\":\"%s\",\"password\":\"%s\"}";

      assertEquals(
          400, parley.post("/api/password", choose.formatted(secret, "short")).statusCode());
      String ben =
          cookie(parley.post("/api/password", choose.formatted(secret, "the words of Benjamin")));
      assertEquals(
          401,
          parley
              .post("/api/password", choose.formatted(secret, "the words of another"))
              .statusCode());

      assertEquals(200, status(parley, "/api/chats", "Cookie", ben));
      assertEquals(
          403,
          parley
              .post("/api/send", "{\"wa_id\":\"1\",\"text\":\"Hi\"}", "Cookie", ben)
              .statusCode());
      assertEquals(403, status(parley, "/api/users", "Cookie", ben));

      String id = json(added).get("user").get("id").stringValue();
      parley.ask("PUT", "/api/users/" + id, "{\"role\":\"agent\"}".getBytes(UTF_8), "Cookie", ann);
      assertEquals(
          201,
          parley
              .post("/api/send", "{\"wa_id\":\"1\",\"text\":\"Hi\"}", "Cookie", ben)
              .statusCode());
      parley.ask("PUT", "/api/users/" + id, "{\"disabled\":true}".getBytes(UTF_8), "Cookie", ann);
      assertEquals(401, status(parley, "/api/chats", "Cookie", ben));
    }
  }

  @Test
  void theLastOwnerCannotBeRemoved() throws Exception {
    try (RunningParley parley = owned()) {
      String ann = cookie(logIn(parley, EMAIL, PASSWORD));
      String id = json(parley.get("/api/me", "Cookie", ann)).get("id").stringValue();
      String path = "/api/users/" + id;

      assertEquals(409, parley.ask("DELETE", path, new byte[0], "Cookie", ann).statusCode());
      assertEquals(
          409,
          parley
              .ask("PUT", path, "{\"role\":\"admin\"}".getBytes(UTF_8), "Cookie", ann)
              .statusCode());
      assertEquals(
          409,
          parley
              .ask("PUT", path, "{\"disabled\":true}".getBytes(UTF_8), "Cookie", ann)
              .statusCode());
    }
  }

  /// The link is printed at the start; `parley setup-link` asks for another one in the same way.
  @Test
  void onlyOneUserOfASetupLinkBecomesTheOwner() throws Exception {
    try (RunningParley parley = parley();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String link = parley.setupLink(folder);
      List<Future<HttpResponse<String>>> claims =
          IntStream.range(0, 4)
              .mapToObj(i ->
                  threads.submit(() ->
                      parley.post(
                          "/api/setup",
                          "{\"link\":\"%s\",\"email\":\"u%d@example.com\",\"name\":\"U\",\"password\":\"%s\"}"
                              .formatted(link, i, PASSWORD))))
              .toList();
      int owners = 0;
      for (var claim : claims) {
        owners += claim.get().statusCode() == 200 ? 1 : 0;
      }

      assertEquals(1, owners);
      assertEquals(401, status(parley, "/api/chats"));
    }
  }

  @Test
  void aWrongSetupLinkIsRefused() {
    try (RunningParley parley = parley()) {
      var answer =
          parley.post(
              "/api/setup",
              "{\"link\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"email\":\"%s\",\"name\":\"A\",\"password\":\"%s\"}"
                  .formatted(EMAIL, PASSWORD));
      assertEquals(401, answer.statusCode());
      assertEquals(200, status(parley, "/api/chats"));
    }
  }

  // --- Keys --------------------------------------------------------------------------------------

  @Test
  void aKeyHasThePermissionsOfItsScopes() throws Exception {
    try (RunningParley parley = owned()) {
      String ann = cookie(logIn(parley, EMAIL, PASSWORD));
      String key = key(parley, ann, "[\"read\"]");
      String bearer = "Bearer " + key;

      assertEquals(200, status(parley, "/api/chats", "Authorization", bearer));
      assertEquals(403, status(parley, "/metrics", "Authorization", bearer));
      assertEquals(403, status(parley, "/api/keys", "Authorization", bearer));
      assertEquals(401, status(parley, "/api/chats", "Authorization", bearer + "x"));
      assertEquals(401, status(parley, "/k/" + key + "/api/chats"));
      var list = json(parley.get("/api/keys", "Cookie", ann));
      assertFalse(list.toString().contains(key));

      String id = list.get(0).get("id").stringValue();
      assertEquals(
          204, parley.ask("DELETE", "/api/keys/" + id, new byte[0], "Cookie", ann).statusCode());
      assertEquals(401, status(parley, "/api/chats", "Authorization", bearer));
    }
  }

  @Test
  void aKeyMayBeAPartOfTheAddress() throws Exception {
    try (RunningParley parley = owned()) {
      String ann = cookie(logIn(parley, EMAIL, PASSWORD));
      String base = "/k/" + key(parley, ann, "[\"read\",\"send\",\"url\"]");

      for (int i = 1; i <= 3; i++) {
        var sent =
            parley.post(base + "/api/send", "{\"wa_id\":\"%d\",\"text\":\"Hi\"}".formatted(i));
        assertEquals(201, sent.statusCode(), sent::body);
        assertEquals("key", json(sent).get("message").get("sent_by").get("kind").stringValue());
      }
      var page = parley.get(base + "/api/chats?limit=2");
      assertEquals(2, json(page).size());
      String next = RunningParley.next(page);
      assertTrue(next.startsWith(base), next);
      assertEquals(1, json(parley.get(next)).size());
    }
  }

  @Test
  void anAgentsKeyHasAtMostTheAgentsPermissions() throws Exception {
    try (RunningParley parley = owned()) {
      String ann = cookie(logIn(parley, EMAIL, PASSWORD));
      var added =
          parley.post(
              "/api/users",
              "{\"email\":\"ben@example.com\",\"name\":\"Ben\",\"role\":\"agent\"}",
              "Cookie",
              ann);
      String link = json(added).get("link").stringValue();
      String ben =
          cookie(
              parley.post(
                  "/api/password",
                  "{\"link\":\"%s\",\"password\":\"the words of Benjamin\"}"
                      .formatted(link.substring(link.indexOf('=') + 1))));
      String bearer = "Bearer " + key(parley, ben, "[\"read\",\"manage\"]");

      assertEquals(200, status(parley, "/api/chats", "Authorization", bearer));
      assertEquals(403, status(parley, "/api/users", "Authorization", bearer));
      String id = json(added).get("user").get("id").stringValue();
      parley.ask("DELETE", "/api/users/" + id, new byte[0], "Cookie", ann);
      assertEquals(401, status(parley, "/api/chats", "Authorization", bearer));
    }
  }

  // --- Sockets -----------------------------------------------------------------------------------

  @Test
  void aSocketNeedsACredentialAndEndsWithIt() throws Exception {
    try (RunningParley parley = owned()) {
      String ann = cookie(logIn(parley, EMAIL, PASSWORD));
      String key = key(parley, ann, "[\"read\"]");
      String id = json(parley.get("/api/keys", "Cookie", ann)).get(0).get("id").stringValue();

      try (CallingClient stranger = new CallingClient(parley.port(), "");
          CallingClient wrong = new CallingClient(parley.port(), key + "x");
          CallingClient known = new CallingClient(parley.port(), key)) {
        assertTrue(
            stranger.refused() instanceof ConnectProblem.Refused(var word, _)
                && word.equals("unauthorized"));
        var _ = wrong.refused();
        var _ = known.in();

        parley.ask("DELETE", "/api/keys/" + id, new byte[0], "Cookie", ann);

        known.awaitEnd();
      }
    }
  }
}
