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

/// The window of a hook on the log of changes: the events that the hook has read but not yet
/// delivered, and the position up to which it has read. Events of one lane are delivered one after
/// the other, those of different lanes in parallel. Bounded: a thread that adds an event waits
/// while the window is full. Safe for use by many threads.
final class DeliveryWindow {
  /// The maximum number of events.
  static final int MOST = 1_000;

  /// The maximum number of bytes of bodies in memory: further bodies are read again when they are
  /// needed.
  private static final int MOST_BYTES = 2 * 1024 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // The lock guards all fields below.
  private final Map<String, Deque<QueuedDelivery>> lanes = new HashMap<>();

  /// All events, in the order of the changes.
  private final Set<QueuedDelivery> all = new LinkedHashSet<>();

  /// The events that are the first in all their lanes and not under way.
  private final PriorityQueue<QueuedDelivery> ready =
      new PriorityQueue<>(
          Comparator.comparing((QueuedDelivery it) -> it.waiting().due())
              .thenComparingLong(it -> it.waiting().position().number()));

  private StreamPosition read;
  private long bytes;
  private int underWay;
  private long changes;
  private boolean closed;

  /// Whether an event of the current commit had to wait for space.
  private boolean waited;

  /// @param read the position up to which everything was read
  /// @param waiting the events that were read before and are not yet delivered, in the order of the
  ///   changes
  DeliveryWindow(StreamPosition read, List<WaitingDelivery> waiting) {
    this.read = read;
    waiting.forEach(it -> enter(new QueuedDelivery(it, null)));
    changes = 0;
  }

  /// The state to save.
  ///
  /// @param version increases with each change that is worth saving
  record Snapshot(StreamPosition read, List<WaitingDelivery> waiting, long version) {}

  /// Notes that the events of another commit follow. If one of them has to wait, its body and the
  /// following bodies are dropped, because a person may be erased meanwhile.
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
  /// @param body the body; null if it is read later
  /// @return false if the window is closed; then the event was not added
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
      enter(new QueuedDelivery(waiting, tooLate ? null : body));
      read = waiting.position();
      changes++;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Notes that everything up to a position was read.
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

  private void enter(QueuedDelivery delivery) {
    for (String name : delivery.lanes()) {
      Deque<QueuedDelivery> lane = lanes.computeIfAbsent(name, _ -> new ArrayDeque<>());
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

  /// Removes an event, which is the first in each of its lanes.
  private void leave(QueuedDelivery delivery) {
    for (String name : delivery.lanes()) {
      Deque<QueuedDelivery> lane = lanes.get(name);
      if (lane != null && lane.peek() == delivery) {
        lane.remove();
        QueuedDelivery next = lane.peek();
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

  /// Takes the next event that may be delivered now; it is under way until it is [#settled] or
  /// [#postponed].
  ///
  /// @param most the maximum number of events that may be under way
  Optional<QueuedDelivery> next(Instant now, int most) {
    lock.lock();
    try {
      QueuedDelivery first = ready.peek();
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

  /// Waits until an event is added or ends, or the window is woken or closed. May return earlier.
  @SuppressWarnings("WaitNotInLoop") // the caller checks again
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

  /// Removes an event that need not be delivered any more. Has no effect unless the event is under
  /// way.
  void settled(QueuedDelivery delivery) {
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

  /// Postpones an event; the following events of its lanes wait. Has no effect unless the event is
  /// under way.
  ///
  /// @param worthSaving whether the event has changed
  void postponed(QueuedDelivery delivery, WaitingDelivery now, boolean worthSaving) {
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

  /// Whether the window is closed.
  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// The number of waiting events, including those under way.
  int size() {
    lock.lock();
    try {
      return all.size();
    } finally {
      lock.unlock();
    }
  }

  /// The number of events under way.
  int underWay() {
    lock.lock();
    try {
      return underWay;
    } finally {
      lock.unlock();
    }
  }

  /// The time at which the next event is due; null if there is none.
  @Nullable Instant nextDue() {
    lock.lock();
    try {
      QueuedDelivery first = ready.peek();
      return first == null ? null : first.waiting().due();
    } finally {
      lock.unlock();
    }
  }

  /// The state to save, with the events in the order of the changes.
  Snapshot snapshot() {
    lock.lock();
    try {
      return new Snapshot(read, all.stream().map(QueuedDelivery::waiting).toList(), changes);
    } finally {
      lock.unlock();
    }
  }

  /// The version and the position of a [#snapshot], without its events.
  Snapshot head() {
    lock.lock();
    try {
      return new Snapshot(read, List.of(), changes);
    } finally {
      lock.unlock();
    }
  }

  /// Closes the window: from now on, no event can be added or taken.
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
