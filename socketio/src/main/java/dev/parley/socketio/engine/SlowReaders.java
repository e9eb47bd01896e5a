package dev.parley.socketio.engine;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Watches the sessions of an event loop for which too much data waits: they have a limited time to
/// read it. A short burst, such as a webhook with large texts, does not disconnect a client that
/// keeps reading.
///
/// It also counts the memory of sent but unread data. A buffer that several sessions share counts
/// once. Above the limit, the sessions that are furthest behind are disconnected immediately.
/// Belongs to the event loop.
final class SlowReaders {
  /// The time for which more than [EngineOptions#maxQueued] may wait for a session.
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /// The time between two checks.
  private static final Duration CHECK = Duration.ofMillis(250);

  private static final long LEAST_MEMORY = 16L * 1024 * 1024;

  private final EventLoopExecutor eventLoop;
  private final int maxQueued;
  private final long mostMemory;
  private final Set<Session> behind = new HashSet<>();
  private final List<ByteBuf> held = new ArrayList<>();
  private long heldBytes;
  private boolean checking;

  SlowReaders(EventLoopExecutor eventLoop, EngineOptions options) {
    this.eventLoop = eventLoop;
    this.maxQueued = options.maxQueued();
    int loops = Runtime.getRuntime().availableProcessors();
    this.mostMemory = Math.max(LEAST_MEMORY, Runtime.getRuntime().maxMemory() / 4 / loops);
  }

  /// Watches `session`, because more than [EngineOptions#maxQueued] waits for it.
  void watch(Session session) {
    if (behind.add(session)) {
      session.behindSince = System.nanoTime();
      checkLater();
    }
  }

  /// Counts the memory of a sent buffer until all sessions have read it, and then releases the
  /// buffer.
  void hold(ByteBuf buffer) {
    if (buffer.refCnt() == 1) {
      buffer.release();
      return;
    }
    held.add(buffer);
    heldBytes += buffer.capacity();
    if (heldBytes > mostMemory) {
      release();
      if (heldBytes > mostMemory) {
        cutOffTheSlowest();
      }
    }
    checkLater();
  }

  private void release() {
    heldBytes = 0;
    Iterator<ByteBuf> all = held.iterator();
    List<ByteBuf> still = new ArrayList<>();
    while (all.hasNext()) {
      ByteBuf buffer = all.next();
      if (buffer.refCnt() == 1) {
        buffer.release();
      } else {
        still.add(buffer);
        heldBytes += buffer.capacity();
      }
    }
    held.clear();
    held.addAll(still);
  }

  private void cutOffTheSlowest() {
    List<Session> all = eventLoop.sessions();
    long most = all.stream().mapToLong(Session::waiting).max().orElse(0);
    for (Session session : all) {
      if (most > 0 && session.waiting() * 2 >= most) {
        session.end(EngineCloseReason.SLOW_READER);
      }
    }
  }

  private void checkLater() {
    if (!checking) {
      checking = true;
      var _ = eventLoop.after(CHECK, this::check);
    }
  }

  private void check() {
    checking = false;
    release();
    long now = System.nanoTime();
    List<Session> slow = new ArrayList<>();
    behind.removeIf(session -> {
      if (session.isClosed() || session.waiting() <= maxQueued) {
        return true;
      }
      if (now - session.behindSince > TimeUnit.NANOSECONDS.convert(PATIENCE)) {
        slow.add(session);
        return true;
      }
      return false;
    });
    slow.forEach(session -> session.end(EngineCloseReason.SLOW_READER));
    if (!behind.isEmpty() || !held.isEmpty()) {
      checkLater();
    }
  }
}
