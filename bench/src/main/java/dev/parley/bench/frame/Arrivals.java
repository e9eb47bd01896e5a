package dev.parley.bench.frame;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// Checks the messages that have arrived at one socket: each should arrive once, in the order of
/// its chat. Used by one thread.
final class Arrivals {
  private final BitSet seen = new BitSet();
  private final Map<String, Long> last = new HashMap<>();
  private long repeated;
  private long disordered;

  /// Notes a message.
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

  /// The number of different messages that have arrived.
  int messages() {
    return seen.cardinality();
  }

  /// The number of repeated messages.
  long repeated() {
    return repeated;
  }

  /// The number of messages whose `seq` was not one more than that of the previous message in the
  /// same chat; the first message of a chat has 1.
  long disordered() {
    return disordered;
  }
}
