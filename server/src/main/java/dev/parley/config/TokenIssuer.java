package dev.parley.config;

import java.net.URI;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/// Another program whose tokens (JWT) let callers in.
///
/// @param issuer the exact value of the claim `iss`
/// @param audience a value that the claim `aud` must contain exactly
/// @param roleClaim the claim that contains a role; null: every user is an agent
/// @param visibilityClaim the claim that says which chats an agent or a viewer sees: `all`, `team`
///   or `assigned`; null: everybody sees all
/// @param teamsClaim the claim that lists their teams; null: they are in none
public record TokenIssuer(
    String issuer,
    String audience,
    Keys keys,
    @Nullable String roleClaim,
    @Nullable String visibilityClaim,
    @Nullable String teamsClaim) {
  /// The way in which the issuer's signatures are checked. Only this decides which algorithms are
  /// accepted.
  public sealed interface Keys {
    /// Signatures are checked with a shared secret: HS256.
    ///
    /// @param secret 32 bytes or more
    record Shared(Secret secret) implements Keys {}

    /// Signatures are checked with a public key: RSA, an elliptic curve, or Ed25519.
    record Public(PublicKey key) implements Keys {}

    /// Signatures are checked with the public keys that the issuer publishes.
    ///
    /// @param url uses HTTPS, or is on this machine
    record Published(URI url) implements Keys {}
  }
}
