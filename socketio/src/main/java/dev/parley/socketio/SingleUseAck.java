package dev.parley.socketio;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Answers one event, once.
final class SingleUseAck implements Ack {
  private final ConnectionSocket socket;
  private final long number;
  private final AtomicBoolean sent = new AtomicBoolean();

  SingleUseAck(ConnectionSocket socket, long number) {
    this.socket = socket;
    this.number = number;
  }

  @Override
  public void send(@Nullable Object... args) {
    if (sent.compareAndSet(false, true)) {
      socket.sendAck(number, Arrays.asList(args));
    }
  }
}
