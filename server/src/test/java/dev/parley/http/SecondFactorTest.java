package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.TestClock;
import dev.parley.accounts.AuthenticatorApp;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Tests signing in with a password and a code.
final class SecondFactorTest {
  private static final String PASSWORD = "four words of mine";
  private static final AtomicInteger COUNT = new AtomicInteger();

  private static final TestClock CLOCK = TestClock.running();

  @RegisterExtension
  static final RunningParley parley =
      RunningParley.with(
          CLOCK, "ANONYMOUS", "none", "TRUSTED_PROXIES", "127.0.0.1", "RATE_LIMIT_API", "0");

  /// Each request comes from another address, because these tests are not about the limits for one
  /// address.
  @BeforeAll
  static void start() {
    addUser("owner@example.com", "owner");
  }

  private static void addUser(String email, String role) {
    parley.operate("user-add", "email", email, "name", "U", "role", role, "password", PASSWORD);
  }

  private static HttpResponse<String> ask(
      String method, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(Arrays.asList(headers));
    int count = COUNT.incrementAndGet();
    all.addAll(List.of("X-Forwarded-For", "203.0.%d.%d".formatted(count / 250, count % 250 + 1)));
    return parley.ask(method, path, body.getBytes(UTF_8), all.toArray(String[]::new));
  }

  private static HttpResponse<String> logIn(String email, String code) {
    return ask(
        "POST",
        "/api/login",
        "{\"email\":\"%s\",\"password\":\"%s\",\"code\":\"%s\"}".formatted(email, PASSWORD, code));
  }

  private static String cookie(HttpResponse<String> answer) {
    assertEquals(200, answer.statusCode(), answer::body);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private static void assertAsksForCode(String problem, HttpResponse<String> answer) {
    assertEquals(401, answer.statusCode(), answer::body);
    JsonNode error = json(answer);
    assertEquals("unauthorized", error.get("code").stringValue());
    assertEquals("code", error.at("/details/0/field").stringValue());
    assertEquals(problem, error.at("/details/0/problem").stringValue());
  }

  private static final String MISSING = "is missing";
  private static final String WRONG = "is wrong, or was used before";

  /// A user who has set up the second factor.
  ///
  /// @param app the app that shows the user's codes
  private record Enrolled(
      String email, String cookie, AuthenticatorApp app, List<String> recoveryCodes) {
    /// The same user with the cookie that they received when they changed their password.
    Enrolled with(String next) {
      return new Enrolled(email, next, app, recoveryCodes);
    }

    /// A code that was not used yet.
    String code() {
      CLOCK.advance(Duration.ofSeconds(30));
      return app.code(CLOCK.instant());
    }
  }

  private static Enrolled enrolled(String email, String role) {
    addUser(email, role);
    String cookie = cookie(logIn(email, ""));
    AuthenticatorApp app = new AuthenticatorApp(secret(cookie).get("secret").stringValue());
    var confirmed = confirm(cookie, app.code(CLOCK.instant()));
    List<String> codes = new ArrayList<>();
    json(confirmed).get("recovery_codes").forEach(code -> codes.add(code.stringValue()));
    return new Enrolled(email, cookie(confirmed), app, codes);
  }

  private static JsonNode secret(String cookie) {
    var made = enrol(cookie, PASSWORD);
    assertEquals(200, made.statusCode(), made::body);
    return json(made);
  }

  private static HttpResponse<String> enrol(String cookie, String password) {
    return ask(
        "POST",
        "/api/me/second-factor",
        "{\"current_password\":\"%s\"}".formatted(password),
        "Cookie",
        cookie);
  }

  private static HttpResponse<String> confirm(String cookie, String code) {
    return ask(
        "PUT", "/api/me/second-factor", "{\"code\":\"%s\"}".formatted(code), "Cookie", cookie);
  }

  private static JsonNode state(String cookie) {
    return json(ask("GET", "/api/me/second-factor", "", "Cookie", cookie));
  }

  @Test
  void aCodeIsNeededBesideThePassword() {
    Enrolled ann = enrolled("ann@example.com", "agent");

    assertAsksForCode(MISSING, logIn(ann.email, ""));
    assertAsksForCode(WRONG, logIn(ann.email, ann.app.wrongCode(CLOCK.instant())));
    String here = cookie(logIn(ann.email, ann.code()));

    assertEquals(200, ask("GET", "/api/me", "", "Cookie", here).statusCode());
    assertTrue(state(here).get("enabled").booleanValue());
    assertEquals(10, state(here).get("recovery_codes").intValue());
  }

  @Test
  void aCodeCountsOnce() {
    Enrolled ben = enrolled("ben@example.com", "agent");
    String code = ben.code();
    cookie(logIn(ben.email, code));

    assertAsksForCode(WRONG, logIn(ben.email, code));
    assertAsksForCode(
        WRONG, logIn(ben.email, ben.app.code(CLOCK.instant().minus(Duration.ofSeconds(30)))));
    String next = ben.code();
    cookie(logIn(ben.email, next.substring(0, 3) + " " + next.substring(3)));
  }

  @Test
  void aRecoveryCodeCountsOnce() {
    Enrolled cleo = enrolled("cleo@example.com", "agent");
    String code = cleo.recoveryCodes.getFirst();
    String here = cookie(logIn(cleo.email, code));

    assertAsksForCode(WRONG, logIn(cleo.email, code));
    cookie(logIn(cleo.email, cleo.recoveryCodes.get(1).toUpperCase(Locale.ROOT)));
    assertEquals(8, state(here).get("recovery_codes").intValue());
  }

  /// The limit holds across all addresses: somebody who knows the password must not find the code
  /// by trying.
  @Test
  void codesCannotBeGuessed() {
    Enrolled dan = enrolled("dan@example.com", "agent");
    for (int i = 0; i < 5; i++) {
      assertAsksForCode(WRONG, logIn(dan.email, dan.app.wrongCode(CLOCK.instant())));
    }

    var sixth = logIn(dan.email, dan.code());
    assertEquals(429, sixth.statusCode(), sixth::body);
    assertTrue(sixth.headers().firstValue("Retry-After").isPresent());
  }

  @Test
  void theOtherWaysToSignInNeedTheCodeToo() {
    Enrolled eve = enrolled("eve@example.com", "agent");
    String link = parley.operate("user-reset-password", "user", eve.email).path("link").textValue();
    String choose = "{\"link\":\"%s\",\"password\":\"%s\",\"code\":\"%s\"}";
    String token = "{\"email\":\"%s\",\"password\":\"%s\",\"code\":\"%s\"}";

    assertAsksForCode(
        MISSING, ask("POST", "/api/auth/token", token.formatted(eve.email, PASSWORD, "")));
    assertEquals(
        200,
        ask("POST", "/api/auth/token", token.formatted(eve.email, PASSWORD, eve.code()))
            .statusCode());
    assertAsksForCode(
        MISSING, ask("POST", "/api/password", choose.formatted(link, "other words of mine", "")));
    cookie(ask("POST", "/api/password", choose.formatted(link, "other words of mine", eve.code())));
  }

  @Test
  void theSecondFactorIsActiveAfterItsFirstCode() {
    addUser("fay@example.com", "agent");
    String fay = cookie(logIn("fay@example.com", ""));
    assertEquals(400, enrol(fay, "not my words at all").statusCode());
    String secret = secret(fay).get("secret").stringValue();
    AuthenticatorApp app = new AuthenticatorApp(secret(fay).get("secret").stringValue());

    assertEquals(
        400, confirm(fay, new AuthenticatorApp(secret).code(CLOCK.instant())).statusCode());
    assertFalse(state(fay).get("enabled").booleanValue());
    String there = cookie(logIn("fay@example.com", ""));
    String after = cookie(confirm(fay, app.code(CLOCK.instant())));

    assertEquals(200, ask("GET", "/api/me", "", "Cookie", after).statusCode());
    assertEquals(401, ask("GET", "/api/me", "", "Cookie", there).statusCode());
  }

  @Test
  void theSecretIsShownOnce() {
    addUser("gus@example.com", "owner");
    String before = cookie(logIn("gus@example.com", ""));
    JsonNode made = secret(before);
    String secret = made.get("secret").stringValue();
    String uri = made.get("uri").stringValue();
    String code = new AuthenticatorApp(secret).code(CLOCK.instant());
    String gus = cookie(confirm(before, code));

    assertEquals(
        "otpauth://totp/Parley:gus%40example.com?secret=" + secret + "&issuer=Parley", uri);
    assertEquals(409, enrol(gus, PASSWORD).statusCode());
    for (String path :
        List.of("/api/me", "/api/me/second-factor", "/api/users", "/api/audit?limit=1000")) {
      var shown = ask("GET", path, "", "Cookie", gus);
      assertEquals(200, shown.statusCode());
      assertFalse(shown.body().contains(secret), path);
    }
  }

  @Test
  void theSecondFactorCanBeRemovedWithPasswordAndCode() {
    Enrolled hal = enrolled("hal@example.com", "agent");
    String body = "{\"current_password\":\"%s\",\"code\":\"%s\"}";

    assertEquals(400, remove(hal, body.formatted("not my words at all", hal.code())));
    assertEquals(401, remove(hal, body.formatted(PASSWORD, "")));
    assertEquals(401, remove(hal, body.formatted(PASSWORD, hal.app.wrongCode(CLOCK.instant()))));
    assertEquals(204, remove(hal, body.formatted(PASSWORD, hal.code())));

    assertFalse(state(hal.cookie).get("enabled").booleanValue());
    cookie(logIn(hal.email, ""));
    assertEquals(404, remove(hal, body.formatted(PASSWORD, hal.code())));
  }

  private static int remove(Enrolled who, String body) {
    return ask("DELETE", "/api/me/second-factor", body, "Cookie", who.cookie).statusCode();
  }

  @Test
  void anOwnerCanRemoveALostSecondFactor() {
    Enrolled ida = enrolled("ida@example.com", "admin");
    Enrolled jon = enrolled("jon@example.com", "agent");
    String owner = cookie(logIn("owner@example.com", ""));
    String id = json(ask("GET", "/api/me", "", "Cookie", jon.cookie)).get("id").stringValue();
    String path = "/api/users/" + id + "/second-factor";

    assertEquals(403, ask("DELETE", path, "", "Cookie", ida.cookie).statusCode());
    assertEquals(204, ask("DELETE", path, "", "Cookie", owner).statusCode());

    assertEquals(401, ask("GET", "/api/me", "", "Cookie", jon.cookie).statusCode());
    cookie(logIn(jon.email, ""));
    assertEquals(404, ask("DELETE", path, "", "Cookie", owner).statusCode());
    JsonNode entry = entry("second_factor_removed", id, owner);
    assertEquals("user", entry.at("/actor/kind").stringValue());
  }

  @Test
  void aCommandCanRemoveTheSecondFactor() {
    Enrolled kim = enrolled("kim@example.com", "agent");

    parley.operate("user-reset-second-factor", "user", kim.email);

    cookie(logIn(kim.email, ""));
  }

  private static HttpResponse<String> change(Enrolled who, String from, String to) {
    return ask(
        "PUT",
        "/api/me",
        "{\"password\":\"%s\",\"current_password\":\"%s\"}".formatted(to, from),
        "Cookie",
        who.cookie);
  }

  private static final String SHORT = "ten of mine";

  @Test
  void withASecondFactorAPasswordMayBeShorter() {
    Enrolled lea = enrolled("lea@example.com", "agent");
    String body = "{\"current_password\":\"%s\",\"code\":\"%s\"}";

    assertEquals(400, change(lea, PASSWORD, "nine mine").statusCode());
    Enrolled withShort = lea.with(cookie(change(lea, PASSWORD, SHORT)));

    assertEquals(409, remove(withShort, body.formatted(SHORT, lea.code())));
    Enrolled withLong = lea.with(cookie(change(withShort, SHORT, PASSWORD)));
    assertEquals(204, remove(withLong, body.formatted(PASSWORD, lea.code())));
    assertEquals(400, change(withLong, PASSWORD, SHORT).statusCode());
  }

  /// If it stayed valid without the factor, a short password alone would protect the account.
  @Test
  void aShortPasswordGoesWithTheSecondFactor() {
    Enrolled max = enrolled("max@example.com", "agent");
    String link = parley.operate("user-reset-password", "user", max.email).path("link").textValue();
    String choose = "{\"link\":\"%s\",\"password\":\"%s\",\"code\":\"%s\"}";
    cookie(ask("POST", "/api/password", choose.formatted(link, SHORT, max.code())));

    parley.operate("user-reset-second-factor", "user", max.email);

    var alone =
        ask(
            "POST",
            "/api/login",
            "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(max.email, SHORT));
    assertEquals(401, alone.statusCode(), alone::body);
    String next = parley.operate("user-reset-password", "user", max.email).path("link").textValue();
    assertEquals(400, ask("POST", "/api/password", choose.formatted(next, SHORT, "")).statusCode());
    cookie(ask("POST", "/api/password", choose.formatted(next, PASSWORD, "")));
  }

  /// The last audit entry about `action` on the user `target`.
  private static JsonNode entry(String action, String target, String owner) {
    for (JsonNode entry : json(ask("GET", "/api/audit?limit=1000", "", "Cookie", owner))) {
      if (entry.get("action").stringValue().equals(action)
          && entry.path("target").asString("").equals(target)) {
        return entry;
      }
    }
    throw new AssertionError("there is no " + action);
  }
}
