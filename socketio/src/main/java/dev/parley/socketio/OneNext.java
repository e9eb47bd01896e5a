package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.engine.Lane;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Goes on once, on the socket's lane, whichever thread decides.
final class OneNext implements Middleware.Next {
  private final Lane lane;
  private final Middleware.Next next;
  private final AtomicBoolean decided = new AtomicBoolean();

  OneNext(Lane lane, Middleware.Next next) {
    this.lane = lane;
    this.next = next;
  }

  @Override
  public void proceed() {
    if (decided.compareAndSet(false, true)) {
      lane.execute(next::proceed);
    }
  }

  @Override
  public void refuse(String message, @Nullable JsonNode data) {
    if (decided.compareAndSet(false, true)) {
      lane.execute(() -> next.refuse(message, data));
    }
  }
}
