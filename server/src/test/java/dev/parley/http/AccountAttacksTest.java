package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.socketio.client.ClientDisconnectReason;
import dev.parley.socketio.client.SocketClient;
import dev.parley.socketio.client.SocketClientListener;
import dev.parley.socketio.client.SocketClientOptions;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests attacks on accounts that must not succeed.
final class AccountAttacksTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String EMAIL = "ann@example.com";
  private static final String PASSWORD = "four words of mine";
  private static final String SEND = "{\"wa_id\":\"1\",\"text\":\"Hi\"}";

  @TempDir private Path folder;

  private RunningParley owned(String... more) throws Exception {
    Path password = Files.writeString(folder.resolve("password"), PASSWORD);
    String[] settings = new String[more.length + 6];
    System.arraycopy(
        new String[] {
          "ANONYMOUS",
          "",
          "PARLEY_OWNER_EMAIL",
          EMAIL,
          "PARLEY_OWNER_PASSWORD_FILE",
          password.toString()
        },
        0,
        settings,
        0,
        6);
    System.arraycopy(more, 0, settings, 6, more.length);
    return RunningParley.start(folder, settings);
  }

  private static String cookie(RunningParley parley) {
    HttpResponse<String> answer =
        parley.post(
            "/api/login", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(EMAIL, PASSWORD));
    assertEquals(200, answer.statusCode(), answer::body);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  /// A session would outlive the key, and could do more.
  @Test
  void aKeyCannotSignIn() throws Exception {
    try (RunningParley parley = owned()) {
      String ann = cookie(parley);
      var made =
          parley.post(
              "/api/keys",
              "{\"name\":\"bot\",\"scopes\":[\"read\",\"send\",\"manage\"]}",
              "Cookie",
              ann);
      String bearer = "Bearer " + json(made).get("key").stringValue();
      String own = json(parley.get("/api/me", "Cookie", ann)).get("id").stringValue();

      var user =
          parley.post(
              "/api/users",
              "{\"email\":\"eve@example.com\",\"name\":\"Eve\",\"role\":\"admin\"}",
              "Authorization",
              bearer);
      assertEquals(403, user.statusCode(), user::body);
      assertEquals(
          403,
          parley.post("/api/users/" + own + "/password", "", "Authorization", bearer).statusCode());
      assertEquals(
          403,
          parley
              .ask(
                  "PUT",
                  "/api/users/" + own,
                  "{\"role\":\"viewer\"}".getBytes(UTF_8),
                  "Authorization",
                  bearer)
              .statusCode());
      assertEquals(200, parley.get("/api/users", "Authorization", bearer).statusCode());
    }
  }

  /// If it could, the holder of the key would receive data that the key is not allowed to read.
  @Test
  void aKeyWithoutReadCannotForwardConversations() throws Exception {
    String hook =
        "{\"url\":\"https://bot.example/\",\"events\":[\"message.received\"],\"active\":false}";
    try (RunningParley parley = owned()) {
      String manage = "Bearer " + parley.addKey("m", "manage").path("key").textValue();
      String both = "Bearer " + parley.addKey("b", "manage", "read").path("key").textValue();

      var made = parley.post("/api/hooks", hook, "Authorization", both);
      assertEquals(201, made.statusCode(), made::body);
      String path = "/api/hooks/" + json(made).get("id").stringValue();

      assertEquals(403, parley.post("/api/hooks", hook, "Authorization", manage).statusCode());
      assertEquals(
          403, parley.ask("PUT", path, hook.getBytes(UTF_8), "Authorization", manage).statusCode());
      assertEquals(
          403,
          parley
              .post(
                  path + "/replay", "{\"since\":\"2026-01-01T00:00:00Z\"}", "Authorization", manage)
              .statusCode());
    }
  }

  /// The answer to a sent message could contain messages of other callers.
  @Test
  void aSendOnlyKeyReadsNothing() throws Exception {
    String secret = "the vault code";
    try (RunningParley parley = owned()) {
      String ann = cookie(parley);
      parley.post(
          "/api/send",
          "{\"wa_id\":\"1\",\"text\":\"%s\",\"type\":\"incoming\",\"id\":\"asked\"}"
              .formatted(secret),
          "Cookie",
          ann);
      String bearer = "Bearer " + parley.addKey("s", "send").path("key").textValue();
      String reaction =
          "{\"wa_id\":\"1\",\"content\":{\"type\":\"reaction\",\"message_id\":\"asked\",\"emoji\":\"👍\"}}";
      Map<String, Integer> bodies =
          Map.of(
              SEND.replace("}", ",\"expect_seq\":0}"),
              409,
              SEND.replace("}", ",\"reply_to\":\"asked\"}"),
              201,
              reaction,
              201);

      bodies.forEach((body, status) -> {
        var answer = parley.post("/api/send", body, "Authorization", bearer);
        assertEquals(status, answer.statusCode(), answer::body);
        assertFalse(answer.body().contains(secret), answer::body);
      });
      var changed =
          parley.ask(
              "PUT", "/api/chats/1", "{\"pinned\":true}".getBytes(UTF_8), "Authorization", bearer);
      assertEquals(204, changed.statusCode(), changed::body);
      var read = parley.post("/api/send", SEND.replace("}", ",\"expect_seq\":0}"), "Cookie", ann);
      assertTrue(read.body().contains(secret), read::body);
    }
  }

  /// A sibling domain can set this cookie, and so make a browser act as another user.
  @Test
  void withHttpsCookiesOfSiblingDomainsAreIgnored() throws Exception {
    String session;
    try (RunningParley parley = owned()) {
      session = cookie(parley);
      assertEquals(200, parley.get("/api/me", "Cookie", session).statusCode());
    }
    try (RunningParley parley = owned("PUBLIC_URL", "https://chat.example.org")) {
      assertEquals(401, parley.get("/api/me", "Cookie", session).statusCode());
      assertEquals(200, parley.get("/api/me", "Cookie", "__Host-" + session).statusCode());
    }
  }

  /// No proxy is declared: a caller that names other addresses in headers still has the limit of
  /// one address.
  @Test
  void aForgedAddressDoesNotAllowMoreAttempts() throws Exception {
    String wrong = "{\"email\":\"%s\",\"password\":\"not the words of mine\"}".formatted(EMAIL);
    try (RunningParley parley = owned()) {
      for (int i = 1; i <= 5; i++) {
        var answer = parley.post("/api/login", wrong, "X-Forwarded-For", "203.0.113." + i);
        assertEquals(401, answer.statusCode());
      }

      assertEquals(
          429, parley.post("/api/login", wrong, "X-Forwarded-For", "203.0.113.6").statusCode());
    }
  }

  @Test
  void aStarInCorsOriginsMakesNoPageLocal() {
    try (RunningParley parley = RunningParley.start(folder, "ANONYMOUS", "", "CORS_ORIGINS", "*")) {
      assertEquals(
          401, parley.post("/api/send", SEND, "Origin", "https://evil.example").statusCode());
      assertEquals(401, parley.get("/api/chats", "Origin", "http://192.168.1.9:3000").statusCode());
      assertEquals(401, parley.get("/api/chats", "Sec-Fetch-Site", "cross-site").statusCode());
      assertEquals(
          201, parley.post("/api/send", SEND, "Origin", "http://localhost:3000").statusCode());
      assertEquals(200, parley.get("/api/chats").statusCode());
    }
  }

  /// Browsers that are too old for `Sec-Fetch-Site` send `Origin` with requests that change
  /// something.
  @Test
  void aForeignPageCannotUseItsVisitorsCookie() throws Exception {
    String poll = "/socket.io/?EIO=4&transport=polling";
    try (RunningParley parley = owned()) {
      String ann = cookie(parley);
      for (String[] page :
          new String[][] {
            {"Cookie", ann, "Origin", "https://evil.example"},
            {"Cookie", ann, "Origin", "null"},
            {"Cookie", ann, "Sec-Fetch-Site", "cross-site"}
          }) {
        assertEquals(403, parley.post("/api/send", SEND, page).statusCode());
        assertEquals(403, parley.post("/api/logout", "", page).statusCode());
        assertEquals(403, parley.get(poll, page).statusCode()); // an attack needs no WebSocket
        assertEquals(403, parley.post(poll, "40", page).statusCode());
      }
      assertEquals("[]", parley.get("/api/chats", "Cookie", ann).body());
      assertEquals(201, parley.post("/api/send", SEND, "Cookie", ann).statusCode());
    }
  }

  /// With `*`, pages may call only without credentials.
  @Test
  void aStarInCorsOriginsExcludesCookies() throws Exception {
    try (RunningParley parley = owned("CORS_ORIGINS", "*")) {
      String ann = cookie(parley);

      assertEquals(
          401,
          parley
              .post("/api/send", SEND, "Origin", "https://evil.example", "Cookie", ann)
              .statusCode());
      assertEquals(201, parley.post("/api/send", SEND, "Cookie", ann).statusCode());
      var page = "http://127.0.0.1:" + parley.port();
      assertEquals(201, parley.post("/api/send", SEND, "Origin", page, "Cookie", ann).statusCode());
    }
  }

  @Test
  void answersAreNotCached() throws Exception {
    try (RunningParley parley = owned()) {
      String ann = cookie(parley);
      for (String path : new String[] {"/api/chats", "/api/me", "/api/contacts"}) {
        assertEquals(
            "no-store",
            parley.get(path, "Cookie", ann).headers().firstValue("Cache-Control").orElse(""));
      }
    }
  }

  /// Anonymous connections had access while there were no users.
  @Test
  void theFirstOwnerEndsAnonymousConnections() throws Exception {
    CompletableFuture<String> connected = new CompletableFuture<>();
    CompletableFuture<String> ended = new CompletableFuture<>();
    try (RunningParley parley = RunningParley.start(folder, "ANONYMOUS", "")) {
      SocketClient socket =
          SocketClient.connect(
              SocketClientOptions.of(URI.create("http://127.0.0.1:" + parley.port()))
                  .withAuth(JsonNodeFactory.instance.objectNode()),
              new SocketClientListener() {
                @Override
                public void connected(String id, boolean recovered) {
                  connected.complete(id);
                }

                @Override
                public void disconnected(ClientDisconnectReason reason) {
                  ended.complete(reason.toString());
                }
              });
      try {
        connected.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        String link = parley.setupLink(folder);
        assertFalse(ended.isDone());

        var claim =
            parley.post(
                "/api/setup",
                "{\"link\":\"%s\",\"email\":\"%s\",\"name\":\"Ann\",\"password\":\"%s\"}"
                    .formatted(link, EMAIL, PASSWORD));

        assertEquals(200, claim.statusCode(), claim::body);
        ended.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      } finally {
        socket.close();
      }
    }
  }
}
