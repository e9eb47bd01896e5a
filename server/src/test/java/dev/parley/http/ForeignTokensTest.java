package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Tokens of other programs: a shop that shares a secret, a portal with an RSA key, an identity
/// provider and a partner that publish their keys, an issuer with Ed25519, and a help desk that
/// defines the visible chats.
final class ForeignTokensTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /// Long enough for HS512, which is still not accepted.
  private static final String SECRET =
      "a secret of more than the sixty-four bytes that the longest of hashes needs";

  private static final String SHOP = "shop";
  private static final String PORTAL = "https://portal.example";
  private static final String IDENTITY = "https://id.example/";
  private static final String HOUSE = "house";
  private static final String DESK = "desk";
  private static final String PARTNER = "https://partner.example/";

  @TempDir private static Path folder;
  private static RunningParley parley;
  private static RSAKey portal;
  private static ECKey identity;
  private static ECKey partner;
  private static ECKey partnersNext;
  private static KeyPair house;
  private static HttpServer keys;
  private static final AtomicInteger FETCHES = new AtomicInteger();
  private static volatile int keysStatus = 200;

  @BeforeAll
  static void start() throws Exception {
    portal = new RSAKeyGenerator(2048).keyID("same").generate();
    identity = new ECKeyGenerator(Curve.P_256).keyID("same").generate();
    partner = new ECKeyGenerator(Curve.P_256).keyID("same").generate();
    partnersNext = new ECKeyGenerator(Curve.P_256).keyID("next").generate();
    house = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    keys.createContext(
        "/keys",
        exchange -> {
          FETCHES.incrementAndGet();
          byte[] body = new JWKSet(identity.toPublicJWK()).toString().getBytes(UTF_8);
          exchange.sendResponseHeaders(keysStatus, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    keys.createContext(
        "/partner",
        exchange -> {
          List<JWK> published = List.of(partner.toPublicJWK(), partnersNext.toPublicJWK());
          byte[] body = new JWKSet(published).toString().getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    keys.start();
    List<Map<String, String>> issuers =
        List.of(
            Map.of("issuer", SHOP, "audience", "parley", "secret", SECRET, "role_claim", "role"),
            Map.of(
                "issuer",
                PORTAL,
                "audience",
                "parley",
                "public_key",
                pem(portal.toRSAPublicKey().getEncoded())),
            Map.of(
                "issuer",
                IDENTITY,
                "audience",
                "parley",
                "jwks_url",
                "http://127.0.0.1:" + keys.getAddress().getPort() + "/keys"),
            Map.of(
                "issuer",
                PARTNER,
                "audience",
                "parley",
                "jwks_url",
                "http://127.0.0.1:" + keys.getAddress().getPort() + "/partner"),
            Map.of(
                "issuer",
                HOUSE,
                "audience",
                "parley",
                "public_key",
                pem(house.getPublic().getEncoded())),
            Map.of(
                "issuer",
                DESK,
                "audience",
                "parley",
                "secret",
                SECRET,
                "role_claim",
                "role",
                "visibility_claim",
                "sees",
                "teams_claim",
                "teams"));
    Path file =
        Files.writeString(
            folder.resolve("issuers.json"), new ObjectMapper().writeValueAsString(issuers));
    parley =
        RunningParley.start(
            folder,
            "ANONYMOUS",
            "none",
            "JWT_ISSUERS_FILE",
            file.toString(),
            "RATE_LIMIT_API",
            "0");
  }

  @AfterAll
  static void stop() {
    parley.close();
    keys.stop(0);
  }

  private static String pem(byte[] key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key)
        + "\n-----END PUBLIC KEY-----\n";
  }

  private static JWTClaimsSet.Builder claims(String issuer) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .audience(List.of("others", "parley"))
        .subject("carol")
        .claim("name", "Carol")
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)));
  }

  private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer)
      throws Exception {
    SignedJWT token = new SignedJWT(header, claims);
    token.sign(signer);
    return token.serialize();
  }

  private static JWSHeader header(JWSAlgorithm algorithm) {
    return new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID("same").build();
  }

  /// A token of the shop with other claims than usual.
  private static String shop(Consumer<JWTClaimsSet.Builder> change) throws Exception {
    JWTClaimsSet.Builder claims = claims(SHOP).claim("role", "agent");
    change.accept(claims);
    return signed(header(JWSAlgorithm.HS256), claims.build(), new MACSigner(SECRET));
  }

  /// Waits until the keys of the identity provider were fetched.
  private static HttpResponse<String> ask(String path, String token) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      var answer = parley.get(path, "Authorization", "Bearer " + token);
      if (answer.statusCode() != 503 || System.nanoTime() > deadline) {
        return answer;
      }
      assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
    }
  }

  private static void letsIn(String token) {
    assertEquals(200, ask("/api/chats", token).statusCode());
  }

  private static void refused(String why, String token) {
    var answer = ask("/api/chats", token);
    assertEquals(401, answer.statusCode(), answer::body);
    String sentence = json(answer).get("error").stringValue();
    assertTrue(sentence.contains(why), sentence);
  }

  // --- Accepted tokens ---------------------------------------------------------------------------

  @Test
  void eachIssuersTokensNeedItsOwnKey() throws Exception {
    letsIn(shop(_ -> {}));
    letsIn(signed(header(JWSAlgorithm.RS256), claims(PORTAL).build(), new RSASSASigner(portal)));
    letsIn(signed(header(JWSAlgorithm.PS384), claims(PORTAL).build(), new RSASSASigner(portal)));
    letsIn(signed(header(JWSAlgorithm.ES256), claims(IDENTITY).build(), new ECDSASigner(identity)));
    letsIn(edwards(claims(HOUSE).build()));
  }

  private static String edwards(JWTClaimsSet claims) throws Exception {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String input =
        base64.encodeToString("{\"alg\":\"EdDSA\"}".getBytes(UTF_8))
            + "."
            + base64.encodeToString(claims.toString().getBytes(UTF_8));
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(house.getPrivate());
    signature.update(input.getBytes(UTF_8));
    return input + "." + base64.encodeToString(signature.sign());
  }

  @Test
  void theRoleIsThatOfTheClaimAndNeverOwner() throws Exception {
    String viewer = shop(it -> it.claim("role", "viewer"));
    String owner = shop(it -> it.claim("role", "owner"));
    String send = "{\"wa_id\":\"1\",\"text\":\"Hi\"}";

    assertEquals(
        403, parley.post("/api/send", send, "Authorization", "Bearer " + viewer).statusCode());
    assertEquals(200, ask("/api/users", owner).statusCode());
    var made =
        parley.post(
            "/api/users",
            "{\"email\":\"eve@example.com\",\"name\":\"Eve\",\"role\":\"owner\"}",
            "Authorization",
            "Bearer " + owner);
    assertEquals(403, made.statusCode(), made::body);
    refused("role", shop(it -> it.claim("role", "emperor")));
    refused("role", shop(it -> it.claim("role", null)));

    var sent = parley.post("/api/send", send, "Authorization", "Bearer " + shop(_ -> {}));
    assertEquals("Carol", json(sent).at("/message/sent_by/name").stringValue());
    assertEquals(403, ask("/api/me", owner).statusCode());
  }

  // --- Who sees which chat -----------------------------------------------------------------------

  /// A token of the help desk.
  ///
  /// @param sees the value of the claim for the visibility; null: without this claim
  private static String desk(String role, @Nullable Object sees, @Nullable Object teams)
      throws Exception {
    return signed(
        header(JWSAlgorithm.HS256),
        claims(DESK).claim("role", role).claim("sees", sees).claim("teams", teams).build(),
        new MACSigner(SECRET));
  }

  private static List<String> chats(String token) {
    List<String> all = new ArrayList<>();
    json(ask("/api/chats", token)).forEach(chat -> all.add(chat.get("wa_id").stringValue()));
    Collections.sort(all);
    return all;
  }

  private static HttpResponse<String> change(
      String method, String path, String body, String token) {
    return parley.ask(method, path, body.getBytes(UTF_8), "Authorization", "Bearer " + token);
  }

  @Test
  void aTokenDefinesTheVisibleChats() throws Exception {
    String all = desk("agent", "all", null);
    String sales = desk("agent", "team", List.of("sales"));
    String own = desk("agent", "assigned", List.of("sales"));
    parley.operate(
        "user-add",
        "email",
        "o@example.com",
        "name",
        "O",
        "role",
        "owner",
        "password",
        "four words of mine");
    parley.operate(
        "user-add",
        "email",
        "s@example.com",
        "name",
        "S",
        "role",
        "agent",
        "password",
        "four words of mine");
    parley.operate(
        "user-visibility",
        "user",
        "s@example.com",
        "visibility",
        "team",
        "teams",
        List.of("sales"));
    for (String chat : List.of("7001", "7002")) {
      assertEquals(
          201,
          change("POST", "/api/send", "{\"wa_id\":\"%s\",\"text\":\"Hi\"}".formatted(chat), all)
              .statusCode());
    }
    // the team exists once Parley knows its user
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (change("PUT", "/api/chats/7001", "{\"team\":\"sales\"}", all).statusCode() != 200) {
      assertTrue(System.nanoTime() < deadline, "there is no such team");
      LockSupport.parkNanos(20_000_000);
    }
    String position = json(ask("/api/sync", own)).get("position").stringValue();

    HttpResponse<String> begun =
        change("POST", "/api/send", "{\"wa_id\":\"7003\",\"text\":\"Hi\"}", own);

    assertEquals(201, begun.statusCode(), begun::body);
    assertEquals(List.of("7003"), chats(own));
    // the same person, who therefore sees their own chats as well
    assertEquals(List.of("7001", "7003"), chats(sales));
    assertTrue(chats(all).containsAll(List.of("7001", "7002", "7003")));
    assertTrue(chats(desk("admin", "assigned", null)).contains("7002"));
    assertEquals(404, ask("/api/chats/7002", sales).statusCode());
    assertEquals(false, sync(position, own).get("reset").booleanValue());
    assertEquals(true, sync(position, sales).get("reset").booleanValue());
    assertEquals(true, sync(position, all).get("reset").booleanValue());
  }

  private static JsonNode sync(String position, String token) {
    return json(ask("/api/sync?since=" + position, token));
  }

  /// The token may be intended to show fewer chats.
  @Test
  void anAmbiguousTokenIsRefused() throws Exception {
    refused("claim for the chats", desk("agent", null, null));
    refused("claim for the chats", desk("agent", "some", null));
    refused("claim for the chats", desk("agent", List.of("all"), null));
    refused("claim for the chats", desk("admin", null, null));
    refused("claim for the teams", desk("agent", "team", "sales"));
    refused("claim for the teams", desk("agent", "team", List.of("Sales!")));
    refused("claim for the teams", desk("agent", "team", List.of(7)));
    refused(
        "claim for the teams",
        desk("agent", "team", IntStream.range(0, 21).mapToObj(it -> "t" + it).toList()));
    letsIn(desk("agent", "team", null));
  }

  // --- Refused tokens ----------------------------------------------------------------------------

  @Test
  void theTokenDoesNotChooseItsAlgorithm() throws Exception {
    JWTClaimsSet claims = claims(PORTAL).build();
    // the public key, which everybody knows, as the secret of an HMAC
    refused(
        "signature",
        signed(
            header(JWSAlgorithm.HS256),
            claims,
            new MACSigner(portal.toRSAPublicKey().getEncoded())));
    refused(
        "signature",
        signed(
            header(JWSAlgorithm.HS256),
            claims,
            new MACSigner(pem(portal.toRSAPublicKey().getEncoded()).getBytes(UTF_8))));
    refused(
        "signature",
        signed(
            header(JWSAlgorithm.HS512),
            claims(SHOP).claim("role", "agent").build(),
            new MACSigner(SECRET)));
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    refused(
        "cannot be read",
        base64.encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8))
            + "."
            + base64.encodeToString(claims.toString().getBytes(UTF_8))
            + ".");
  }

  /// The ids of their keys are the same.
  @Test
  void anIssuerCannotSignForAnother() throws Exception {
    refused(
        "signature",
        signed(header(JWSAlgorithm.ES256), claims(PORTAL).build(), new ECDSASigner(identity)));
    refused(
        "signature",
        signed(header(JWSAlgorithm.RS256), claims(IDENTITY).build(), new RSASSASigner(portal)));
    refused(
        "issuer is not known",
        signed(
            header(JWSAlgorithm.HS256),
            claims("https://evil.example").build(),
            new MACSigner(SECRET)));
    refused("no iss", shop(it -> it.issuer(null)));
  }

  /// Two issuers have published keys with the same id, and Parley has fetched both keys.
  @Test
  void aKeyOfAnotherIssuerIsIgnoredDespiteItsId() throws Exception {
    letsIn(published(IDENTITY, "same", identity));
    letsIn(published(PARTNER, "same", partner));
    letsIn(published(PARTNER, "next", partnersNext));

    refused("signature", published(PARTNER, "same", identity));
    refused("signature", published(IDENTITY, "same", partner));
    refused("key is not known", published(IDENTITY, "next", partnersNext));
  }

  private static String published(String issuer, String id, ECKey key) throws Exception {
    return signed(
        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(id).build(),
        claims(issuer).build(),
        new ECDSASigner(key));
  }

  @Test
  void keysInTokenHeadersAreIgnored() throws Exception {
    ECKey evil = new ECKeyGenerator(Curve.P_256).keyID("evil").generate();
    for (JWSHeader header :
        List.of(
            new JWSHeader.Builder(JWSAlgorithm.ES256).jwk(evil.toPublicJWK()).build(),
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .jwkURL(URI.create("https://evil.example/keys"))
                .build(),
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .x509CertURL(URI.create("https://evil.example/cert"))
                .build(),
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .x509CertChain(List.of(com.nimbusds.jose.util.Base64.encode("a certificate")))
                .build())) {
      refused("brings a key", signed(header, claims(IDENTITY).build(), new ECDSASigner(evil)));
    }
    refused(
        "crit",
        signed(
            new JWSHeader.Builder(JWSAlgorithm.HS256)
                .criticalParams(Set.of("exp"))
                .customParam("exp", 1)
                .build(),
            claims(SHOP).build(),
            new MACSigner(SECRET)));
    refused(
        "typ",
        signed(
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType("id+jwt")).build(),
            claims(SHOP).build(),
            new MACSigner(SECRET)));
  }

  @Test
  void theClaimsMustFit() throws Exception {
    Instant now = Instant.now();
    refused("aud", shop(it -> it.audience("others")));
    refused("aud", shop(it -> it.audience((String) null)));
    refused("no exp", shop(it -> it.expirationTime(null)));
    refused("has expired", shop(it -> it.expirationTime(Date.from(now.minusSeconds(90)))));
    letsIn(shop(it -> it.expirationTime(Date.from(now.minusSeconds(30))))); // clocks differ
    refused("not valid yet", shop(it -> it.notBeforeTime(Date.from(now.plusSeconds(120)))));
    refused("not valid yet", shop(it -> it.issueTime(Date.from(now.plusSeconds(120)))));
    refused(
        "more than 24 hours",
        shop(it -> it.expirationTime(Date.from(now.plus(Duration.ofHours(25))))));
    refused(
        "more than 24 hours",
        shop(it -> it.issueTime(null).expirationTime(Date.from(now.plus(Duration.ofHours(25))))));
    refused("no sub", shop(it -> it.subject(null)));
    refused("ID token", shop(it -> it.claim("nonce", "n")));
    refused("ID token", shop(it -> it.claim("at_hash", "h")));
    refused("ID token", shop(it -> it.claim("c_hash", "h")));
    refused("ID token", shop(it -> it.claim("s_hash", "h")));
    refused("8 KB", shop(it -> it.claim("more", "x".repeat(8 * 1024))));
  }

  @Test
  void anAcceptedTokenStillExpires() throws Exception {
    String token = shop(it -> it.expirationTime(Date.from(Instant.now().minusSeconds(58))));
    letsIn(token);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (ask("/api/chats", token).statusCode() == 200) {
      assertTrue(System.nanoTime() < deadline, "the token never expires");
    }
    refused("has expired", token);
  }

  /// The keys are not fetched again for each token with an unknown key id.
  @Test
  void cachedKeysAreUsedIfTheyCannotBeRefreshed() throws Exception {
    String known =
        signed(header(JWSAlgorithm.ES256), claims(IDENTITY).build(), new ECDSASigner(identity));
    letsIn(known);
    keysStatus = 500;
    try {
      int before = FETCHES.get();
      for (int i = 0; i < 10; i++) {
        ECKey other = new ECKeyGenerator(Curve.P_256).keyID("other" + i).generate();
        refused(
            "key is not known",
            signed(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("other" + i).build(),
                claims(IDENTITY).build(),
                new ECDSASigner(other)));
      }
      assertTrue(FETCHES.get() - before <= 1, () -> FETCHES + " fetches");
      letsIn(
          signed(
              header(JWSAlgorithm.ES256),
              claims(IDENTITY).subject("dave").build(),
              new ECDSASigner(identity)));
    } finally {
      keysStatus = 200;
    }
  }
}
