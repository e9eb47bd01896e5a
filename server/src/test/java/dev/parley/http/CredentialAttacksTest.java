package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import dev.parley.accounts.AuthenticatorApp;
import dev.parley.hostile.LogWatch;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Attacks with a credential that has ended, or that belongs to somebody else.
@Timeout(180)
final class CredentialAttacksTest {
  private static final String EMAIL = "ann@example.com";
  private static final String PASSWORD = "four words of mine";
  private static final String POLL = "/socket.io/?EIO=4&transport=polling";

  /// Each caller may name its own address, as behind a trusted proxy.
  @RegisterExtension
  static final RunningParley parley =
      RunningParley.with("ANONYMOUS", "none", "TRUSTED_PROXIES", "127.0.0.1", "RATE_LIMIT_API", "0")
          .withOwner(EMAIL, PASSWORD);

  private static String ann = "";

  @BeforeAll
  static void start() {
    ann = cookie(logIn(PASSWORD, "192.0.2.1"));
  }

  private static HttpResponse<String> logIn(String password, String address) {
    return parley.post(
        "/api/login",
        "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(EMAIL, password),
        "X-Forwarded-For",
        address);
  }

  private static String cookie(HttpResponse<String> answer) {
    assertEquals(200, answer.statusCode(), answer::body);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private record Key(String id, String whole) {}

  private static Key key(String... scopes) {
    String list = "[\"" + String.join("\",\"", scopes) + "\"]";
    var made =
        parley.post("/api/keys", "{\"name\":\"bot\",\"scopes\":%s}".formatted(list), "Cookie", ann);
    assertEquals(201, made.statusCode(), made::body);
    return new Key(json(made).get("id").stringValue(), json(made).get("key").stringValue());
  }

  private static void revoke(Key key) {
    var gone = parley.ask("DELETE", "/api/keys/" + key.id, new byte[0], "Cookie", ann);
    assertEquals(204, gone.statusCode());
  }

  // --- Sockets -----------------------------------------------------------------------------------

  @Test
  void pollsWithAnEndedKeyAreRefused() {
    Key key = key("read", "send");
    String sid = parley.get(POLL).body().replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
    String session = POLL + "&sid=" + sid;
    assertEquals("ok", poll(session, "40{\"token\":\"" + key.whole + "\"}").body());
    assertTrue(parley.get(session).body().startsWith("40"));

    revoke(key);

    // Events that were already being sent may still arrive: here the end of the session.
    Waiting.until("the session has ended", () -> parley.get(session).statusCode() == 400);
    for (int i = 0; i < 3; i++) {
      assertEquals(400, parley.get(session).statusCode());
      assertEquals(
          400, poll(session, "42[\"send\",{\"wa_id\":\"666\",\"text\":\"Hi\"}]").statusCode());
    }
    var chat = json(parley.get("/api/chats/666/digest", "Cookie", ann));
    assertEquals(0, chat.get("messages").intValue());
  }

  private static HttpResponse<String> poll(String session, String packet) {
    return parley.post(session, packet, "Content-Type", "text/plain;charset=UTF-8");
  }

  @Test
  void aSessionIsNotRecoveredWithAnEndedKey() throws Exception {
    Key key = key("read");
    Key other = key("read");
    double disconnects = disconnects();
    String pid;
    try (RawSocket first = new RawSocket(parley, List.of())) {
      first.send("40{\"token\":\"" + key.whole + "\",\"recover\":true}");
      pid = first.hear("40.*").replaceFirst(".*\"pid\":\"([^\"]+)\".*", "$1");
      first.cut();
    }
    Waiting.until("the server has noticed the cut", () -> disconnects() > disconnects);

    revoke(key);

    try (RawSocket again = new RawSocket(parley, List.of())) {
      again.send(recovering(key, pid));
      assertTrue(again.hear("4[04].*").startsWith("44{\"message\":\"unauthorized\""));
    }
    try (RawSocket another = new RawSocket(parley, List.of())) {
      another.send(recovering(other, pid)); // it still exists for allowed callers
      assertTrue(another.hear("4[04].*").contains("\"pid\":\"" + pid + "\""));
    }
  }

  private static double disconnects() {
    return parley
        .get("/metrics", "Cookie", ann)
        .body()
        .lines()
        .filter(line -> line.startsWith("parley_realtime_disconnects_total{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// If it joined the rooms, the caller would receive the events of the other's session, and their
  /// connection would end with the other's key.
  @Test
  void recoveringAnotherCallersSessionJoinsNoRooms() throws Exception {
    Key key = key("read");
    Key other = key("read");
    Key typist = key("read", "send");
    String join = "42%d[\"join-chat\",{\"chatId\":\"%s\"}]";
    String typing = "42[\"typing\",{\"chatId\":\"%s\",\"wa_id\":\"9\",\"name\":\"%s\"}]";
    String pid;
    try (RawSocket first = new RawSocket(parley, List.of())) {
      first.send("40{\"token\":\"" + key.whole + "\",\"recover\":true}");
      pid = first.hear("40.*").replaceFirst(".*\"pid\":\"([^\"]+)\".*", "$1");
      first.send(join.formatted(1, "777"));
      first.hear("431.*");
      first.cut();
    }
    try (RawSocket another = recovered(other, pid);
        RawSocket third = new RawSocket(parley, List.of())) {
      another.send(join.formatted(1, "778"));
      another.hear("431.*");
      third.send("40{\"token\":\"" + typist.whole + "\"}");
      third.hear("40.*");
      third.send(typing.formatted("777", "There"));
      third.send(typing.formatted("778", "Here"));

      assertTrue(another.hear("42\\[\"userTyping\".*").contains("\"Here\""));
      revoke(key);
      another.send(join.formatted(2, "779"));
      another.hear("432.*"); // still connected
    }
  }

  /// Waits until the server has noticed that its client has disconnected.
  private static RawSocket recovered(Key key, String pid) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      RawSocket socket = new RawSocket(parley, List.of());
      socket.send(recovering(key, pid));
      if (socket.hear("40.*").contains("\"pid\":\"" + pid + "\"")) {
        return socket;
      }
      socket.close();
      assertTrue(System.nanoTime() < deadline, "the session is not there");
    }
  }

  private static String recovering(Key key, String pid) {
    return "40{\"token\":\"%s\",\"recover\":true,\"pid\":\"%s\"}".formatted(key.whole, pid);
  }

  /// Clients that know only an address are in a separate namespace.
  @Test
  void typingIsSentToAllNamespacesExceptTheSender() throws Exception {
    Key plain = key("read", "send");
    Key url = key("read", "send", "url");
    String space = "/k/" + url.whole + ",";
    String join = "42%s1[\"join-chat\",{\"chatId\":\"555\"}]";
    String typing = "42%s[\"typing\",{\"chatId\":\"555\",\"wa_id\":\"555\",\"name\":\"%s\"}]";
    try (RawSocket one = new RawSocket(parley, List.of());
        RawSocket other = new RawSocket(parley, List.of())) {
      one.send("40{\"token\":\"" + plain.whole + "\"}");
      one.hear("40.*");
      other.send("40" + space);
      other.hear("40" + space + ".*");
      one.send(join.formatted(""));
      one.hear("431.*");
      other.send(join.formatted(space));
      other.hear("43" + space + "1.*");

      one.send(typing.formatted("", "One"));
      assertTrue(other.hear("42" + space + "\\[\"userTyping\".*").contains("\"One\""));
      other.send(typing.formatted(space, "Other"));
      // the first event that it receives is not its own
      assertTrue(one.hear("42\\[\"userTyping\".*").contains("\"Other\""));
    }
  }

  // --- Guessing credentials ----------------------------------------------------------------------

  /// The passwords come from one address, for many names. Only few are checked, and others can sign
  /// in meanwhile.
  @Test
  void tenThousandWrongPasswordsDoNotBlockOthers() throws Exception {
    int before = refusedSignIns();
    long began = System.nanoTime();
    Map<Integer, Integer> answers = new ConcurrentHashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> tries = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        String body = "{\"email\":\"u%d@example.com\",\"password\":\"not the words\"}".formatted(i);
        tries.add(
            threads.submit(() ->
                answers.merge(
                    parley.post("/api/login", body, "X-Forwarded-For", "203.0.113.66").statusCode(),
                    1,
                    Integer::sum)));
      }
      cookie(logIn(PASSWORD, "192.0.2.2"));
      for (Future<?> one : tries) {
        one.get();
      }
    }

    int tried = answers.getOrDefault(401, 0) + answers.getOrDefault(503, 0);
    // 20 at once, and one more every 45 seconds
    long most = 21 + Duration.ofNanos(System.nanoTime() - began).toSeconds() / 45;
    assertTrue(tried <= most, () -> "too many were tried: " + answers);
    assertEquals(10_000, tried + answers.getOrDefault(429, 0), answers::toString);
    assertTrue(refusedSignIns() - before <= most);
    cookie(logIn(PASSWORD, "192.0.2.3"));
  }

  private static int refusedSignIns() {
    int count = 0;
    for (JsonNode entry : json(parley.get("/api/audit?limit=1000", "Cookie", ann))) {
      if (entry.get("action").stringValue().equals("sign_in")
          && entry.get("result").stringValue().equals("refused")) {
        count++;
      }
    }
    return count;
  }

  // --- Information that strangers receive --------------------------------------------------------

  /// Everybody may see whether the server works, but not the data of the business.
  @Test
  void aStrangerHearsNoNamesFromTheHealthCheck() {
    String report =
        """
        {"entry":[{"time":%d,"changes":[{"field":"message_template_status_update","value":{
        "event":"PAUSED","message_template_name":"weekend_offer","message_template_language":"en_US",
        "reason":"FIRST_PAUSE"}}]}]}
        """
            .formatted(Instant.now().getEpochSecond());
    String bearer = "Bearer " + key("webhook").whole;
    assertEquals(200, parley.post("/webhook", report, "Authorization", bearer).statusCode());
    Waiting.until(
        "the owner hears of it",
        () -> parley.get("/health", "Cookie", ann).body().contains("weekend_offer"));

    JsonNode told = json(parley.get("/health"));

    assertEquals("OK", told.get("status").stringValue());
    assertFalse(told.has("account"), told::toString);
  }

  /// Uses all kinds of credentials, valid and invalid, and then searches the log and the answers
  /// for them.
  @Test
  void noSecretIsInTheLogOrInStatusAnswers() throws Exception {
    List<String> secrets = new ArrayList<>(List.of(PASSWORD, "a wrong password of mine", ann));
    try (LogWatch log = new LogWatch()) {
      logIn("a wrong password of mine", "192.0.2.9");
      Key key = key("read", "send", "url", "metrics", "manage");
      secrets.add(key.whole);
      secrets.add(key.whole.substring(20));
      for (String path : List.of("/api/chats", "/api/nothing", "/api/send?x=1", "/health")) {
        parley.get("/k/" + key.whole + path);
        parley.get("/k/" + key.whole + "x" + path);
      }
      parley.get("/api/chats", "Authorization", "Bearer " + key.whole + "x");
      try (RawSocket socket = new RawSocket(parley, List.of())) {
        socket.send("40/k/" + key.whole + ",");
        socket.hear("40.*");
        socket.send("42/k/" + key.whole + ",1[\"send\",{\"wa_id\":true}]");
        socket.hear("43.*");
        socket.send("40/k/" + key.whole + "x,");
        socket.hear("44.*");
      }
      parley.get("/socket.io/?EIO=4&transport=polling&token=" + key.whole);
      var token =
          json(
              parley.post(
                  "/api/auth/token",
                  "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(EMAIL, PASSWORD),
                  "X-Forwarded-For",
                  "192.0.2.9"));
      String access = token.get("access_token").stringValue();
      String refresh = token.get("refresh_token").stringValue();
      secrets.addAll(List.of(access, refresh));
      parley.get("/api/chats", "Authorization", "Bearer " + access + "x");
      String again = "{\"refresh_token\":\"" + refresh + "\"}";
      secrets.add(json(parley.post("/api/auth/token", again)).get("refresh_token").stringValue());
      parley.post("/api/auth/token", again); // used twice: there is a line about it
      String link = parley.operate("user-reset-password", "user", EMAIL).path("link").textValue();
      secrets.add(link);
      parley.post("/api/password", "{\"link\":\"%s\",\"password\":\"short\"}".formatted(link));
      String secret = secondFactor(secrets);
      secrets.add(secret);
      for (String path : List.of("/health", "/metrics", "/api/doctor", "/api/audit?limit=1000")) {
        var told = parley.get(path, "Cookie", ann);
        assertEquals(200, told.statusCode(), path);
        for (String one : secrets) {
          assertFalse(told.body().contains(one), path);
        }
      }

      log.mentionsNoneOf(secrets);
    }
  }

  /// Somebody sets one up, and mistypes a recovery code.
  private static String secondFactor(List<String> secrets) {
    parley.operate(
        "user-add", "email", "ben@example.com", "name", "B", "role", "agent", "password", PASSWORD);
    String body = "{\"email\":\"ben@example.com\",\"password\":\"%s\",\"code\":\"%s\"}";
    String ben = cookie(parley.post("/api/login", body.formatted(PASSWORD, "")));
    secrets.add(ben);
    String secret =
        json(parley.post(
                "/api/me/second-factor",
                "{\"current_password\":\"" + PASSWORD + "\"}",
                "Cookie",
                ben))
            .get("secret")
            .stringValue();
    String code = new AuthenticatorApp(secret).code(Instant.now());
    var confirmed =
        parley.ask(
            "PUT",
            "/api/me/second-factor",
            "{\"code\":\"%s\"}".formatted(code).getBytes(UTF_8),
            "Cookie",
            ben);
    for (JsonNode recovery : json(confirmed).get("recovery_codes")) {
      secrets.add(recovery.stringValue());
    }
    String mistyped = secrets.getLast().replace('-', 'x');
    secrets.add(mistyped);
    assertEquals(401, parley.post("/api/login", body.formatted(PASSWORD, mistyped)).statusCode());
    return secret;
  }
}
