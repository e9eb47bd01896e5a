package dev.parley.socketio.client;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A WebSocket server that a test controls packet by packet, so that the client can be tested
/// against behavior that no real server shows.
final class ScriptedServer implements AutoCloseable {
  private static final String ROOMY = "0{\"pingInterval\":25000,\"pingTimeout\":20000}";
  private static final long PATIENCE_SECONDS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final HttpServer http;

  private ScriptedServer(boolean webSockets) {
    HttpServer server = vertx.createHttpServer();
    server.requestHandler(request -> request.response().setStatusCode(404).end());
    if (webSockets) {
      server.webSocketHandler(socket -> {
        connections.incrementAndGet();
        peers.add(new Peer(socket));
      });
    }
    this.http = server.listen(0, "127.0.0.1").await();
  }

  static ScriptedServer start() {
    return new ScriptedServer(true);
  }

  static ScriptedServer withoutWebSockets() {
    return new ScriptedServer(false);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + http.actualPort());
  }

  /// The number of WebSockets opened so far.
  int connections() {
    return connections.get();
  }

  /// The next connection.
  Peer accept() {
    return next(peers, "a connection");
  }

  /// The next connection, admitted as `id`.
  Peer admit(String id) {
    Peer peer = accept();
    peer.send(ROOMY);
    var _ = peer.receive();
    peer.send("40{\"sid\":\"" + id + "\"}");
    return peer;
  }

  @Override
  public void close() {
    vertx.close().await();
  }

  static <T> T next(BlockingQueue<T> queue, String what) {
    try {
      @Nullable T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("timed out waiting for " + what);
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// The server's end of one WebSocket.
  static final class Peer {
    private static final String CLOSED = "closed";

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final ServerWebSocket socket;

    Peer(ServerWebSocket socket) {
      this.socket = socket;
      socket.textMessageHandler(received::add);
      socket.closeHandler(_ -> received.add(CLOSED));
    }

    String target() {
      return socket.uri();
    }

    void open() {
      send(ROOMY);
    }

    void send(String packet) {
      var _ = socket.writeTextMessage(packet);
    }

    /// The next packet that the client sent; `closed` when the connection has closed.
    String receive() {
      return next(received, "a packet");
    }

    void end() {
      var _ = socket.close();
    }
  }
}
