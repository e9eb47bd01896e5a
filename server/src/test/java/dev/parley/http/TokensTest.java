package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.socketio.client.ClientDisconnectReason;
import dev.parley.socketio.client.ConnectProblem;
import dev.parley.socketio.client.SocketClient;
import dev.parley.socketio.client.SocketClientListener;
import dev.parley.socketio.client.SocketClientOptions;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Parley's own access tokens.
final class TokensTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String EMAIL = "ann@example.com";
  private static final String PASSWORD = "four words of mine";

  @TempDir private static Path folder;
  private static RunningParley parley;
  private static final MovingClock CLOCK = new MovingClock();

  @BeforeAll
  static void start() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), PASSWORD);
    parley =
        RunningParley.start(
            folder,
            CLOCK,
            "ANONYMOUS",
            "none",
            "PARLEY_OWNER_EMAIL",
            EMAIL,
            "PARLEY_OWNER_PASSWORD_FILE",
            password.toString());
  }

  @AfterAll
  static void stop() {
    parley.close();
  }

  private static HttpResponse<String> token(String body, String... headers) {
    return parley.post("/api/auth/token", body, headers);
  }

  private static JsonNode signIn() {
    var answer = token("{\"email\":\"%s\",\"password\":\"%s\"}".formatted(EMAIL, PASSWORD));
    assertEquals(200, answer.statusCode(), answer::body);
    return json(answer);
  }

  private static String access(JsonNode tokens) {
    return tokens.get("access_token").stringValue();
  }

  private static HttpResponse<String> refresh(JsonNode tokens) {
    return token("{\"refresh_token\":\"%s\"}".formatted(tokens.get("refresh_token").stringValue()));
  }

  private static int status(String path, String token) {
    return parley.get(path, "Authorization", "Bearer " + token).statusCode();
  }

  @Test
  void aPasswordGetsATokenThatLetsIn() {
    JsonNode tokens = signIn();

    assertEquals("Bearer", tokens.get("token_type").stringValue());
    assertEquals(900, tokens.get("expires_in").intValue());
    assertEquals(200, status("/api/chats", access(tokens)));
    assertEquals(200, status("/api/me", access(tokens)));
    assertEquals(401, status("/api/chats", access(tokens) + "x"));
    assertEquals(
        401, token("{\"email\":\"%s\",\"password\":\"no\"}".formatted(EMAIL)).statusCode());
    assertEquals(400, token("").statusCode());
  }

  @Test
  void anybodyCanCheckATokenWithThePublishedKeys() throws Exception {
    SignedJWT token = SignedJWT.parse(access(signIn()));
    var published = parley.get("/.well-known/jwks.json");

    assertEquals("public, max-age=600", published.headers().firstValue("Cache-Control").orElse(""));
    assertFalse(published.body().contains("\"d\""), "the private part of a key");
    var key = JWKSet.parse(published.body()).getKeyByKeyId(token.getHeader().getKeyID());
    assertTrue(token.verify(new ECDSAVerifier(key.toECKey().toECPublicKey())));
    assertEquals("at+jwt", token.getHeader().getType().getType());
    assertEquals("owner", token.getJWTClaimsSet().getStringClaim("role"));
  }

  @Test
  void aTokenIsValidForAQuarterOfAnHour() {
    JsonNode tokens = signIn();
    assertEquals(200, status("/api/chats", access(tokens)));

    CLOCK.move(Duration.ofMinutes(16));

    assertEquals(401, status("/api/chats", access(tokens)));
    var renewed = refresh(tokens);
    assertEquals(200, renewed.statusCode(), renewed::body);
    assertEquals(200, status("/api/chats", access(json(renewed))));
  }

  /// A token that was not used before, so it is not cached from an earlier check.
  @Test
  void anExpiredTokenIsRefusedOnItsFirstUse() {
    JsonNode tokens = signIn();

    CLOCK.move(Duration.ofMinutes(16));

    assertEquals(401, status("/api/chats", access(tokens)));
    try (Client late = new Client(access(tokens))) {
      assertInstanceOf(ConnectProblem.Refused.class, late.refused.join());
    }
  }

  /// The forged token has the claims of a valid one.
  @Test
  void aTokenWithAForeignSignatureIsRefused() throws Exception {
    String token = access(signIn());
    String claims = token.split("\\.", -1)[1];
    String published = parley.get("/.well-known/jwks.json").body();
    SignedJWT shared =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(keyOf(token))
                .build(),
            SignedJWT.parse(token).getJWTClaimsSet());
    shared.sign(new MACSigner(published));

    assertEquals(200, status("/api/chats", token));
    for (String algorithm : List.of("none", "None", "ES256")) {
      String header =
          "{\"alg\":\"%s\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}".formatted(algorithm, keyOf(token));
      String unsigned = Base64URL.encode(header) + "." + claims + ".";
      assertEquals(401, status("/api/chats", unsigned), algorithm);
      assertEquals(401, status("/api/chats", unsigned + "AA"), algorithm);
    }
    assertEquals(401, status("/api/chats", shared.serialize()));
  }

  @Test
  void aRefreshTokenThatIsUsedTwiceEndsTheSignIn() {
    JsonNode first = signIn();
    JsonNode second = json(refresh(first));
    assertEquals(200, status("/api/chats", access(second)));
    assertNotEquals(
        first.get("refresh_token").stringValue(), second.get("refresh_token").stringValue());

    assertEquals(401, refresh(first).statusCode());

    assertEquals(401, refresh(second).statusCode());
    assertEquals(401, status("/api/chats", access(second)));
  }

  @Test
  void noPartOfARefreshTokenIsACookie() {
    String refresh = signIn().get("refresh_token").stringValue();

    for (String part : List.of(refresh, refresh.substring(0, 43), refresh.substring(43))) {
      assertEquals(401, parley.get("/api/me", "Cookie", "parley=" + part).statusCode());
      assertEquals(401, status("/api/me", part));
    }
  }

  @Test
  void aTokenEndsWithItsSignIn() {
    JsonNode tokens = signIn();
    String bearer = "Bearer " + access(tokens);

    assertEquals(204, parley.post("/api/logout", "", "Authorization", bearer).statusCode());

    assertEquals(401, status("/api/chats", access(tokens)));
    assertEquals(401, refresh(tokens).statusCode());
  }

  @Test
  void aKeysTokenHasTheKeysPermissions() {
    var key = parley.addKey("a bot", "read");
    var answer = token("", "Authorization", "Bearer " + key.path("key").textValue());
    assertEquals(200, answer.statusCode(), answer::body);
    String token = access(json(answer));

    assertFalse(json(answer).has("refresh_token"));
    assertEquals(200, status("/api/chats", token));
    assertEquals(403, status("/metrics", token));
    parley.revokeKey(key);
    assertEquals(401, status("/api/chats", token));
  }

  /// The next key is published a day before the first token that is signed with it.
  @Test
  void keysAreReplacedAfterNinetyDays() throws Exception {
    String first = keyOf(access(signIn()));
    CLOCK.move(Duration.ofHours(90 * 24 - 12));
    JsonNode before = signIn();

    assertEquals(first, keyOf(access(before)));
    assertEquals(2, JWKSet.parse(parley.get("/.well-known/jwks.json").body()).getKeys().size());
    CLOCK.move(Duration.ofHours(13));
    String second = keyOf(access(signIn()));
    assertNotEquals(first, second);
    CLOCK.move(Duration.ofHours(2));
    signIn();
    assertEquals(1, JWKSet.parse(parley.get("/.well-known/jwks.json").body()).getKeys().size());
  }

  private static String keyOf(String token) throws Exception {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }

  // --- Sockets -----------------------------------------------------------------------------------

  private static final class Client implements AutoCloseable, SocketClientListener {
    private final CompletableFuture<String> connected = new CompletableFuture<>();
    private final CompletableFuture<ConnectProblem> refused = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final SocketClient socket;

    Client(String token) {
      socket =
          SocketClient.connect(
              SocketClientOptions.of(URI.create("http://127.0.0.1:" + parley.port()))
                  .withAuth(JsonNodeFactory.instance.objectNode().put("token", token)),
              this);
    }

    @Override
    public void connected(String id, boolean recovered) {
      connected.complete(id);
    }

    @Override
    public void notConnected(ConnectProblem problem) {
      refused.complete(problem);
    }

    @Override
    public void event(String name, List<com.fasterxml.jackson.databind.JsonNode> args) {
      events.add(name);
    }

    @Override
    public void disconnected(ClientDisconnectReason reason) {
      ended.complete(reason.toString());
    }

    Client in() throws Exception {
      connected.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      return this;
    }

    void hears(String event) throws InterruptedException {
      String heard = "";
      while (!heard.equals(event)) {
        heard = events.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertTrue(heard != null, "never heard " + event);
      }
    }

    String refresh(String token) throws Exception {
      return socket
          .emitWithAck(
              LIMIT, "auth:refresh", JsonNodeFactory.instance.objectNode().put("token", token))
          .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
          .getFirst()
          .path("code")
          .asText();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  @Test
  void aSocketIsWarnedOfItsTokensEndAndCanReplaceIt() throws Exception {
    try (Client client = new Client(access(signIn())).in()) {
      CLOCK.move(Duration.ofSeconds(14 * 60 + 10));
      client.hears("auth:expiring");
      String bot =
          access(
              json(
                  token(
                      "",
                      "Authorization",
                      "Bearer " + parley.addKey("b", "read").path("key").textValue())));
      assertEquals("forbidden", client.refresh(bot));
      assertEquals("unauthorized", client.refresh("eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0."));
      assertEquals("", client.refresh(access(signIn())));

      CLOCK.move(Duration.ofMinutes(5));
      assertFalse(client.events.contains("auth:expired"));
      CLOCK.move(Duration.ofSeconds(9 * 60 + 10));
      client.hears("auth:expiring");
      CLOCK.move(Duration.ofMinutes(1));
      client.hears("auth:expired");
      assertFalse(client.ended.isDone());
      CLOCK.move(Duration.ofSeconds(30));
      client.ended.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void aSocketEndsWithTheSignInOfItsToken() throws Exception {
    JsonNode tokens = signIn();
    try (Client client = new Client(access(tokens)).in();
        Client wrong = new Client(access(tokens) + "x")) {
      ConnectProblem problem = wrong.refused.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertEquals(
          "unauthorized", assertInstanceOf(ConnectProblem.Refused.class, problem).message());

      parley.post("/api/logout", "", "Authorization", "Bearer " + access(tokens));

      client.ended.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
