package dev.parley.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.parley.config.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;

/// Chooses the verifier by the key, never by the algorithm in the token: the verifier of a key
/// refuses all other algorithms.
final class Verifiers {
  private static final int SHORTEST_RSA = 2048;

  /// The prefix of the 32 bytes of an Ed25519 key in X.509. Source: RFC 8410, 10.1.
  private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final Set<JWSAlgorithm> RSA =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512);

  private Verifiers() {}

  /// A verifier for a secret: HS256 only.
  static JWSVerifier of(Secret secret) throws JOSEException {
    return new RestrictedVerifier(
        new MACVerifier(secret.value().getBytes(UTF_8)), Set.of(JWSAlgorithm.HS256));
  }

  static JWSVerifier of(PublicKey key) throws JOSEException {
    return switch (key) {
      case RSAPublicKey rsa -> rsa(rsa);
      case ECPublicKey ec -> new ECDSAVerifier(ec);
      default -> new EdwardsVerifier(key);
    };
  }

  static JWSVerifier of(JWK key) throws JOSEException {
    return switch (key) {
      case RSAKey rsa -> rsa(rsa.toRSAPublicKey());
      case ECKey ec -> new ECDSAVerifier(ec.toECPublicKey());
      case OctetKeyPair pair when Curve.Ed25519.equals(pair.getCurve()) ->
          new EdwardsVerifier(edwards(pair));
      default -> throw new JOSEException("a key of another kind");
    };
  }

  private static JWSVerifier rsa(RSAPublicKey key) throws JOSEException {
    if (key.getModulus().bitLength() < SHORTEST_RSA) {
      throw new JOSEException("a short key");
    }
    return new RestrictedVerifier(new RSASSAVerifier(key), RSA);
  }

  private static PublicKey edwards(OctetKeyPair pair) throws JOSEException {
    byte[] raw = pair.getX().decode();
    byte[] encoded = new byte[ED25519.length + raw.length];
    System.arraycopy(ED25519, 0, encoded, 0, ED25519.length);
    System.arraycopy(raw, 0, encoded, ED25519.length, raw.length);
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException wrong) {
      throw new JOSEException("not a key", wrong);
    }
  }

  /// A verifier that accepts only some of its algorithms.
  private record RestrictedVerifier(JWSVerifier verifier, Set<JWSAlgorithm> algorithms)
      implements JWSVerifier {
    @Override
    public boolean verify(JWSHeader header, byte[] input, Base64URL signature)
        throws JOSEException {
      return algorithms.contains(header.getAlgorithm())
          && verifier.verify(header, input, signature);
    }

    @Override
    public Set<JWSAlgorithm> supportedJWSAlgorithms() {
      return algorithms;
    }

    @Override
    public JCAContext getJCAContext() {
      return verifier.getJCAContext();
    }
  }

  /// Checks Ed25519 with the JDK, because Nimbus needs another library for it.
  private record EdwardsVerifier(PublicKey key) implements JWSVerifier {
    private static final Set<String> NAMES = Set.of("EdDSA", "Ed25519");

    @Override
    public boolean verify(JWSHeader header, byte[] input, Base64URL signature)
        throws JOSEException {
      if (!NAMES.contains(header.getAlgorithm().getName())) {
        return false;
      }
      try {
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(key);
        check.update(input);
        return check.verify(signature.decode());
      } catch (GeneralSecurityException wrong) {
        return false;
      }
    }

    @Override
    public Set<JWSAlgorithm> supportedJWSAlgorithms() {
      return NAMES.stream().map(JWSAlgorithm::new).collect(Collectors.toSet());
    }

    @Override
    public JCAContext getJCAContext() {
      return new JCAContext();
    }
  }
}
