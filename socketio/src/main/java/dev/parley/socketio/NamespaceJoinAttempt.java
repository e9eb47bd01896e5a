package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.Adapter.RestoredSession;
import dev.parley.socketio.engine.EventLoopExecutor;
import dev.parley.socketio.engine.Failures;
import io.vertx.core.AsyncResult;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One attempt of a client to join a namespace, from its packet to the answer. Everything here runs
/// on the session's event loop.
///
/// The attempt reserves the namespace, so that it is not removed meanwhile, and the session that
/// the client continues, if any. It releases both when it ends, whether it succeeds or not.
final class NamespaceJoinAttempt {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceJoinAttempt.class);

  private final Connection connection;
  private final SocketIoServer server;
  private final EventLoopExecutor eventLoop;
  private final String name;
  private final Handshake handshake;

  private @Nullable Namespace namespace;
  private @Nullable ConnectionSocket socket;
  private Optional<RestoredSession> restored = Optional.empty();
  private boolean recoverable;
  private boolean over;

  NamespaceJoinAttempt(
      Connection connection, SocketIoServer server, String name, Handshake handshake) {
    this.connection = connection;
    this.server = server;
    this.eventLoop = connection.session().eventLoop();
    this.name = name;
    this.handshake = handshake;
  }

  void begin() {
    server
        .enter(name, handshake.auth())
        .onComplete(
            found -> eventLoop.execute(() -> found(found.otherwise(Optional.empty()).result())));
  }

  /// Called when the connection has ended.
  void abandon() {
    if (!over) {
      letGo();
    }
  }

  private void found(Optional<Namespace> asked) {
    if (over) {
      asked.ifPresent(server::entered);
    } else if (asked.isEmpty()) {
      refuse("Invalid namespace", null);
    } else {
      namespace = asked.get();
      restore(asked.get());
    }
  }

  private void restore(Namespace in) {
    JsonNode pid = handshake.auth().path("pid");
    JsonNode offset = handshake.auth().path("offset");
    boolean hasNone = offset.isMissingNode() || offset.isNull();
    recoverable = server.mayRecover(in.name(), handshake);
    if (!recoverable || !pid.isTextual() || !(hasNone || offset.isTextual())) {
      admit(in);
      return;
    }
    in.adapter()
        .restoreSession(pid.textValue(), Optional.ofNullable(offset.textValue()))
        .onComplete(done -> eventLoop.execute(() -> sessionRestored(in, done)));
  }

  private void sessionRestored(Namespace in, AsyncResult<Optional<RestoredSession>> done) {
    restored = done.succeeded() ? done.result() : Optional.empty();
    if (over) {
      restored.ifPresent(it -> in.adapter().releaseSession(it.session()));
      return;
    }
    try {
      server.options().listener.recovery(restored.isPresent());
    } catch (Throwable failure) {
      Failures.log(LOG, "a listener of the server failed", failure);
    }
    admit(in);
  }

  private void admit(Namespace in) {
    ConnectionSocket newcomer =
        new ConnectionSocket(
            in, connection, handshake, recoverable, restored.map(RestoredSession::session));
    socket = newcomer;
    boolean skip =
        restored.isPresent()
            && server.options().recovery.map(Recovery::skipMiddlewares).orElse(false);
    if (skip) {
      join(newcomer);
      return;
    }
    in.admit(
        newcomer,
        new Middleware.Next() {
          @Override
          public void proceed() {
            join(newcomer);
          }

          @Override
          public void refuse(String message, @Nullable JsonNode data) {
            NamespaceJoinAttempt.this.refuse(message, data);
          }
        });
  }

  private void join(ConnectionSocket newcomer) {
    if (!over) {
      over = true;
      try {
        connection.join(newcomer, restored);
      } finally {
        server.entered(newcomer.namespace());
      }
    }
  }

  private void refuse(String message, @Nullable JsonNode data) {
    if (!over) {
      letGo();
      connection.refuse(name, message, data);
    }
  }

  private void letGo() {
    over = true;
    if (socket != null) {
      socket.notAdmitted();
    }
    Namespace held = namespace;
    if (held != null) {
      restored.ifPresent(it -> held.adapter().releaseSession(it.session()));
      server.entered(held);
    }
  }
}
