package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Collects the answers to a broadcast. Complete when every event loop has said how many clients it
/// asked, and all of them have answered. Safe for use by many threads.
final class BroadcastAcks {
  private final Promise<List<JsonNode>> promise;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<JsonNode> responses = new ArrayList<>();
  private int eventLoopsToCome;
  private int asked;
  private int settled;

  BroadcastAcks(Promise<List<JsonNode>> promise, int eventLoops) {
    this.promise = promise;
    this.eventLoopsToCome = eventLoops;
  }

  /// Runs `task` when all clients have answered, or at the timeout.
  void onEnd(Runnable task) {
    promise.future().onComplete(_ -> task.run());
  }

  /// Called when an event loop has asked all its clients.
  void asked(int clients) {
    count(() -> {
      eventLoopsToCome--;
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
      complete = eventLoopsToCome == 0 && settled == asked;
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
