package dev.parley.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A token as it was sent, whose signature has not been checked yet. Its content never decides how
/// it is checked: its algorithm, and any key or address in it, are not trusted.
///
/// @param issuer the claim `iss`, which anybody can write
record TokenText(SignedJWT jwt, String issuer) {
  private static final int LONGEST = 8 * 1024;

  /// The longest difference between the clocks of two machines that is accepted.
  static final Duration LEEWAY = Duration.ofSeconds(60);

  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  /// Claims that only ID tokens have: they say who signed in, not what a program may do. Source:
  /// OpenID Connect Core 1.0, 2 and 3.1.3.6.
  private static final Set<String> OF_ID_TOKENS = Set.of("nonce", "at_hash", "c_hash", "s_hash");

  /// Whether a word has the shape of a token.
  static boolean isToken(String word) {
    return word.startsWith("eyJ")
        && word.indexOf('.') > 0
        && word.indexOf('.') < word.lastIndexOf('.');
  }

  /// Reads a token and checks its header.
  ///
  /// @throws Refusal `unauthorized`
  static TokenText parse(String token) {
    if (token.length() > LONGEST) {
      throw refused("it is longer than 8 KB");
    }
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      JWSHeader header = jwt.getHeader();
      if (header.getCriticalParams() != null) {
        throw refused("its header has crit");
      }
      if (header.getJWK() != null
          || header.getJWKURL() != null
          || header.getX509CertURL() != null
          || header.getX509CertChain() != null) {
        throw refused("its header brings a key");
      }
      if (header.getType() != null
          && !TYPES.contains(header.getType().getType().toLowerCase(Locale.ROOT))) {
        throw refused("its typ is not that of an access token");
      }
      String issuer = jwt.getJWTClaimsSet().getIssuer();
      if (issuer == null) {
        throw refused("it has no iss");
      }
      return new TokenText(jwt, issuer);
    } catch (ParseException | IllegalArgumentException unreadable) {
      throw refused("it cannot be read");
    }
  }

  /// The key's id; null: the token names none.
  @Nullable String keyId() {
    return jwt.getHeader().getKeyID();
  }

  /// Whether the header says that it is an access token. Source: RFC 9068, 2.1.
  boolean isAccessToken() {
    return jwt.getHeader().getType() != null
        && jwt.getHeader().getType().getType().toLowerCase(Locale.ROOT).endsWith("at+jwt");
  }

  /// Checks the signature and returns the claims. Does not check whether the token has expired,
  /// which [TokenCheck] does each time.
  ///
  /// @param longest the longest time for which a token may be valid
  /// @throws Refusal `unauthorized`
  JWTClaimsSet verified(JWSVerifier verifier, String audience, Instant now, Duration longest) {
    try {
      if (!jwt.verify(verifier)) {
        throw refused("its signature is wrong");
      }
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      if (!claims.getAudience().contains(audience)) {
        throw refused("its aud names another audience");
      }
      checkTime(claims, now, longest);
      if (OF_ID_TOKENS.stream().anyMatch(claims.getClaims()::containsKey)) {
        throw refused("it is an ID token");
      }
      if (claims.getSubject() == null || claims.getSubject().isBlank()) {
        throw refused("it has no sub");
      }
      return claims;
    } catch (JOSEException | ParseException | IllegalArgumentException wrong) {
      throw refused("its signature cannot be checked");
    }
  }

  private static void checkTime(JWTClaimsSet claims, Instant now, Duration longest) {
    Date expires = claims.getExpirationTime();
    if (expires == null) {
      throw refused("it has no exp");
    }
    Date from = claims.getNotBeforeTime();
    Date issued = claims.getIssueTime();
    Instant latest = now.plus(LEEWAY);
    if ((from != null && from.toInstant().isAfter(latest))
        || (issued != null && issued.toInstant().isAfter(latest))) {
      throw refused("it is not valid yet");
    }
    Instant begin = issued == null ? now : issued.toInstant();
    if (expires.toInstant().isAfter(begin.plus(longest))) {
      throw refused("it is valid for more than %d hours".formatted(longest.toHours()));
    }
  }

  /// @param why the reason: a clause whose subject is the token
  static Refusal refused(String why) {
    return new Refusal(
        ErrorCode.UNAUTHORIZED, "The token is not valid: " + why + ". Get a new one");
  }
}
