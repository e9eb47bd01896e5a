package dev.parley.outbox;

import dev.parley.chat.WaId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Limits the number of messages that may be sent now: by one number, and to one customer. Source:
/// Cloud API docs, "Messaging limits" and "Throughput".
///
/// Safe for use by many threads.
public final class Pacing {
  /// The maximum number of messages to one customer at once.
  static final int PAIR_BURST = 45;

  /// The time between two messages to one customer after a burst.
  static final Duration PAIR_INTERVAL = Duration.ofSeconds(6);

  /// The maximum number of customers whose count is kept: those with the latest messages.
  private static final int PAIRS = 50_000;

  /// A quarter of the messages that may be sent at once is reserved for urgent ones.
  private static final int RESERVED_PART = 4;

  private final LongSupplier nanos;
  private int perSecond;
  private Bucket number;
  private final Map<WaId, Bucket> pairs =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WaId, Bucket> eldest) {
          return size() > PAIRS;
        }
      };

  private long pausedUntil;

  /// @param perSecond the maximum number of messages a second
  /// @param nanos a monotonic clock, such as [System#nanoTime]
  public Pacing(int perSecond, LongSupplier nanos) {
    this.nanos = nanos;
    this.perSecond = perSecond;
    this.number = bucket(perSecond, nanos.getAsLong());
    this.pausedUntil = nanos.getAsLong();
  }

  /// A bucket with the messages of a tenth of a second: short bursts are not delayed, and the
  /// number's limit holds.
  private static Bucket bucket(int perSecond, long now) {
    return new Bucket(Math.max(1, perSecond / 10), TimeUnit.SECONDS.toNanos(1) / perSecond, now);
  }

  /// Sets the maximum number of messages a second.
  public synchronized void allow(int most) {
    perSecond = most;
    number = bucket(most, nanos.getAsLong());
  }

  /// The maximum number of messages a second.
  public synchronized int perSecond() {
    return perSecond;
  }

  /// The number of messages that may be sent now.
  ///
  /// @param all all messages, including urgent ones
  /// @param bulk the number of these messages that need not be urgent
  record Room(int all, int bulk) {}

  /// The number of messages that may be sent now.
  synchronized Room room() {
    long now = nanos.getAsLong();
    if (now - pausedUntil < 0) {
      return new Room(0, 0);
    }
    int all = number.tokens(now);
    return new Room(all, Math.max(0, all - number.size / RESERVED_PART));
  }

  /// The time until another message may be sent, urgent or not.
  synchronized Duration untilRoom() {
    long now = nanos.getAsLong();
    long paused = Math.max(0, pausedUntil - now);
    return Duration.ofNanos(
        Math.max(paused, number.untilTokens(number.size / RESERVED_PART + 1, now)));
  }

  /// Counts a message to a customer.
  ///
  /// @return false if they have to wait: then nothing was counted
  synchronized boolean take(WaId customer) {
    long now = nanos.getAsLong();
    if (!pair(customer, now).take(now)) {
      return false;
    }
    number.take(now);
    return true;
  }

  /// The time until a customer may get another message.
  synchronized Duration untilNextTo(WaId customer) {
    long now = nanos.getAsLong();
    return Duration.ofNanos(pair(customer, now).untilTokens(1, now));
  }

  private Bucket pair(WaId customer, long now) {
    return pairs.computeIfAbsent(
        customer, _ -> new Bucket(PAIR_BURST, PAIR_INTERVAL.toNanos(), now));
  }

  /// Sends nothing for some time.
  synchronized void pause(Duration time) {
    long until = nanos.getAsLong() + time.toNanos();
    if (until - pausedUntil > 0) {
      pausedUntil = until;
    }
  }

  /// Whether nothing is sent for some time.
  synchronized boolean isPaused() {
    return nanos.getAsLong() - pausedUntil < 0;
  }

  /// Tokens that are refilled one after the other, up to a maximum.
  private static final class Bucket {
    private final int size;
    private final long interval;

    /// The time at which it was or will be full.
    private long fullAt;

    Bucket(int size, long interval, long now) {
      this.size = size;
      this.interval = interval;
      this.fullAt = now;
    }

    int tokens(long now) {
      long missing = Math.max(0, fullAt - now);
      return size - (int) Math.ceilDiv(missing, interval);
    }

    boolean take(long now) {
      if (tokens(now) < 1) {
        return false;
      }
      fullAt = Math.max(fullAt, now) + interval;
      return true;
    }

    long untilTokens(int wanted, long now) {
      return Math.max(0, fullAt - now - (size - (long) Math.min(wanted, size)) * interval);
    }
  }
}
