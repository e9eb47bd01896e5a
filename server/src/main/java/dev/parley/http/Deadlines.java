package dev.parley.http;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Items that share one time limit, in the order in which they began: a timer for each item would
/// cost more. Belongs to one event loop.
final class Deadlines<T> {
  private final LinkedHashMap<T, Long> began = new LinkedHashMap<>();
  private final long limit;
  private final Consumer<T> expired;

  /// @param expired called once for each item that took too long; the item was removed before
  Deadlines(Duration limit, Consumer<T> expired) {
    this.limit = limit.toNanos();
    this.expired = expired;
  }

  /// Starts the time of an item; starts it again if it was started before.
  void begin(T it) {
    began.putLast(it, System.nanoTime());
  }

  /// Stops the time of an item that has ended, or no longer matters.
  void end(T it) {
    began.remove(it);
  }

  /// Reports the items that took too long. To be called regularly.
  void check() {
    long now = System.nanoTime();
    while (!began.isEmpty()) {
      Iterator<Map.Entry<T, Long>> oldest = began.entrySet().iterator();
      Map.Entry<T, Long> entry = oldest.next();
      if (now - entry.getValue() < limit) {
        return;
      }
      T late = entry.getKey();
      oldest.remove();
      expired.accept(late);
    }
  }
}
