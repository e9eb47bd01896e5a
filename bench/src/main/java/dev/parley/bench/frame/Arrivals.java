package dev.parley.bench.frame;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// The messages that have arrived at one socket: each should, once, and in the order of its chat.
/// Used by one thread.
final class Arrivals {
  private final BitSet seen = new BitSet();
  private final Map<String, Long> last = new HashMap<>();
  private long repeated;
  private long disordered;

  /// Notes one.
  void add(Arrived message) {
    int number = Math.toIntExact(message.number());
    if (seen.get(number)) {
      repeated++;
    }
    seen.set(number);
    Long before = last.put(message.chat(), message.seq());
    if (message.seq() != (before == null ? 1 : before + 1)) {
      disordered++;
    }
  }

  /// How many different ones have arrived.
  int messages() {
    return seen.cardinality();
  }

  /// How many came again.
  long repeated() {
    return repeated;
  }

  /// How many did not follow the one before in their chat, counted from 1.
  long disordered() {
    return disordered;
  }
}
