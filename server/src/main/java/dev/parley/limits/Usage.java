package dev.parley.limits;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The part of its limits that a caller has used, after the current request was counted.
///
/// @param policy the header `RateLimit-Policy`, for example `"api";q=100;w=2`; "": not limited
/// @param left the header `RateLimit`, for example `"api";r=93;t=1`; "": not limited. Source:
///   draft-ietf-httpapi-ratelimit-headers-11
/// @param pause the time to wait before the request is accepted; null if it is accepted
public record Usage(String policy, String left, @Nullable Duration pause) {
  /// The usage of a caller without limits.
  public static final Usage UNLIMITED = new Usage("", "", null);

  /// Accepts a request that is within the limits.
  ///
  /// @throws Refusal `rate_limited`, with the time to wait
  public void check() {
    if (pause != null) {
      throw new Refusal(
          ErrorCode.RATE_LIMITED,
          "Too many requests: wait %d s, or make them more slowly"
              .formatted(Refusal.seconds(pause)),
          pause);
    }
  }
}
