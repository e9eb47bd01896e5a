package dev.parley.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.text.ParseException;
import java.time.Instant;

/// A key with which Parley signs: P-256. Anybody who has the text can sign as Parley.
///
/// @param id the thumbprint of the key. Source: RFC 7638
/// @param jwk the private key, as JSON. Source: RFC 7517
/// @param usedFrom the time at which Parley begins to sign tokens with it; it is published earlier
public record SigningKey(String id, String jwk, Instant usedFrom) {
  /// A new key.
  public static SigningKey make(Instant usedFrom) {
    try {
      ECKey key =
          new ECKeyGenerator(Curve.P_256)
              .keyUse(KeyUse.SIGNATURE)
              .keyIDFromThumbprint(true)
              .generate();
      return new SigningKey(key.getKeyID(), key.toJSONString(), usedFrom);
    } catch (JOSEException e) {
      throw new IllegalStateException("this JDK lacks P-256", e);
    }
  }

  /// The public key, as JSON.
  public String published() {
    return key().toPublicJWK().toJSONString();
  }

  ECKey key() {
    try {
      return ECKey.parse(jwk);
    } catch (ParseException damaged) {
      throw new IllegalStateException("a signing key is damaged");
    }
  }

  /// A text without the private key.
  @Override
  public String toString() {
    return "SigningKey[" + id + "]";
  }
}
