package dev.parley.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.access.Sender;
import dev.parley.access.VisibleChats;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Tokens that name Parley as their issuer. All but the first are forged, or have one fault: each
/// is refused for that fault alone.
final class AccessTokensTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final String ISSUER = "https://chat.example";
  private static final String SIGN_IN = "session:1";
  private static final Principal ANN =
      new Principal(
          new Sender("u_1", "Ann", Sender.Kind.USER),
          Set.of(Permission.READ),
          SIGN_IN,
          VisibleChats.ALL);

  private final SigningKey key = SigningKey.make(NOON.minus(Duration.ofDays(1)));
  private final SigningKey other = SigningKey.make(NOON.minus(Duration.ofDays(1)));

  private Bearer check(Instant now, String token) {
    return new TokenCheck(
            new AccessTokens(ISSUER),
            () -> List.of(key),
            credential -> credential.equals(SIGN_IN) ? Optional.of(ANN) : Optional.empty(),
            List.of(),
            Clock.fixed(now, ZoneOffset.UTC))
        .check(token);
  }

  private void refused(String why, Instant now, String token) {
    Refusal refusal = assertThrows(Refusal.class, () -> check(now, token), why);
    assertEquals(ErrorCode.UNAUTHORIZED, refusal.code());
    assertTrue(refusal.sentence().contains(why), refusal.sentence());
  }

  private void refused(String why, String token) {
    refused(why, NOON, token);
  }

  private static JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience("parley")
            .subject("u_1")
            .claim("sid", SIGN_IN)
            .issueTime(Date.from(NOON))
            .expirationTime(Date.from(NOON.plusSeconds(300)));
    change.accept(claims);
    return claims.build();
  }

  private JWSHeader.Builder header(JWSAlgorithm algorithm) {
    return new JWSHeader.Builder(algorithm).type(new JOSEObjectType("at+jwt")).keyID(key.id());
  }

  private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer)
      throws Exception {
    SignedJWT token = new SignedJWT(header, claims);
    token.sign(signer);
    return token.serialize();
  }

  /// Signed with Parley's key, with other claims than usual.
  private String with(Consumer<JWTClaimsSet.Builder> change) throws Exception {
    return signed(header(JWSAlgorithm.ES256).build(), claims(change), new ECDSASigner(key.key()));
  }

  @Test
  void aTokenOfParleysLetsIn() throws Exception {
    String issued = new AccessTokens(ISSUER).issue(key, "u_1", SIGN_IN, "agent", "read", NOON);

    assertEquals(ANN, check(NOON, issued).principal());
    assertEquals(NOON.plus(AccessTokens.VALID), check(NOON, issued).until());
    assertEquals(ANN, check(NOON, with(_ -> {})).principal());
  }

  /// The attacker can write anything into a token except a signature with the key.
  @Test
  void theTokenDoesNotChooseHowItIsChecked() throws Exception {
    JWTClaimsSet claims = claims(_ -> {});
    for (String algorithm : List.of("none", "None", "NONE", "")) {
      Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
      String head =
          "{\"alg\":\"%s\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}".formatted(algorithm, key.id());
      String unsigned =
          base64.encodeToString(head.getBytes(UTF_8))
              + "."
              + base64.encodeToString(claims.toString().getBytes(UTF_8))
              + ".";
      refused("it", unsigned);
      refused("it", unsigned + with(_ -> {}).replaceFirst(".*\\.", ""));
    }
    // the public key, which everybody knows, as a secret that both share
    byte[] known = key.key().toECPublicKey().getEncoded();
    refused("signature", signed(header(JWSAlgorithm.HS256).build(), claims, new MACSigner(known)));
    refused(
        "signature",
        signed(header(JWSAlgorithm.HS256).build(), claims, new MACSigner(key.published())));
  }

  @Test
  void onlyParleysOwnKeysCount() throws Exception {
    JWTClaimsSet claims = claims(_ -> {});
    JWSSigner stranger = new ECDSASigner(other.key());

    refused("signature is wrong", signed(header(JWSAlgorithm.ES256).build(), claims, stranger));
    refused(
        "key is not known",
        signed(header(JWSAlgorithm.ES256).keyID(other.id()).build(), claims, stranger));
    refused(
        "key is not known",
        signed(header(JWSAlgorithm.ES256).keyID(null).build(), claims, stranger));
    refused(
        "brings a key",
        signed(
            header(JWSAlgorithm.ES256).jwk(other.key().toPublicJWK()).build(), claims, stranger));
  }

  @Test
  void theHeaderMustSayThatItIsAnAccessToken() throws Exception {
    for (JOSEObjectType type : new JOSEObjectType[] {JOSEObjectType.JWT, null}) {
      refused(
          "typ",
          signed(
              header(JWSAlgorithm.ES256).type(type).build(),
              claims(_ -> {}),
              new ECDSASigner(key.key())));
    }
  }

  @Test
  void theClaimsMustFit() throws Exception {
    refused("aud", with(it -> it.audience("others")));
    refused("aud", with(it -> it.audience((String) null)));
    refused("no sub", with(it -> it.subject(null)));
    refused("no sid", with(it -> it.claim("sid", null)));
    refused("has ended", with(it -> it.claim("sid", "session:2")));
    refused("has ended", with(it -> it.subject("u_2")));
    refused("issuer is not known", with(it -> it.issuer("https://other.example")));
  }

  @Test
  void theTimesMustFit() throws Exception {
    String token = with(_ -> {});
    assertEquals(ANN, check(NOON.plusSeconds(299), token).principal());

    refused("has expired", NOON.plusSeconds(300), token); // also one that was never seen before
    refused("no exp", with(it -> it.expirationTime(null)));
    refused("more than", with(it -> it.expirationTime(Date.from(NOON.plusSeconds(901)))));
    refused("not valid yet", with(it -> it.issueTime(Date.from(NOON.plusSeconds(61)))));
    refused("not valid yet", with(it -> it.notBeforeTime(Date.from(NOON.plusSeconds(61)))));
    // clocks of several processes differ
    assertEquals(
        ANN, check(NOON, with(it -> it.issueTime(Date.from(NOON.plusSeconds(60))))).principal());
  }
}
