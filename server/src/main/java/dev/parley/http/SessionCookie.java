package dev.parley.http;

import dev.parley.authentication.Authenticator;
import org.jspecify.annotations.Nullable;

/// The header that sets or removes the cookie of a session in a browser: `parley=...; Path=/;
/// Max-Age=7776000; HttpOnly; SameSite=Lax`. Immutable.
///
/// @param https whether browsers reach Parley by HTTPS only
record SessionCookie(boolean https) {
  private static final String HEADER = "Set-Cookie";
  private static final String LONGEST_SECONDS = "7776000"; // 90 days

  /// An answer after which the browser sends this cookie.
  ///
  /// @param cookie the new value; null: the browser keeps the cookie that it has
  Response with(@Nullable String cookie, Response.Whole answer) {
    return cookie == null ? answer : answer.with(HEADER, line(cookie, LONGEST_SECONDS));
  }

  /// An answer after which the browser has no cookie.
  Response without(Response.Whole answer) {
    return answer.with(HEADER, line("", "0"));
  }

  private String line(String value, String seconds) {
    return "%s=%s; Path=/; Max-Age=%s; HttpOnly; SameSite=Lax%s"
        .formatted(
            https ? Authenticator.SECURE_COOKIE : Authenticator.COOKIE,
            value,
            seconds,
            https ? "; Secure" : "");
  }
}
