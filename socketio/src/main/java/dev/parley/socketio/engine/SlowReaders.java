package dev.parley.socketio.engine;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Watches the sessions of an event loop for whom more waits than they should need: they have a
/// limited time to read it. What one moment brings, such as a webhook with large texts, cuts off
/// nobody who reads.
///
/// It also counts the memory that holds what was sent and is not read, each buffer once, however
/// many sessions share it. Beyond its limit those furthest behind are cut off at once. Belongs to
/// the event loop.
final class SlowReaders {
  /// How long more than [EngineOptions#maxQueued] may wait for a session.
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /// How often it looks.
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

  /// More than [EngineOptions#maxQueued] waits for `session`.
  void watch(Session session) {
    if (behind.add(session)) {
      session.behindSince = System.nanoTime();
      checkLater();
    }
  }

  /// Keeps count of a buffer that is not needed any more, except by who has not read it. The buffer
  /// is released when they have.
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
