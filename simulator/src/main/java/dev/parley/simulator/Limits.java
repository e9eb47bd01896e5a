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
  private static final long THROUGHPUT_INTERVAL = 1_000_000 / THROUGHPUT;
  private static final int PAIR_BURST = 45;
  private static final long PAIR_INTERVAL = 6_000_000;

  private final Map<String, Pace> numbers = new ConcurrentHashMap<>();
  private final Map<String, Pace> pairs = new ConcurrentHashMap<>();

  /// Counts a message to `customer`.
  ///
  /// @throws GraphError where a limit is reached; then nothing was counted
  void send(String number, String customer, long now) {
    Pace pair =
        pairs.computeIfAbsent(number + '|' + customer, _ -> new Pace(PAIR_BURST, PAIR_INTERVAL));
    if (!throughput(number).take(now)) {
      throw GraphError.of(GraphCode.THROUGHPUT, "Cloud API message throughput has been reached.");
    }
    if (!pair.take(now)) {
      throughput(number).giveBack();
      throw GraphError.of(
          GraphCode.PAIR,
          "Message failed to send because there were too many messages sent from this phone number"
              + " to the same phone number in a short period of time.");
    }
  }

  /// Counts a message that came in; it is never refused.
  void receive(String number, long now) {
    var _ = throughput(number).take(now);
  }

  private Pace throughput(String number) {
    return numbers.computeIfAbsent(number, _ -> new Pace(THROUGHPUT, THROUGHPUT_INTERVAL));
  }

  /// So many at once, then one in an interval. Counts without rounding: it knows when the last one
  /// that was let through would have gone, had all been an interval apart.
  private static final class Pace {
    private final long interval;
    private final long ahead;
    private long next;

    /// @param interval in microseconds
    Pace(int burst, long interval) {
      this.interval = interval;
      this.ahead = (burst - 1) * interval;
    }

    /// @param now in milliseconds
    synchronized boolean take(long now) {
      long micros = now * 1_000;
      if (next - micros > ahead) {
        return false;
      }
      next = Math.max(next, micros) + interval;
      return true;
    }

    synchronized void giveBack() {
      next -= interval;
    }
  }
}
