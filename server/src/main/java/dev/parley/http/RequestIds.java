package dev.parley.http;

import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Gives ids to requests, so that a request can be found in the log. Safe for use by many threads.
final class RequestIds {
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private final String prefix;
  private final AtomicLong last = new AtomicLong();

  /// @param random distinguishes this run of Parley from others
  RequestIds(RandomGenerator random) {
    this.prefix = Long.toString(random.nextLong(1L << 40), Character.MAX_RADIX) + "-";
  }

  /// The client's own id if it is acceptable, otherwise a new one.
  String of(@Nullable String given) {
    return given != null && SANE.matcher(given).matches()
        ? given
        : prefix + Long.toString(last.incrementAndGet(), Character.MAX_RADIX);
  }
}
