package dev.parley.socketio;

import dev.parley.socketio.engine.Failures;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls [RoomListener]s for changes in the rooms of all event loops. Costs nothing while there are
/// no listeners. Safe for use by many threads.
///
/// Changes are queued under a lock; one thread at a time calls the listeners later, without the
/// lock.
final class RoomNotifier {
  private static final Logger LOG = LoggerFactory.getLogger(RoomNotifier.class);

  private final List<RoomListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> members = new HashMap<>();
  private final Queue<Notification> pending = new ConcurrentLinkedQueue<>();
  private final AtomicInteger calls = new AtomicInteger();

  private interface Notification {
    void to(RoomListener listener);
  }

  /// Adds a listener. To be called before the first socket connects.
  void add(RoomListener listener) {
    listeners.add(listener);
  }

  void joined(String room, String id) {
    if (listeners.isEmpty()) {
      return;
    }
    synchronized (members) {
      if (members.merge(room, 1, Integer::sum) == 1) {
        pending.add(listener -> listener.created(room));
      }
      pending.add(listener -> listener.joined(room, id));
    }
  }

  void left(String room, String id) {
    if (listeners.isEmpty()) {
      return;
    }
    synchronized (members) {
      pending.add(listener -> listener.left(room, id));
      if (members.merge(room, -1, (now, less) -> now + less == 0 ? null : now + less) == null) {
        pending.add(listener -> listener.deleted(room));
      }
    }
  }

  /// Calls the listeners for the queued changes. The caller must not hold the lock.
  void callListeners() {
    if (listeners.isEmpty() || calls.getAndIncrement() > 0) {
      return; // the thread that is calling the listeners continues with these
    }
    int seen = 1;
    do {
      for (Notification notification = pending.poll();
          notification != null;
          notification = pending.poll()) {
        for (RoomListener listener : listeners) {
          call(notification, listener);
        }
      }
      seen = calls.addAndGet(-seen);
    } while (seen > 0);
  }

  private static void call(Notification notification, RoomListener listener) {
    try {
      notification.to(listener);
    } catch (Throwable failure) {
      Failures.log(LOG, "a room listener failed", failure);
    }
  }
}
