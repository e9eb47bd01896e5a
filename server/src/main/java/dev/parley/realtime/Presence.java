package dev.parley.realtime;

import dev.parley.api.EventJson;
import dev.parley.chat.Conversations;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import dev.parley.health.Fenced;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tracks who is connected. A user is online as long as at least one socket has joined as this
/// user. If the user is a contact, their presence is stored, and the change feed reports it. For
/// any other user, for example an agent, this class notifies the clients, and nothing is stored.
///
/// Safe for use by many threads. One thread writes the changes in order; while the store is
/// unavailable, writing is postponed, and then only the current state is written.
final class Presence implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Conversations conversations;
  private final Clock clock;
  private final BiConsumer<String, Payload> tell;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("presence").factory());

  private final ReentrantLock lock = new ReentrantLock();

  /// Guarded by the lock: the number of sockets of each user, and the users whose presence must be
  /// written.
  private final Map<String, Integer> sockets = new HashMap<>();

  private Set<String> changed = new HashSet<>();

  /// Used only by the worker: the users who are not contacts and whom clients show as online.
  private final Set<String> told = new HashSet<>();

  /// @param silence the time after which the store treats a contact as offline
  /// @param tell sends `userOnlineStatus` for a user who is not a contact
  Presence(
      Conversations conversations,
      Clock clock,
      Duration silence,
      BiConsumer<String, Payload> tell) {
    this.conversations = conversations;
    this.clock = clock;
    this.tell = tell;
    long refresh = Math.max(1, silence.toMillis() / 3);
    // The task never fails, and it ends with the worker, so its future is not needed.
    var _ =
        worker.scheduleWithFixedDelay(
            new Fenced("presence", this::refresh), refresh, refresh, TimeUnit.MILLISECONDS);
  }

  /// Called when a socket has joined as `user`.
  void joined(String user) {
    lock.lock();
    try {
      if (sockets.merge(user, 1, Integer::sum) == 1) {
        changed.add(user);
        writeSoon();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Called when a socket that had joined as `user` has left.
  void left(String user) {
    lock.lock();
    try {
      if (sockets.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1) == null) {
        changed.add(user);
        writeSoon();
      }
    } finally {
      lock.unlock();
    }
  }

  private void writeSoon() {
    if (!worker.isShutdown()) {
      worker.execute(new Fenced("presence", this::write));
    }
  }

  /// The number of users who are online.
  int users() {
    lock.lock();
    try {
      return sockets.size();
    } finally {
      lock.unlock();
    }
  }

  /// Writes the remaining changes, and stops.
  @Override
  public void close() {
    worker.execute(new Fenced("presence", this::write));
    worker.shutdown();
    try {
      if (!worker.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Stores that connected users were seen now, so that the store does not treat them as offline.
  private void refresh() {
    lock.lock();
    try {
      changed.addAll(sockets.keySet());
    } finally {
      lock.unlock();
    }
    write();
  }

  /// Catches every failure, so that no change of presence is lost: it is written later.
  private void write() {
    Set<String> online = new HashSet<>();
    Set<String> offline = new HashSet<>();
    try {
      lock.lock();
      try {
        for (String user : changed) {
          (sockets.containsKey(user) ? online : offline).add(user);
        }
        changed = new HashSet<>();
      } finally {
        lock.unlock();
      }
      write(online, true);
      online = Set.of();
      write(offline, false);
    } catch (Refusal unavailable) {
      LOG.atDebug().addKeyValue("code", unavailable.code()).log("presence was postponed");
      postpone(online, offline);
    } catch (Throwable failure) {
      postpone(online, offline);
      LOG.atError().setCause(failure).log("presence could not be stored");
    }
  }

  private void write(Set<String> users, boolean online) {
    if (users.isEmpty()) {
      return;
    }
    Set<WaId> known = conversations.presence(addresses(users), online);
    Instant now = clock.instant();
    for (String user : users) {
      boolean isContact = WaId.isValid(user) && known.contains(new WaId(user));
      boolean isNews = online ? !isContact && told.add(user) : told.remove(user);
      if (isNews) {
        tell.accept(user, new Payload(json -> EventJson.presence(json, user, online, now)));
      }
    }
  }

  /// Keeps these users for the next refresh or the next change.
  private void postpone(Set<String> online, Set<String> offline) {
    lock.lock();
    try {
      changed.addAll(online);
      changed.addAll(offline);
    } finally {
      lock.unlock();
    }
  }

  private static Set<WaId> addresses(Set<String> users) {
    return users.stream().filter(WaId::isValid).map(WaId::new).collect(Collectors.toSet());
  }
}
