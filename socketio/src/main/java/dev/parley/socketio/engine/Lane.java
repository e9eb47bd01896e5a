package dev.parley.socketio.engine;

import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/// An event loop's work for the sessions that live on it, first come first served. All tasks that
/// wait run in one turn; what they write leaves at the turn's end, in one flush a connection.
///
/// Tasks may be added from any thread; a task that is added by a task runs in the same or a later
/// turn, never inside the one that adds it, so that everything a session is sent has one order.
public final class Lane implements Executor {
  private final EventLoop loop;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  Lane(EventLoop loop) {
    this.loop = loop;
  }

  /// Adds `task`, which must not block.
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (scheduled.compareAndSet(false, true)) {
      loop.execute(this::turn);
    }
  }

  /// Whether the calling thread is the lane's.
  public boolean inLane() {
    return loop.inEventLoop();
  }

  private void turn() {
    scheduled.set(false);
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }
}
