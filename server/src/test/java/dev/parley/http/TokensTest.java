package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.CallingClient;
import dev.parley.TestClock;
import dev.parley.socketio.client.ConnectProblem;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Parley's own access tokens.
final class TokensTest {
  private static final String EMAIL = "ann@example.com";
  private static final String PASSWORD = "four words of mine";

  private static final TestClock CLOCK = TestClock.running();

  @RegisterExtension
  static final RunningParley parley =
      RunningParley.with(CLOCK, "ANONYMOUS", "none").withOwner(EMAIL, PASSWORD);

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

    CLOCK.advance(Duration.ofMinutes(16));

    assertEquals(401, status("/api/chats", access(tokens)));
    var renewed = refresh(tokens);
    assertEquals(200, renewed.statusCode(), renewed::body);
    assertEquals(200, status("/api/chats", access(json(renewed))));
  }

  /// A token that was not used before, so it is not cached from an earlier check.
  @Test
  void anExpiredTokenIsRefusedOnItsFirstUse() throws Exception {
    JsonNode tokens = signIn();

    CLOCK.advance(Duration.ofMinutes(16));

    assertEquals(401, status("/api/chats", access(tokens)));
    try (CallingClient late = client(access(tokens))) {
      assertInstanceOf(ConnectProblem.Refused.class, late.refused());
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
    CLOCK.advance(Duration.ofHours(90 * 24 - 12));
    JsonNode before = signIn();

    assertEquals(first, keyOf(access(before)));
    assertEquals(2, JWKSet.parse(parley.get("/.well-known/jwks.json").body()).getKeys().size());
    CLOCK.advance(Duration.ofHours(13));
    String second = keyOf(access(signIn()));
    assertNotEquals(first, second);
    CLOCK.advance(Duration.ofHours(2));
    signIn();
    assertEquals(1, JWKSet.parse(parley.get("/.well-known/jwks.json").body()).getKeys().size());
  }

  private static String keyOf(String token) throws Exception {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }

  // --- Sockets -----------------------------------------------------------------------------------

  private static CallingClient client(String token) {
    return new CallingClient(parley.port(), token);
  }

  /// The code of the refusal; "" if there is none.
  private static String refresh(CallingClient client, String token) throws Exception {
    return client.ask("auth:refresh", "{\"token\":\"%s\"}".formatted(token)).path("code").asText();
  }

  @Test
  void aSocketIsWarnedOfItsTokensEndAndCanReplaceIt() throws Exception {
    try (CallingClient client = client(access(signIn())).in()) {
      CLOCK.advance(Duration.ofSeconds(14 * 60 + 10));
      client.hears("auth:expiring");
      String bot =
          access(
              json(
                  token(
                      "",
                      "Authorization",
                      "Bearer " + parley.addKey("b", "read").path("key").textValue())));
      assertEquals("forbidden", refresh(client, bot));
      assertEquals("unauthorized", refresh(client, "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0."));
      assertEquals("", refresh(client, access(signIn())));

      CLOCK.advance(Duration.ofMinutes(5));
      assertFalse(client.hasHeard("auth:expired"));
      CLOCK.advance(Duration.ofSeconds(9 * 60 + 10));
      client.hears("auth:expiring");
      CLOCK.advance(Duration.ofMinutes(1));
      client.hears("auth:expired");
      assertFalse(client.isEnded());
      CLOCK.advance(Duration.ofSeconds(30));
      client.awaitEnd();
    }
  }

  @Test
  void aSocketEndsWithTheSignInOfItsToken() throws Exception {
    JsonNode tokens = signIn();
    try (CallingClient client = client(access(tokens)).in();
        CallingClient wrong = client(access(tokens) + "x")) {
      ConnectProblem problem = wrong.refused();
      assertEquals(
          "unauthorized", assertInstanceOf(ConnectProblem.Refused.class, problem).message());

      parley.post("/api/logout", "", "Authorization", "Bearer " + access(tokens));

      client.awaitEnd();
    }
  }
}
