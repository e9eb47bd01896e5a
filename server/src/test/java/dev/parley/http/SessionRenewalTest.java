package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.Waiting;
import dev.parley.accounts.AuthenticatorApp;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A browser gets another cookie when its user changes how they sign in: a stolen earlier cookie
/// becomes invalid.
@Timeout(120)
final class SessionRenewalTest {
  private static final String PASSWORD = "four words of mine";
  private static final String NEXT = "other words of mine";
  private static final String POLL = "/socket.io/?EIO=4&transport=polling";

  @TempDir private static Path folder;
  private static RunningParley parley;

  @BeforeAll
  static void start() {
    parley = start("a");
    addUser("owner");
  }

  @AfterAll
  static void stop() {
    parley.close();
  }

  /// @param data the name of its data folder; on MongoDB all servers share one database
  private static RunningParley start(String data) {
    return RunningParley.start(
        folder,
        "DATA_DIR",
        folder.resolve(data).toString(),
        "ANONYMOUS",
        "none",
        "RATE_LIMIT_API",
        "0");
  }

  private static void addUser(String name) {
    String email = name + "@example.com";
    parley.operate("user-add", "email", email, "name", "U", "role", "owner", "password", PASSWORD);
  }

  private static String credentials(String name, String password) {
    return "{\"email\":\"%s@example.com\",\"password\":\"%s\"}".formatted(name, password);
  }

  private static String signIn(String name) {
    return cookie(parley.post("/api/login", credentials(name, PASSWORD))).orElseThrow();
  }

  /// The cookie in an answer to a browser.
  private static Optional<String> cookie(HttpResponse<String> answer) {
    assertEquals(200, answer.statusCode(), answer::body);
    return answer
        .headers()
        .firstValue("Set-Cookie")
        .map(cookie -> {
          assertTrue(cookie.contains("; HttpOnly; SameSite=Lax"), cookie);
          return cookie.substring(0, cookie.indexOf(';'));
        });
  }

  private static HttpResponse<String> put(String path, String body, String... headers) {
    return parley.ask("PUT", path, body.getBytes(UTF_8), headers);
  }

  private static HttpResponse<String> changePassword(String... headers) {
    return put(
        "/api/me",
        "{\"password\":\"%s\",\"current_password\":\"%s\"}".formatted(NEXT, PASSWORD),
        headers);
  }

  private static HttpResponse<String> turnOnSecondFactor(String cookie) {
    HttpResponse<String> made =
        parley.post(
            "/api/me/second-factor",
            "{\"current_password\":\"%s\"}".formatted(PASSWORD),
            "Cookie",
            cookie);
    AuthenticatorApp app = new AuthenticatorApp(json(made).get("secret").stringValue());
    String body = "{\"code\":\"%s\"}".formatted(app.code(Instant.now()));
    return put("/api/me/second-factor", body, "Cookie", cookie);
  }

  /// The refusals of the cookie: by REST, with a form, by polling, and over a WebSocket.
  private static void assertLetsNobodyIn(RunningParley at, String cookie) throws Exception {
    assertEquals(401, at.get("/api/me", "Cookie", cookie).statusCode());
    assertEquals(
        401,
        at.post("/api/send", "{\"wa_id\":\"1\",\"text\":\"Hi\"}", "Cookie", cookie).statusCode());
    String opened = at.get(POLL, "Cookie", cookie).body();
    String session = POLL + "&sid=" + opened.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
    at.post(session, "40", "Cookie", cookie);
    assertTrue(at.get(session, "Cookie", cookie).body().startsWith("44"), "polls");
    try (RawSocket socket = new RawSocket(at, List.of("Cookie", cookie))) {
      socket.send("40");
      assertTrue(socket.hear("4[04].*").startsWith("44"), "connects");
    }
  }

  private static RawSocket connect(RunningParley at, String cookie) throws Exception {
    RawSocket socket = new RawSocket(at, List.of("Cookie", cookie));
    socket.send("40");
    socket.hear("42\\[\"connected\".*");
    return socket;
  }

  private static void assertEnds(String reason, RawSocket socket) throws Exception {
    assertTrue(
        socket.hear("42\\[\"auth:ended\".*").contains("\"reason\":\"" + reason + '"'), reason);
    socket.hearEnd();
  }

  @Test
  void theOldCookieIsInvalidAfterAPasswordChange() throws Exception {
    addUser("ann");
    String before = signIn("ann");
    String elsewhere = signIn("ann");
    JsonNode signedIn = json(parley.get("/api/sessions", "Cookie", before)).get(1);
    try (RawSocket own = connect(parley, before);
        RawSocket other = connect(parley, elsewhere)) {
      String after = cookie(changePassword("Cookie", before)).orElseThrow();

      assertNotEquals(before, after);
      assertEnds("changed", own); // its client connects again, with the new cookie
      assertEnds("ended", other);
      assertLetsNobodyIn(parley, before);
      assertLetsNobodyIn(parley, elsewhere);
      connect(parley, after).close();
      JsonNode sessions = json(parley.get("/api/sessions", "Cookie", after));
      assertEquals(1, sessions.size(), sessions::toString);
      assertTrue(sessions.get(0).get("current").booleanValue());
      assertEquals(signedIn.get("createdAt"), sessions.get(0).get("createdAt"), "lasts no longer");
    }
  }

  @Test
  void theOldCookieIsInvalidAfterSettingUpASecondFactor() throws Exception {
    addUser("ben");
    String before = signIn("ben");
    try (RawSocket own = connect(parley, before)) {
      String after = cookie(turnOnSecondFactor(before)).orElseThrow();

      assertEnds("changed", own);
      assertLetsNobodyIn(parley, before);
      assertEquals(200, parley.get("/api/me", "Cookie", after).statusCode());
    }
  }

  @Test
  void aNameChangeKeepsTheCookie() throws Exception {
    addUser("cleo");
    String cookie = signIn("cleo");

    assertEquals(Optional.empty(), cookie(put("/api/me", "{\"name\":\"Cleo\"}", "Cookie", cookie)));
    assertEquals(400, put("/api/me", "{\"password\":\"short\"}", "Cookie", cookie).statusCode());
    assertEquals(200, parley.get("/api/me", "Cookie", cookie).statusCode());
  }

  /// A sign-in by token has no cookie, and its refresh token changes with each use.
  @Test
  void tokenSignInsContinue() {
    addUser("dora");
    String browser = signIn("dora");
    JsonNode tokens = json(parley.post("/api/auth/token", credentials("dora", PASSWORD)));
    String bearer = "Bearer " + tokens.get("access_token").stringValue();

    HttpResponse<String> changed = changePassword("Authorization", bearer);

    assertEquals(Optional.empty(), cookie(changed));
    assertEquals(200, parley.get("/api/me", "Authorization", bearer).statusCode());
    String refresh = tokens.get("refresh_token").stringValue();
    assertEquals(
        200,
        parley
            .post("/api/auth/token", "{\"refresh_token\":\"%s\"}".formatted(refresh))
            .statusCode());
    assertEquals(401, parley.get("/api/me", "Cookie", browser).statusCode());
  }

  /// The other process learns of it within a second.
  @Test
  void itAlsoWorksWithSeveralProcessesOnOneDatabase() throws Exception {
    assumeTrue(RunningParley.onMongoDb(), "an embedded store has one process");
    addUser("eve");
    String before = signIn("eve");
    try (RunningParley two = start("b");
        RawSocket there = connect(two, before)) {
      String after = cookie(changePassword("Cookie", before)).orElseThrow();

      assertEnds("changed", there);
      Waiting.until(
          "the other one knows the new cookie",
          () -> two.get("/api/me", "Cookie", after).statusCode() == 200);
      assertLetsNobodyIn(two, before);
    }
  }
}
