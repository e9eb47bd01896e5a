package dev.parley.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The headers of every answer: they forbid browsers to frame it, to guess its type, to keep a copy
/// of it, and to load other resources for it. An endpoint that serves a page sets its own policy.
final class CommonHeaders {
  static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");
  static final CharSequence POLICY = HttpHeaders.createOptimized("Content-Security-Policy");

  private static final CharSequence NO_SNIFF_NAME =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence REFERRER_NAME = HttpHeaders.createOptimized("Referrer-Policy");
  private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
  private static final CharSequence FRAME_NAME = HttpHeaders.createOptimized("X-Frame-Options");
  private static final CharSequence DENY = HttpHeaders.createOptimized("DENY");
  private static final CharSequence NOTHING =
      HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");

  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private CommonHeaders() {}

  /// A time in the format of HTTP, for example `Mon, 23 Nov 2026 10:30:00 GMT`. Source: RFC 9110,
  /// 5.6.7.
  static String date(Instant moment) {
    return DATE.format(moment);
  }

  /// @param date the date as [#date] writes it
  static void addTo(MultiMap answer, String requestId, String date) {
    answer
        .set(HttpHeaders.DATE, date)
        .set(REQUEST_ID, requestId)
        .set(NO_SNIFF_NAME, NO_SNIFF)
        .set(REFERRER_NAME, NO_REFERRER)
        .set(FRAME_NAME, DENY)
        .set(HttpHeaders.CACHE_CONTROL, NO_STORE)
        .set(POLICY, NOTHING);
  }
}
