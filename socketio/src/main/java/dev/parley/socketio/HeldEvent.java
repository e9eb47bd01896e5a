package dev.parley.socketio;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// The source of an event whose listeners run on an executor: the event counts as being handled
/// until they have returned and have released everything that they hold. Safe for use by many
/// threads.
final class HeldEvent implements EventSource {
  private final ConnectionSocket socket;
  private final Runnable done;

  /// The holds of the listeners, and one more until the listeners have returned.
  private final AtomicInteger holds = new AtomicInteger(1);

  /// @param done called once, at the end
  HeldEvent(ConnectionSocket socket, Runnable done) {
    this.socket = socket;
    this.done = done;
  }

  /// Called when all listeners have returned.
  void handled() {
    release();
  }

  @Override
  public Runnable hold() {
    holds.incrementAndGet();
    AtomicBoolean released = new AtomicBoolean();
    return () -> {
      if (released.compareAndSet(false, true)) {
        release();
      }
    };
  }

  private void release() {
    if (holds.decrementAndGet() == 0) {
      done.run();
    }
  }

  @Override
  public void failed(String reason) {
    socket.callErrorListeners(reason);
  }

  @Override
  public ObjectMapper json() {
    return socket.json();
  }
}
