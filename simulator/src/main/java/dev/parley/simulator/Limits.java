package dev.parley.simulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How much may be sent, in simulated time. Safe for use by many threads.
///
/// - Of a number: 80 messages a second, those that come in included (130429).
/// - To one customer from one number: 45 at once, then one every six seconds (131056).
///
/// Source: "Throughput", and "About the platform > Pair rate limits".
final class Limits {
  private static final int THROUGHPUT = 80;
  private static final int PAIR_BURST = 45;
  private static final double PAIR_PER_SECOND = 1.0 / 6;

  private final Map<String, Bucket> numbers = new ConcurrentHashMap<>();
  private final Map<String, Bucket> pairs = new ConcurrentHashMap<>();

  /// Counts a message to `customer`.
  ///
  /// @throws GraphError where a limit is reached; then nothing was counted
  void send(String number, String customer, long now) {
    Bucket pair =
        pairs.computeIfAbsent(
            number + '|' + customer, _ -> new Bucket(PAIR_BURST, PAIR_PER_SECOND, now));
    if (!throughput(number, now).take(now)) {
      throw GraphError.of(GraphCode.THROUGHPUT, "Cloud API message throughput has been reached.");
    }
    if (!pair.take(now)) {
      throughput(number, now).giveBack();
      throw GraphError.of(
          GraphCode.PAIR,
          "Message failed to send because there were too many messages sent from this phone number"
              + " to the same phone number in a short period of time.");
    }
  }

  /// Counts a message that came in; it is never refused.
  void receive(String number, long now) {
    var _ = throughput(number, now).take(now);
  }

  private Bucket throughput(String number, long now) {
    return numbers.computeIfAbsent(number, _ -> new Bucket(THROUGHPUT, THROUGHPUT, now));
  }

  /// Holds tokens, and gets new ones steadily up to what it can hold.
  private static final class Bucket {
    private final int most;
    private final double perSecond;
    private double tokens;
    private long filled;

    Bucket(int most, double perSecond, long now) {
      this.most = most;
      this.perSecond = perSecond;
      this.tokens = most;
      this.filled = now;
    }

    synchronized boolean take(long now) {
      if (now > filled) {
        tokens = Math.min(most, tokens + (now - filled) * perSecond / 1000);
        filled = now;
      }
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }

    synchronized void giveBack() {
      tokens = Math.min(most, tokens + 1);
    }
  }
}
