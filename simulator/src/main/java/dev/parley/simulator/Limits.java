package dev.parley.simulator;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Limits the number of messages, in simulated time. Safe for use by many threads.
///
/// - For a number: as many messages a second as its [Throughput] allows, including incoming ones
///   (130429).
/// - To one customer from one number: 45 at once, then one every six seconds (131056).
///
/// Source: "Throughput", and "About the platform > Pair rate limits".
final class Limits {
  private static final int PAIR_BURST = 45;
  private static final long PAIR_INTERVAL = 6_000_000;

  private final Map<String, Throughput> levels = new ConcurrentHashMap<>();
  private final Map<String, Pace> numbers = new ConcurrentHashMap<>();
  private final Map<String, Pace> pairs = new ConcurrentHashMap<>();

  Limits(List<BusinessNumber> business) {
    business.forEach(it -> level(it.id(), it.throughput()));
  }

  /// The current throughput of a number.
  Throughput level(String number) {
    return levels.getOrDefault(number, Throughput.STANDARD);
  }

  /// Gives a number another throughput; counting begins at zero.
  void level(String number, Throughput throughput) {
    levels.put(number, throughput);
    numbers.put(number, new Pace(throughput.perSecond(), 1_000_000 / throughput.perSecond()));
  }

  /// Counts a message to `customer`.
  ///
  /// @throws GraphError if a limit is reached; then nothing was counted
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

  /// Counts an incoming message; it is never refused.
  void receive(String number, long now) {
    var _ = throughput(number).take(now);
  }

  private Pace throughput(String number) {
    Pace pace = numbers.get(number);
    if (pace == null) {
      throw new IllegalArgumentException("there is no number with the id " + number);
    }
    return pace;
  }

  /// Allows a burst of messages at once, and then one in each interval. Counts without rounding
  /// errors: it stores the time at which the last accepted message would have been sent if all had
  /// been one interval apart.
  private static final class Pace {
    private final long interval;
    private final long ahead;
    private long next;

    /// @param interval the time between two messages, in microseconds
    Pace(int burst, long interval) {
      this.interval = interval;
      this.ahead = (burst - 1) * interval;
    }

    /// @param now the current time in milliseconds
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
