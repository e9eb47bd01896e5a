package dev.parley.socketio.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/// The acknowledgements a client waits for. Belongs to the client's thread.
final class PendingAcks {
  private final ClientExecutor executor;
  private final Map<Long, Pending> pending = new HashMap<>();
  private long next;

  private record Pending(CompletableFuture<List<JsonNode>> answer, Future<?> timer) {}

  PendingAcks(ClientExecutor executor) {
    this.executor = executor;
  }

  /// Adds an acknowledgement to wait for, and returns the id with which to ask for it.
  long add(CompletableFuture<List<JsonNode>> answer, Duration limit) {
    long id = next++;
    Future<?> timer =
        executor.schedule(
            () -> {
              pending.remove(id);
              answer.completeExceptionally(
                  new TimeoutException("no acknowledgement within " + limit));
            },
            limit);
    pending.put(id, new Pending(answer, timer));
    return id;
  }

  /// Completes an acknowledgement. An id that nobody waits for, because the answer came too late or
  /// twice, is ignored.
  void complete(long id, List<JsonNode> arguments) {
    Pending waiting = pending.remove(id);
    if (waiting != null) {
      waiting.timer().cancel(false);
      waiting.answer().complete(arguments);
    }
  }

  void failAll(String why) {
    List<Pending> all = List.copyOf(pending.values());
    pending.clear();
    for (Pending waiting : all) {
      waiting.timer().cancel(false);
      waiting.answer().completeExceptionally(new SocketClientException(why));
    }
  }
}
