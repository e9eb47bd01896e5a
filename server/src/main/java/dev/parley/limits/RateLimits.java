package dev.parley.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.access.Principal;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Counts the requests of callers: of a signed-in person at any address, of an API key, or of an
/// address without either. Callers without a credential on this machine are not limited.
///
/// Each process counts separately. Nothing here blocks; safe for use by many threads, and on event
/// loops.
public final class RateLimits {
  private static final int MOST_REMEMBERED = 100_000;
  private static final Duration REMEMBERED = Duration.ofMinutes(2);
  private static final int NETWORK_BYTES = 8;

  /// A proxy that is not configured counts as this number of clients.
  private static final int SHARE = 10;

  /// The size of a burst of API requests, as the number of seconds of the allowed rate.
  private static final int BURST_SECONDS = 2;

  private final int requests;
  private final int messages;
  private final int sockets;
  private final Map<String, Integer> open = new ConcurrentHashMap<>();

  /// Created at the first request that counts.
  private volatile @Nullable Cache<String, Bucket> buckets;

  /// @param requests the maximum number of requests of one caller in a second; 0: no limit
  /// @param messages the maximum number of messages that one caller sends in a second; 0: no limit
  /// @param sockets the maximum number of simultaneous sockets of one caller; 0: no limit
  public RateLimits(int requests, int messages, int sockets) {
    this.requests = requests;
    this.messages = messages;
    this.sockets = sockets;
  }

  /// Counts a request.
  ///
  /// @param address the address of a caller without a credential
  /// @param shared whether many callers have that address
  public Usage take(Principal caller, InetAddress address, boolean shared, Cost cost) {
    if (cost == Cost.FREE || (caller.credential() == null && address.isLoopbackAddress())) {
      return Usage.UNLIMITED;
    }
    String who = name(caller, address);
    int share = shared && caller.credential() == null ? SHARE : 1;
    Usage api =
        requests == 0
            ? Usage.UNLIMITED
            : take("api", who, requests * share * BURST_SECONDS, BURST_SECONDS);
    if (cost == Cost.REQUEST || messages == 0 || api.pause() != null) {
      return api;
    }
    Usage send = take("send", who, messages * share, 1);
    return new Usage(
        both(api.policy(), send.policy()), both(api.left(), send.left()), send.pause());
  }

  private static String both(String one, String other) {
    return one.isEmpty() ? other : one + ", " + other;
  }

  private Usage take(String limit, String who, int capacity, int seconds) {
    Bucket bucket =
        buckets()
            .get(
                limit + " " + who,
                _ ->
                    Bucket.builder()
                        .addLimit(
                            Bandwidth.builder()
                                .capacity(capacity)
                                .refillGreedy(capacity, Duration.ofSeconds(seconds))
                                .build())
                        .build());
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    long full = TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForReset() + 999_999_999);
    return new Usage(
        "\"" + limit + "\";q=" + capacity + ";w=" + seconds,
        "\"" + limit + "\";r=" + probe.getRemainingTokens() + ";t=" + full,
        probe.isConsumed() ? null : Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  /// Whether a caller may open another connection over Socket.IO. If its API key is part of the
  /// URL, many people share the key, so there is no limit.
  ///
  /// @param inAddress whether the caller's API key is part of the URL
  public boolean maySocket(Principal caller, boolean inAddress) {
    return sockets == 0
        || caller.credential() == null
        || inAddress
        || open.getOrDefault(name(caller), 0) < sockets;
  }

  /// A connection of a caller has begun; each has to be [#socketEnded] once.
  public void socketBegan(Principal caller) {
    if (caller.credential() != null) {
      open.merge(name(caller), 1, Integer::sum);
    }
  }

  /// A connection of a caller has ended.
  public void socketEnded(Principal caller) {
    if (caller.credential() != null) {
      open.computeIfPresent(name(caller), (_, count) -> count == 1 ? null : count - 1);
    }
  }

  private static String name(Principal caller, InetAddress address) {
    return caller.credential() == null ? network(address) : name(caller);
  }

  /// A person is one caller, however often they have signed in.
  private static String name(Principal caller) {
    String user = caller.user();
    return user == null ? String.valueOf(caller.credential()) : "user:" + user;
  }

  /// The address, or for IPv6 its network, because one customer of a provider has all addresses in
  /// it.
  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(bytes.length > NETWORK_BYTES ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
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
                  .expireAfterAccess(REMEMBERED)
                  .build();
          buckets = made;
        }
      }
    }
    return made;
  }
}
