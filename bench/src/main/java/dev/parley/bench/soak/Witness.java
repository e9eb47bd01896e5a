package dev.parley.bench.soak;

import dev.parley.bench.client.Client;
import dev.parley.bench.client.SocketConnection;
import dev.parley.bench.client.SocketLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;

/// A client that is connected while something happens, because events without a receiver are not
/// kept for recovery. Used by one thread.
final class Witness implements Client.Events {
  private static final int GLANCE_MILLIS = 10;

  private boolean joined;
  private boolean left;

  /// The task during which the client is connected.
  interface Task {
    /// Begins the task.
    ///
    /// @return a future that completes when the task is over
    Future<?> begin();
  }

  private Witness() {}

  /// Joins, runs the task, and leaves.
  ///
  /// @return the result of the task
  static Future<?> of(Task task, InetSocketAddress server) throws IOException {
    Witness witness = new Witness();
    try (SocketLoop loop = new SocketLoop()) {
      Client client = SocketConnection.connect(server, loop, 0, witness);
      while (!witness.joined) {
        loop.turn();
      }
      Future<?> future = task.begin();
      while (!future.isDone()) {
        loop.turn(GLANCE_MILLIS);
      }
      client.leave(() -> witness.left = true);
      while (!witness.left) {
        loop.turn();
      }
      return future;
    }
  }

  @Override
  public void joined(Client client) {
    joined = true;
  }

  @Override
  public void event(Client client) {}
}
