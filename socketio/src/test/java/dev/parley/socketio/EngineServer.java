package dev.parley.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.socketio.engine.Engine;
import dev.parley.socketio.engine.EngineCloseReason;
import dev.parley.socketio.engine.EngineListener;
import dev.parley.socketio.engine.EngineReceiver;
import dev.parley.socketio.engine.EngineRefusal;
import dev.parley.socketio.engine.EngineSession;
import dev.parley.socketio.engine.OutgoingMessage;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// An Engine.IO server at `/engine.io`, without Socket.IO, on two event loops. It echoes all
/// messages, and records what it has seen. Requests for other paths are answered with 404 and
/// `app`.
public final class EngineServer implements AutoCloseable {
  /// A header that makes the server close the connection before it answers the request.
  public static final String LOSE = "X-Lose: connection";

  private static final int LOOPS = 2;
  private static final long LIMIT_SECONDS = 20;
  private static final long PAUSE_NANOS = 200_000;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
  private final AtomicInteger port = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final Engine engine;
  private final String[] greetings;
  private final Map<String, EngineSession> sessions = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<EngineCloseReason>> reasons =
      new ConcurrentHashMap<>();
  private final Map<String, Queue<String>> received = new ConcurrentHashMap<>();
  private final Queue<EngineRefusal> refusals = new ConcurrentLinkedQueue<>();

  private EngineServer(UnaryOperator<SocketIoOptions.Builder> setUp, String... greetings) {
    this.greetings = greetings;
    engine =
        new Engine(
            setUp.apply(SocketIoOptions.builder().path("/engine.io")).build().engine,
            this::opened,
            new EngineListener() {
              @Override
              public void refused(EngineRefusal refusal) {
                refusals.add(refusal);
              }
            });
    vertx.deployVerticle(Listening::new, new DeploymentOptions().setInstances(LOOPS)).await();
  }

  /// Starts a server with Node's defaults.
  public static EngineServer start() {
    return start(options -> options);
  }

  /// Starts a server.
  ///
  /// @param greetings the messages that each session receives when it begins
  public static EngineServer start(
      UnaryOperator<SocketIoOptions.Builder> setUp, String... greetings) {
    return new EngineServer(setUp, greetings);
  }

  private final class Listening extends VerticleBase {
    @Override
    public Future<?> start() {
      return vertx
          .createHttpServer()
          .requestHandler(this::handle)
          .listen(SocketAddress.sharedRandomPort(1, "127.0.0.1"))
          .onSuccess(listening -> port.set(listening.actualPort()));
    }

    private void handle(HttpServerRequest request) {
      request.response().putHeader("X-App", "app");
      if (request.headers().contains("X-Lose")) {
        var _ = ((ConnectionBase) request.connection()).channel().close();
      }
      if (engine.matches(request)) {
        engine.handle(request);
        requests.incrementAndGet();
      } else {
        request.response().setStatusCode(404).end("app");
      }
    }
  }

  private EngineReceiver opened(EngineSession session) {
    sessions.put(session.id(), session);
    for (String greeting : greetings) {
      session.send(message(greeting));
    }
    return new EngineReceiver() {
      @Override
      public void text(String data) {
        note(data);
        session.send(message(data));
      }

      @Override
      public void binary(byte[] data) {
        note("<" + data.length + ">");
        session.send(OutgoingMessage.binary(data));
      }

      private void note(String data) {
        received.computeIfAbsent(session.id(), _ -> new ConcurrentLinkedQueue<>()).add(data);
      }

      @Override
      public void closed(EngineCloseReason reason) {
        ending(session.id()).complete(reason);
      }
    };
  }

  private static OutgoingMessage message(String text) {
    return new OutgoingMessage(text.getBytes(UTF_8), List.of(), true);
  }

  private CompletableFuture<EngineCloseReason> ending(String sid) {
    return reasons.computeIfAbsent(sid, _ -> new CompletableFuture<>());
  }

  /// The port on which it listens.
  public int port() {
    return port.get();
  }

  /// The engine itself.
  public Engine engine() {
    return engine;
  }

  /// Opens a connection to it.
  public RawHttp connect() throws IOException {
    return new RawHttp(port());
  }

  /// Lets the application send a text.
  public void send(String sid, String text) {
    onEventLoop(
        sid,
        session -> {
          session.send(message(text));
          return true;
        });
  }

  /// Lets the application send any message.
  public void send(String sid, OutgoingMessage message) {
    onEventLoop(
        sid,
        session -> {
          session.send(message);
          return true;
        });
  }

  /// Lets the application close the session.
  public void close(String sid) {
    onEventLoop(
        sid,
        session -> {
          session.close();
          return true;
        });
  }

  /// Waits until the client has an open poll, so that a message can be sent immediately.
  public void awaitWritable(String sid) {
    await(() -> onEventLoop(sid, EngineSession::writable));
  }

  /// The number of requests that the engine has received so far.
  public int requests() {
    return requests.get();
  }

  /// Waits until the engine has received this many requests.
  public void awaitRequests(int count) {
    await(() -> requests() >= count);
  }

  /// Waits until a condition is true.
  public static void await(BooleanSupplier condition) {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > limit) {
        throw new AssertionError("waited in vain");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /// Runs `question` on the session's event loop, and waits for its answer.
  public <T> T onEventLoop(String sid, Function<EngineSession, T> question) {
    EngineSession session = sessions.get(sid);
    if (session == null) {
      throw new AssertionError("no session " + sid);
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    session.eventLoop().execute(() -> answer.complete(question.apply(session)));
    return answer.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  /// Waits until the session has ended, and returns the reason.
  public EngineCloseReason reason(String sid) {
    return ending(sid).copy().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  /// Whether the session has not ended.
  public boolean lives(String sid) {
    return !ending(sid).isDone();
  }

  /// The messages that a session has received, the oldest first; binary ones as `<3>`, with the
  /// number of their bytes.
  public List<String> received(String sid) {
    return List.copyOf(received.getOrDefault(sid, new ConcurrentLinkedQueue<>()));
  }

  /// The refusals so far.
  public List<EngineRefusal> refusals() {
    return List.copyOf(refusals);
  }

  @Override
  public void close() {
    engine.close().await();
    vertx.close().await();
  }
}
