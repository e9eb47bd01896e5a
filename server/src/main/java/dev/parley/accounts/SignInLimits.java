package dev.parley.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Limits how often somebody may try to sign in. There are limits for an address, for an account
/// from one address (so that nobody can lock somebody else out), and for a signed-in user who gives
/// their password again. Safe for use by many threads.
///
/// Tries are remembered as hashes, so each takes the same memory, however long its input is.
final class SignInLimits {
  private static final int MOST_REMEMBERED = 100_000;
  private static final int PER_ACCOUNT = 5;
  private static final int PER_ADDRESS = 20;
  private static final int FAILURES_NOTED = 600;

  /// A proxy that the settings do not declare has the limit of this number of clients.
  private static final int SHARE = 10;

  private static final Duration IN = Duration.ofMinutes(15);
  private static final int NETWORK_BYTES = 8;

  /// Created at the first try.
  private volatile @Nullable Cache<String, Bucket> buckets;

  /// Counts a try.
  ///
  /// @param shared whether the address belongs to a proxy that many people share
  /// @param what the account or link that is tried: an account's email, or the kind of link
  /// @throws Refusal `rate_limited`
  void count(InetAddress address, boolean shared, String what) {
    String from = network(address);
    // Once the address has used up its tries, its input is neither checked nor remembered.
    take(from, PER_ADDRESS * (shared ? SHARE : 1));
    take(of(from, what), PER_ACCOUNT);
  }

  /// Records that a try succeeded: earlier tries no longer count.
  void worked(InetAddress address, String what) {
    buckets().invalidate(of(network(address), what));
  }

  /// Counts a password that a signed-in user gives.
  ///
  /// @throws Refusal `rate_limited`
  void countAccount(String user) {
    take(of("", user), PER_ACCOUNT);
  }

  /// Counts a code that somebody who knows the user's password gives, from any address.
  ///
  /// @throws Refusal `rate_limited`
  void countCode(String user) {
    take(of("code", user), PER_ACCOUNT);
  }

  /// Records that a code was correct: earlier tries no longer count.
  void codeWorked(String user) {
    buckets().invalidate(of("code", user));
  }

  /// Whether another failure may be recorded.
  boolean mayNoteFailure() {
    return bucket("failures", FAILURES_NOTED, Duration.ofHours(1)).tryConsume(1);
  }

  /// Records that a password was correct: earlier tries no longer count.
  void accountWorked(String user) {
    buckets().invalidate(of("", user));
  }

  /// The number of stored counters of attempts, approximately.
  long remembered() {
    Cache<String, Bucket> all = buckets();
    all.cleanUp();
    return all.estimatedSize();
  }

  private static String of(String from, String what) {
    return Secrets.hash(from + " " + what);
  }

  private void take(String name, int most) {
    ConsumptionProbe probe = bucket(name, most, IN).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      Duration wait = Duration.ofNanos(probe.getNanosToWaitForRefill());
      throw new Refusal(
          ErrorCode.RATE_LIMITED,
          "Too many tries to sign in: try again in %d s".formatted(Refusal.seconds(wait)),
          wait);
    }
  }

  private Bucket bucket(String name, int most, Duration in) {
    return buckets()
        .get(
            name,
            _ ->
                Bucket.builder()
                    .addLimit(Bandwidth.builder().capacity(most).refillGreedy(most, in).build())
                    .build());
  }

  private Cache<String, Bucket> buckets() {
    Cache<String, Bucket> made = buckets;
    if (made == null) {
      synchronized (this) {
        made = buckets;
        if (made == null) {
          made =
              Caffeine.newBuilder()
                  .maximumSize(MOST_REMEMBERED)
                  .expireAfterAccess(IN.plus(IN))
                  .build();
          buckets = made;
        }
      }
    }
    return made;
  }

  /// The address, or for IPv6 its network, because one customer of a provider has all addresses in
  /// it.
  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(bytes.length > NETWORK_BYTES ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
  }
}
