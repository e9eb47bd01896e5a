package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.engine.EventLoopExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Accepts one decision of a middleware, and continues on the socket's event loop, no matter which
/// thread decided.
final class SingleUseNext implements Middleware.Next {
  private final EventLoopExecutor eventLoop;
  private final Middleware.Next next;
  private final AtomicBoolean decided = new AtomicBoolean();

  SingleUseNext(EventLoopExecutor eventLoop, Middleware.Next next) {
    this.eventLoop = eventLoop;
    this.next = next;
  }

  @Override
  public void proceed() {
    if (decided.compareAndSet(false, true)) {
      eventLoop.execute(next::proceed);
    }
  }

  @Override
  public void refuse(String message, @Nullable JsonNode data) {
    if (decided.compareAndSet(false, true)) {
      eventLoop.execute(() -> next.refuse(message, data));
    }
  }
}
