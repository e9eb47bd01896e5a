package dev.parley.accounts;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A browser in which somebody has signed in. Its cookie is not kept, only its hash.
///
/// @param id [Secrets#hash] of the cookie
/// @param seenAt when it was used last, some minutes more or less
/// @param label what the browser calls itself
/// @param address from which it signed in
/// @param refresh [Secrets#hash] of what gets its next token; null: it is a browser's, with a
///   cookie
/// @param replaces the credential that it had with the cookie before, as of
///   [dev.parley.access.Principal#credential]; null: it has its first cookie
public record Session(
    String id,
    String user,
    Instant createdAt,
    Instant seenAt,
    String label,
    String address,
    @Nullable String refresh,
    @Nullable String replaces) {
  /// It ends when it was not used for so long.
  static final Duration IDLE = Duration.ofDays(14);

  /// It ends after so long in any case.
  static final Duration LONGEST = Duration.ofDays(90);

  /// The part of its id that people see.
  public String shortId() {
    return id.substring(0, 16);
  }

  /// Of whom asks with it.
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
  /// @param hash of the cookie
  Session renewed(String hash) {
    return new Session(hash, user, createdAt, seenAt, label, address, refresh, credential());
  }
}
