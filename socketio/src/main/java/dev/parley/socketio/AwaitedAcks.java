package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.parley.socketio.engine.EventLoopExecutor;
import dev.parley.socketio.engine.Failures;
import dev.parley.socketio.packet.Packet;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The answers that a socket has not given yet. Everything here runs on its event loop.
final class AwaitedAcks {
  private static final Logger LOG = LoggerFactory.getLogger(AwaitedAcks.class);

  private @Nullable Map<Long, Awaited> byNumber;

  /// What happens when the answer arrives, or when the socket disconnects without it.
  private record Awaited(Consumer<JsonNode> answered, Runnable gone) {}

  void expect(long number, Consumer<JsonNode> answered, Runnable gone) {
    if (byNumber == null) {
      byNumber = new HashMap<>(4);
    }
    byNumber.put(number, new Awaited(answered, gone));
  }

  /// Expects the answer for at most `timeout`.
  void expect(
      long number, Promise<JsonNode> answer, EventLoopExecutor eventLoop, Duration timeout) {
    Runnable timer =
        eventLoop.after(
            timeout,
            () -> {
              forget(number);
              answer.tryFail(new AckException("operation has timed out"));
            });
    expect(
        number,
        value -> {
          timer.run();
          answer.tryComplete(value);
        },
        () -> {
          timer.run();
          answer.tryFail(new AckException("the socket was disconnected"));
        });
  }

  void forget(long number) {
    if (byNumber != null) {
      byNumber.remove(number);
    }
  }

  /// Passes an answer to its caller. An answer for which no caller waits any more is ignored.
  void answered(Packet.Ack ack) {
    Awaited awaited = byNumber == null || ack.id() == null ? null : byNumber.remove(ack.id());
    if (awaited != null) {
      JsonNode first = ack.args().isEmpty() ? NullNode.getInstance() : ack.args().getFirst();
      guarded(() -> awaited.answered.accept(first));
    }
  }

  /// Fails all answers: the socket has ended.
  void lost() {
    if (byNumber != null) {
      List<Awaited> lost = List.copyOf(byNumber.values());
      byNumber = null;
      lost.forEach(awaited -> guarded(awaited.gone));
    }
  }

  /// Runs the callback of a caller that waits for an answer.
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      Failures.log(LOG, "a listener for an acknowledgement failed", failure);
    }
  }
}
