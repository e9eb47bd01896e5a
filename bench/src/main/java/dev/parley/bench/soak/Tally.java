package dev.parley.bench.soak;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts the actions and the failures of clients. Safe for use by many threads.
final class Tally {
  private final Map<String, LongAdder> done = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();

  void did(String what) {
    add(done, what, 1);
  }

  void did(String what, long times) {
    add(done, what, times);
  }

  void failed(String why) {
    add(errors, why, 1);
  }

  private static void add(Map<String, LongAdder> to, String what, long times) {
    to.computeIfAbsent(what, _ -> new LongAdder()).add(times);
  }

  Map<String, Long> done() {
    return sums(done);
  }

  Map<String, Long> errors() {
    return sums(errors);
  }

  private static Map<String, Long> sums(Map<String, LongAdder> of) {
    Map<String, Long> sums = new TreeMap<>();
    of.forEach((what, times) -> sums.put(what, times.sum()));
    return sums;
  }
}
