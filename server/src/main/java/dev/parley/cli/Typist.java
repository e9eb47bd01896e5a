package dev.parley.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.socketio.client.SocketClient;
import dev.parley.socketio.client.SocketClientListener;
import dev.parley.socketio.client.SocketClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A second socket, for somebody who types in a chat: only other sockets receive typing events.
final class Typist implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final SocketClient socket;
  private final ObjectNode who;

  private Typist(SocketClient socket, ObjectNode who) {
    this.socket = socket;
    this.who = who;
  }

  /// Returns once it is connected.
  ///
  /// @throws CommandException if it cannot connect
  static Typist connect(URI server, String chat, String name) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    SocketClientListener listener =
        new SocketClientListener() {
          @Override
          public void connected(String id, boolean recovered) {
            done.countDown();
          }
        };
    SocketClient socket = SocketClient.connect(SocketClientOptions.of(server), listener);
    if (!done.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
      socket.close();
      throw new CommandException("a second socket could not connect to " + server);
    }
    ObjectNode who =
        JsonNodeFactory.instance
            .objectNode()
            .put("chatId", chat)
            .put("wa_id", chat)
            .put("name", name);
    return new Typist(socket, who);
  }

  void types() {
    socket.emit("typing", who);
  }

  void stops() {
    socket.emit("stop-typing", who);
  }

  @Override
  public void close() {
    socket.close();
  }
}
