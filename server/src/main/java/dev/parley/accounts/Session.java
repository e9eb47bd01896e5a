package dev.parley.accounts;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A browser in which somebody has signed in. Only the hash of its cookie is stored.
///
/// @param id [Secrets#hash] of the cookie
/// @param seenAt the time of its last use, accurate to some minutes
/// @param label the name that the browser gives itself
/// @param address the address of the sign-in
/// @param refresh [Secrets#hash] of the secret part of its next refresh token; null for a browser's
///   session, which has a cookie
/// @param replaces the credential of its previous cookie, in the form of
///   [dev.parley.access.Principal#credential]; null if it has its first cookie
public record Session(
    String id,
    String user,
    Instant createdAt,
    Instant seenAt,
    String label,
    String address,
    @Nullable String refresh,
    @Nullable String replaces) {
  /// A session ends when it was not used for this time.
  static final Duration IDLE = Duration.ofDays(14);

  /// A session ends after this time in any case.
  static final Duration LONGEST = Duration.ofDays(90);

  /// The part of its id that people see.
  public String shortId() {
    return id.substring(0, 16);
  }

  /// The credential of a caller that uses this session.
  String credential() {
    return "session:" + shortId();
  }

  boolean isOver(Instant now) {
    return seenAt.plus(IDLE).isBefore(now) || createdAt.plus(LONGEST).isBefore(now);
  }

  Session seen(Instant now) {
    return new Session(id, user, createdAt, now, label, address, refresh, replaces);
  }

  Session refreshed(String next, Instant now) {
    return new Session(id, user, createdAt, now, label, address, next, replaces);
  }

  /// The same sign-in with another cookie.
  ///
  /// @param hash the hash of the cookie
  Session renewed(String hash) {
    return new Session(hash, user, createdAt, seenAt, label, address, refresh, credential());
  }
}
