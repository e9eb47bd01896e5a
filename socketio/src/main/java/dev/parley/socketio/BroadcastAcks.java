package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Gathers the answers to a broadcast. Complete when every lane has said how many clients it asked,
/// and all of them have answered. Safe for use by many threads.
final class BroadcastAcks {
  private final Promise<List<JsonNode>> promise;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<JsonNode> responses = new ArrayList<>();
  private int lanesToCome;
  private int asked;
  private int settled;

  BroadcastAcks(Promise<List<JsonNode>> promise, int lanes) {
    this.promise = promise;
    this.lanesToCome = lanes;
  }

  /// Runs `task` when all have answered, or the time is over.
  void onEnd(Runnable task) {
    promise.future().onComplete(_ -> task.run());
  }

  /// A lane has asked all its clients.
  void asked(int clients) {
    count(() -> {
      lanesToCome--;
      asked += clients;
    });
  }

  void answered(JsonNode response) {
    count(() -> {
      settled++;
      responses.add(response);
    });
  }

  private void count(Runnable change) {
    boolean complete;
    lock.lock();
    try {
      change.run();
      complete = lanesToCome == 0 && settled == asked;
    } finally {
      lock.unlock();
    }
    if (complete) {
      promise.tryComplete(List.copyOf(responses));
    }
  }

  void timedOut() {
    List<JsonNode> came;
    lock.lock();
    try {
      came = List.copyOf(responses);
    } finally {
      lock.unlock();
    }
    promise.tryFail(new BroadcastTimeoutException(came));
  }
}
