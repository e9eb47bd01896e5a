package dev.parley.socketio;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Connections that have not joined a namespace yet. A client can open one with a single request,
/// so their number is limited, for each address and in total. Above a limit the oldest are ended: a
/// client that wants to stay joins immediately, and then no longer counts. Safe for use by many
/// threads.
final class UnjoinedConnections {
  private final int mostOfAnAddress;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock; oldest first.
  private final Map<Connection, Optional<String>> all = new LinkedHashMap<>();
  private final Map<String, Set<Connection>> byAddress = new LinkedHashMap<>();

  UnjoinedConnections(int mostOfAnAddress, int most) {
    this.mostOfAnAddress = mostOfAnAddress;
    this.most = most;
  }

  /// A connection begins.
  ///
  /// @param address the address whose limit applies; empty if many clients share one address,
  ///   behind a proxy
  /// @return the connections that must make room for it
  List<Connection> add(Connection newcomer, Optional<String> address) {
    List<Connection> evicted = new ArrayList<>(0);
    lock.lock();
    try {
      address.ifPresent(it -> {
        Set<Connection> others = byAddress.computeIfAbsent(it, _ -> new LinkedHashSet<>(2));
        if (others.size() >= mostOfAnAddress) {
          evicted.add(others.iterator().next());
        }
        others.add(newcomer);
      });
      all.put(newcomer, address);
      evicted.forEach(this::remove);
      if (all.size() > most) {
        Iterator<Connection> oldestFirst = all.keySet().iterator();
        Connection oldest = oldestFirst.next();
        evicted.add(oldest);
        remove(oldest);
      }
    } finally {
      lock.unlock();
    }
    return evicted;
  }

  /// A connection has joined a namespace, or ended.
  void forget(Connection connection) {
    lock.lock();
    try {
      remove(connection);
    } finally {
      lock.unlock();
    }
  }

  private void remove(Connection connection) {
    Optional<String> address = all.remove(connection);
    if (address != null) {
      address.ifPresent(it -> {
        Set<Connection> others = byAddress.get(it);
        if (others != null && others.remove(connection) && others.isEmpty()) {
          byAddress.remove(it);
        }
      });
    }
  }
}
