package dev.parley.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/// How often somebody may try to sign in. The limits are of an address, and of an account as tried
/// from one address: so nobody can keep somebody else out. Safe for use by many threads.
final class SignInLimits {
  private static final int MOST_REMEMBERED = 100_000;
  private static final int PER_ACCOUNT = 5;
  private static final int PER_ADDRESS = 20;
  private static final Duration IN = Duration.ofMinutes(15);
  private static final int NETWORK_BYTES = 8;

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterAccess(IN.plus(IN)).build();

  /// Counts a try.
  ///
  /// @param what is tried: an account's email, or the kind of link
  /// @throws Refusal `rate_limited`
  void count(InetAddress address, String what) {
    String from = network(address);
    boolean may = take(from, PER_ADDRESS);
    may &= take(from + " " + what, PER_ACCOUNT);
    if (!may) {
      throw new Refusal(
          ErrorCode.RATE_LIMITED, "Too many tries to sign in: try again in some minutes");
    }
  }

  /// What was tried worked: the tries before do not count.
  void worked(InetAddress address, String what) {
    buckets.invalidate(network(address) + " " + what);
  }

  private boolean take(String name, int most) {
    return buckets
        .get(
            name,
            _ ->
                Bucket.builder()
                    .addLimit(Bandwidth.builder().capacity(most).refillGreedy(most, IN).build())
                    .build())
        .tryConsume(1);
  }

  /// Of IPv6 the network: one customer of a provider has all addresses in it.
  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(bytes.length > NETWORK_BYTES ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
  }
}
