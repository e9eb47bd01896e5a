package dev.parley.socketio.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.util.Locale;

/// Reads the body of a POST. Runs on the event loop of the connection, which may differ from that
/// of the session.
final class PostReader {
  private final HttpExchange exchange;
  private final Session session;
  private final int limit;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private boolean done;

  PostReader(HttpExchange exchange, Session session, EngineOptions options) {
    this.exchange = exchange;
    this.session = session;
    this.limit = options.maxPayload();
  }

  void read() {
    HttpServerRequest request = exchange.request();
    // The request is paused until the session has accepted the POST.
    request.pause();
    session
        .eventLoop()
        .execute(() -> {
          if (session.polling().postBegan(exchange)) {
            exchange.context().runOnContext(_ -> agreed());
          } else {
            exchange.context().runOnContext(_ -> drop());
          }
        });
  }

  private void agreed() {
    HttpServerRequest request = exchange.request();
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null && type.toLowerCase(Locale.ROOT).startsWith("application/octet-stream")) {
      exchange.status(400);
      fail(true); // only clients of protocol 3 send binary bodies
      return;
    }
    exchange.whenGone(() -> fail(true));
    request.handler(chunk -> {
      if (done) {
        return;
      }
      if ((long) body.size() + chunk.length() > limit || !session.input().take(chunk.length())) {
        exchange.status(413);
        fail(false);
        return;
      }
      body.writeBytes(chunk.getBytes());
    });
    request.endHandler(_ -> {
      if (!done) {
        end();
        String text = body.toString(UTF_8);
        int bytes = body.size();
        session.eventLoop().execute(() -> session.polling().posted(exchange, text, bytes));
      }
    });
    request.exceptionHandler(_ -> fail(true));
    request.resume();
  }

  private void end() {
    done = true;
    session.input().release(body.size());
  }

  private void fail(boolean fatal) {
    if (!done) {
      end();
      session.eventLoop().execute(() -> session.polling().postFailed(exchange, fatal));
      drop();
    }
  }

  /// Reads and drops the rest of the body, so that the connection can be reused.
  private void drop() {
    HttpServerRequest request = exchange.request();
    request.handler(_ -> {});
    request.endHandler(_ -> {});
    request.resume();
  }
}
