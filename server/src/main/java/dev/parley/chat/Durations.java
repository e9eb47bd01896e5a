package dev.parley.chat;

import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// A histogram of durations, with classes that are 4 % wide. The histograms of single days can be
/// added, so that medians over any number of days can be computed. Immutable.
///
/// The text form `0:1,42:3` means one duration below a second, and three in class 42.
public final class Durations {
  /// No durations.
  public static final Durations NONE = new Durations(new TreeMap<>());

  /// The upper end of class `n` is `WIDTH` to the power of `n`, in seconds.
  private static final double WIDTH = 1.04;

  /// The number of the last class, for all durations of more than about four years.
  private static final int LAST = 480;

  private final NavigableMap<Integer, Long> counts;

  private Durations(NavigableMap<Integer, Long> counts) {
    this.counts = counts;
  }

  /// A histogram with one duration.
  public static Durations of(Duration took) {
    double seconds = Math.max(0, took.toMillis() / 1000.0);
    int number =
        seconds < 1 ? 0 : Math.min(LAST, 1 + (int) Math.floor(Math.log(seconds) / Math.log(WIDTH)));
    return new Durations(new TreeMap<>(Map.of(number, 1L)));
  }

  /// The sum of this and another histogram.
  public Durations plus(Durations others) {
    if (others.counts.isEmpty()) {
      return this;
    }
    NavigableMap<Integer, Long> all = new TreeMap<>(counts);
    others.counts.forEach((number, count) -> all.merge(number, count, Long::sum));
    return new Durations(all);
  }

  /// The number of durations.
  public long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /// A quantile, accurate to 4 %: the duration that the given part of all durations does not
  /// exceed; zero if there are no durations.
  ///
  /// @param part above 0, at most 1; for example 0.5 for the median
  public Duration within(double part) {
    long wanted = (long) Math.ceil(part * count());
    long seen = 0;
    for (Map.Entry<Integer, Long> one : counts.entrySet()) {
      seen += one.getValue();
      if (seen >= wanted) {
        return middle(one.getKey());
      }
    }
    return Duration.ZERO;
  }

  private static Duration middle(int number) {
    return number == 0
        ? Duration.ZERO
        : Duration.ofSeconds(Math.round(Math.pow(WIDTH, number - 0.5)));
  }

  /// Parses a text that [#toString] returned; damaged parts are left out.
  public static Durations parse(String text) {
    NavigableMap<Integer, Long> counts = new TreeMap<>();
    for (String one : text.split(",", -1)) {
      String[] parts = one.split(":", -1);
      if (parts.length == 2 && parts[0].matches("[0-9]{1,3}") && parts[1].matches("[0-9]{1,18}")) {
        counts.put(Math.min(LAST, Integer.parseInt(parts[0])), Long.parseLong(parts[1]));
      }
    }
    return new Durations(counts);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Durations it && it.counts.equals(counts);
  }

  @Override
  public int hashCode() {
    return counts.hashCode();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    counts.forEach((number, count) ->
        text.append(text.isEmpty() ? "" : ",").append(number).append(':').append(count));
    return text.toString();
  }
}
