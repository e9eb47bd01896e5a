package dev.parley.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Parley's own access tokens: ES256, valid for 15 minutes. They contain the id of the sign-in or
/// API key that they represent. Each request checks whether it is still valid, and looks up its
/// permissions.
///
/// ```json
/// {"iss": "https://chat.example.org", "aud": "parley", "sub": "u_4f7k2m9q3x",
///  "sid": "session:5b1f0c2d9e8a7b6c", "role": "agent", "scope": "read send",
///  "iat": 1795429800, "exp": 1795430700, "jti": "..."}
/// ```
///
/// @param issuer the claim `iss`: Parley's address
public record AccessTokens(String issuer) {
  /// The time for which a token is valid.
  public static final Duration VALID = Duration.ofMinutes(15);

  private static final String AUDIENCE = "parley";

  /// The claims of a checked token.
  ///
  /// @param subject the id of the user or API key
  /// @param credential the credential that it represents, see
  ///   [dev.parley.access.Principal#credential]
  public record Claims(String subject, String credential, Instant expiresAt) {}

  /// Signs a token.
  ///
  /// @param role the role of a user, for readers of the token; null: it belongs to a program
  /// @param scope the permissions of the token, as words, for programs that read it
  public String issue(
      SigningKey key,
      String subject,
      String credential,
      @Nullable String role,
      String scope,
      Instant now) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .audience(AUDIENCE)
            .subject(subject)
            .claim("sid", credential)
            .claim("scope", scope)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(VALID)))
            .jwtID(UUID.randomUUID().toString());
    if (role != null) {
      claims.claim("role", role);
    }
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(key.id())
                .build(),
            claims.build());
    try {
      token.sign(new ECDSASigner(key.key()));
    } catch (JOSEException e) {
      throw new IllegalStateException("a signing key is damaged", e);
    }
    return token.serialize();
  }

  /// Checks a token, except whether it has expired.
  ///
  /// @param keys the keys with which it may be signed
  /// @throws dev.parley.chat.Refusal `unauthorized`
  Claims verify(TokenText token, List<SigningKey> keys, Instant now) {
    if (!token.isAccessToken()) {
      throw TokenText.refused("its typ is not that of an access token of Parley");
    }
    SigningKey key =
        keys.stream()
            .filter(it -> it.id().equals(token.keyId()))
            .findFirst()
            .orElseThrow(() -> TokenText.refused("its key is not known"));
    try {
      JWTClaimsSet claims =
          token.verified(new ECDSAVerifier(key.key().toECPublicKey()), AUDIENCE, now, VALID);
      String credential = claims.getStringClaim("sid");
      if (credential == null) {
        throw TokenText.refused("it has no sid");
      }
      return new Claims(claims.getSubject(), credential, claims.getExpirationTime().toInstant());
    } catch (JOSEException | ParseException wrong) {
      throw TokenText.refused("it cannot be read");
    }
  }
}
