package dev.parley.socketio.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.util.Locale;

/// A POST on its way in. Runs on its connection's event loop; the session hears of it on its lane.
final class Post {
  private final Call call;
  private final Session session;
  private final int limit;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private boolean done;

  Post(Call call, Session session, EngineOptions options) {
    this.call = call;
    this.session = session;
    this.limit = options.maxPayload();
  }

  void read() {
    HttpServerRequest request = call.request();
    // Paused until the session has agreed.
    request.pause();
    session
        .lane()
        .execute(() -> {
          if (session.polling().postBegan(call)) {
            call.context().runOnContext(_ -> agreed());
          } else {
            call.context().runOnContext(_ -> drop());
          }
        });
  }

  private void agreed() {
    HttpServerRequest request = call.request();
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null && type.toLowerCase(Locale.ROOT).startsWith("application/octet-stream")) {
      call.status(400);
      fail(true); // bytes are what protocol 3 would send
      return;
    }
    call.whenGone(() -> fail(true));
    request.handler(chunk -> {
      if (done) {
        return;
      }
      if ((long) body.size() + chunk.length() > limit) {
        call.status(413);
        fail(false);
        return;
      }
      body.writeBytes(chunk.getBytes());
    });
    request.endHandler(_ -> {
      if (!done) {
        done = true;
        String text = body.toString(UTF_8);
        int bytes = body.size();
        session.lane().execute(() -> session.polling().posted(call, text, bytes));
      }
    });
    request.exceptionHandler(_ -> fail(true));
    request.resume();
  }

  private void fail(boolean fatal) {
    if (!done) {
      done = true;
      session.lane().execute(() -> session.polling().postFailed(call, fatal));
      drop();
    }
  }

  /// Reads what is left to nowhere, so that the connection can be used again.
  private void drop() {
    HttpServerRequest request = call.request();
    request.handler(_ -> {});
    request.endHandler(_ -> {});
    request.resume();
  }
}
