package dev.parley.socketio;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A server for a single test, on two event loops, and its clients.
final class TestServer implements AutoCloseable {
  /// The exception that listeners of tests throw; it has no stack trace, so that it does not fill
  /// the log.
  static final class Wanted extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    Wanted() {
      super("the test wants it", null, false, false);
    }
  }

  private static final int LOOPS = 2;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
  private final AtomicInteger port = new AtomicInteger();
  private final Map<String, BlockingQueue<Socket>> connected = new ConcurrentHashMap<>();
  private final Set<String> watched = ConcurrentHashMap.newKeySet();
  private final SocketIoServer io;

  TestServer() {
    this(SocketIoOptions.builder());
  }

  /// Its listeners run on event loops.
  TestServer(SocketIoOptions.Builder options) {
    this(options.handlersOnEventLoop().build());
  }

  TestServer(SocketIoOptions options) {
    io = new SocketIoServer(vertx, options);
    of("/");
    vertx.deployVerticle(Listening::new, new DeploymentOptions().setInstances(LOOPS)).await();
  }

  private final class Listening extends VerticleBase {
    @Override
    public Future<?> start() {
      // -1 lets the system choose one port for both.
      return vertx
          .createHttpServer()
          .requestHandler(io::handle)
          .listen(-1, "127.0.0.1")
          .onSuccess(listening -> port.set(listening.actualPort()));
    }
  }

  SocketIoServer io() {
    return io;
  }

  int port() {
    return port.get();
  }

  /// A namespace whose clients can be [Peer]s.
  Namespace of(String name) {
    Namespace namespace = io.of(name);
    if (watched.add(name)) {
      namespace.onConnection(socket -> queue(name).add(socket)).on("fence", event -> event.ack());
    }
    return namespace;
  }

  /// Namespaces that are created when clients ask for them, and whose clients can be [Peer]s.
  ParentNamespace watched(ParentNamespace parent) {
    return parent
        .onConnection(socket -> queue(socket.namespace().name()).add(socket))
        .on("fence", event -> event.ack());
  }

  private BlockingQueue<Socket> queue(String namespace) {
    return connected.computeIfAbsent(namespace, _ -> new LinkedBlockingQueue<>());
  }

  /// The server's end of the next client that joins.
  Socket next(String namespace) {
    try {
      return Objects.requireNonNull(
          queue(namespace).poll(LIMIT.toSeconds(), TimeUnit.SECONDS), "nobody has joined");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  RawSocket open() throws IOException {
    return RawSocket.open(port());
  }

  Peer join() throws IOException {
    return join("/");
  }

  Peer join(String namespace) throws IOException {
    return join(open(), namespace);
  }

  /// Joins another namespace over a connection.
  Peer join(RawSocket raw, String namespace) throws IOException {
    String answer = raw.text("40" + (namespace.equals("/") ? "" : namespace + ",")).read();
    return Peer.of(raw, next(namespace), namespace, answer);
  }

  /// Completes joining `/` on a connection that has already sent the request.
  Peer joined(RawSocket raw) throws IOException {
    return Peer.of(raw, next("/"), "/", raw.read());
  }

  static void awaitEnd(Socket socket) {
    await("the end of a socket", () -> socket.rooms().isEmpty());
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + " did not happen");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    io.close().await();
    vertx.close().await();
  }
}
