package dev.parley.hooks.delivery;

import dev.parley.chat.StreamPosition;
import dev.parley.hooks.WaitingDelivery;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The events that a hook has read and not delivered yet, and the place up to which it has read.
/// Events of one lane come out one after the other, those of different lanes side by side. Bounded:
/// whoever adds waits while it is full. Safe for use by many threads.
final class Window {
  /// The most events.
  static final int MOST = 1_000;

  /// The most bytes of bodies: others are read again when they are needed.
  private static final int MOST_BYTES = 2 * 1024 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All of these under the lock.
  private final Map<String, Deque<Delivery>> lanes = new HashMap<>();

  /// All of them, in the order of the changes.
  private final Set<Delivery> all = new LinkedHashSet<>();

  /// Those that are the first in all of their lanes, unless they are under way.
  private final PriorityQueue<Delivery> ready =
      new PriorityQueue<>(
          Comparator.comparing((Delivery it) -> it.waiting().due())
              .thenComparingLong(it -> it.waiting().position().number()));

  private StreamPosition read;
  private long bytes;
  private int underWay;
  private long changes;
  private boolean closed;

  /// Whether an event of the commit that is being read waited for room.
  private boolean waited;

  /// @param read the place up to which everything was read
  /// @param waiting what was read before and not delivered, in the order of the changes
  Window(StreamPosition read, List<WaitingDelivery> waiting) {
    this.read = read;
    waiting.forEach(it -> enter(new Delivery(it, null)));
    changes = 0;
  }

  /// What there is to save.
  ///
  /// @param version grows with everything that is worth saving
  record Snapshot(StreamPosition read, List<WaitingDelivery> waiting, long version) {}

  /// The events of another commit follow. Where one of them has to wait, its body and those behind
  /// it are of a time before: somebody may have been erased since.
  void begin() {
    lock.lock();
    try {
      waited = false;
    } finally {
      lock.unlock();
    }
  }

  /// Adds the event of a change. Waits while the window is full.
  ///
  /// @param body null: it is read when it is needed
  /// @return false when it is closed: the event was not added
  boolean add(WaitingDelivery waiting, byte @Nullable [] body) {
    lock.lock();
    try {
      while (all.size() >= MOST && !closed) {
        changed.awaitUninterruptibly();
        waited = true;
      }
      if (closed) {
        return false;
      }
      boolean tooLate = waited || (body != null && bytes + body.length > MOST_BYTES);
      enter(new Delivery(waiting, tooLate ? null : body));
      read = waiting.position();
      changes++;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Everything up to here was read.
  void read(StreamPosition position) {
    lock.lock();
    try {
      if (!closed) {
        read = position;
      }
    } finally {
      lock.unlock();
    }
  }

  private void enter(Delivery delivery) {
    for (String name : delivery.lanes()) {
      Deque<Delivery> lane = lanes.computeIfAbsent(name, _ -> new ArrayDeque<>());
      if (!lane.isEmpty()) {
        delivery.isBehind();
      }
      lane.add(delivery);
    }
    all.add(delivery);
    bytes += delivery.bytes();
    if (delivery.isFirst()) {
      ready.add(delivery);
    }
  }

  /// The first of each of its lanes leaves them.
  private void leave(Delivery delivery) {
    for (String name : delivery.lanes()) {
      Deque<Delivery> lane = lanes.get(name);
      if (lane != null && lane.peek() == delivery) {
        lane.remove();
        Delivery next = lane.peek();
        if (next == null) {
          lanes.remove(name);
        } else if (next.hasMovedUp()) {
          ready.add(next);
        }
      }
    }
    all.remove(delivery);
    bytes -= delivery.bytes();
  }

  /// The next event that may be delivered now; it is under way until it is [#settled] or
  /// [#postponed].
  ///
  /// @param most how many may be under way
  Optional<Delivery> next(Instant now, int most) {
    lock.lock();
    try {
      Delivery first = ready.peek();
      if (closed || first == null || underWay >= most || first.waiting().due().isAfter(now)) {
        return Optional.empty();
      }
      underWay++;
      first.begins();
      return Optional.of(ready.remove());
    } finally {
      lock.unlock();
    }
  }

  /// Waits until something happens: an event is added or ends, the window is woken or closed. May
  /// return earlier.
  @SuppressWarnings("WaitNotInLoop") // the caller looks again
  void await(long millis) throws InterruptedException {
    lock.lock();
    try {
      if (!closed) {
        var _ = changed.await(millis, TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  /// An event need not be delivered any more. Without effect unless it is under way.
  void settled(Delivery delivery) {
    lock.lock();
    try {
      if (!delivery.ends()) {
        return;
      }
      underWay--;
      leave(delivery);
      changes++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// An event is delivered later; those behind it in its lane wait. Without effect unless it is
  /// under way.
  ///
  /// @param worthSaving whether it is another one than it was
  void postponed(Delivery delivery, WaitingDelivery now, boolean worthSaving) {
    lock.lock();
    try {
      if (!delivery.ends()) {
        return;
      }
      underWay--;
      bytes -= delivery.bytes();
      delivery.dropBody();
      delivery.becomes(now);
      ready.add(delivery);
      changes += worthSaving ? 1 : 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Whether it takes and gives nothing any more.
  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// How many events wait, those under way among them.
  int size() {
    lock.lock();
    try {
      return all.size();
    } finally {
      lock.unlock();
    }
  }

  /// How many events are under way.
  int underWay() {
    lock.lock();
    try {
      return underWay;
    } finally {
      lock.unlock();
    }
  }

  /// When the next event is due; null when none waits.
  @Nullable Instant nextDue() {
    lock.lock();
    try {
      Delivery first = ready.peek();
      return first == null ? null : first.waiting().due();
    } finally {
      lock.unlock();
    }
  }

  /// What is to be saved, in the order of the changes.
  Snapshot snapshot() {
    lock.lock();
    try {
      return new Snapshot(read, all.stream().map(Delivery::waiting).toList(), changes);
    } finally {
      lock.unlock();
    }
  }

  /// The version and place of a [#snapshot], without making one.
  Snapshot head() {
    lock.lock();
    try {
      return new Snapshot(read, List.of(), changes);
    } finally {
      lock.unlock();
    }
  }

  /// Nothing is added and nothing comes out any more.
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
