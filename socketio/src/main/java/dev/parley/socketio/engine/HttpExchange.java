package dev.parley.socketio.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.VertxConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// A request that waits for its answer. It is created on the event loop of its connection. Any
/// thread can answer it, once.
final class HttpExchange {
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence PLAIN =
      HttpHeaders.createOptimized("text/plain; charset=UTF-8");
  private static final CharSequence HTML = HttpHeaders.createOptimized("text/html");
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  private static final Duration A_MOMENT = Duration.ofMillis(1);

  private final HttpServerRequest request;
  private final Context context;
  private final EngineOptions options;

  // Used only by the connection's event loop.
  private boolean isGone;
  private @Nullable Runnable whenGone;

  private HttpExchange(HttpServerRequest request, Context context, EngineOptions options) {
    this.request = request;
    this.context = context;
    this.options = options;
  }

  /// Creates an exchange for the calling event loop.
  static HttpExchange of(HttpServerRequest request, EngineOptions options) {
    Context context = Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
    HttpExchange exchange = new HttpExchange(request, context, options);
    request.response().closeHandler(_ -> exchange.gone());
    return exchange;
  }

  HttpServerRequest request() {
    return request;
  }

  Context context() {
    return context;
  }

  /// Answers a poll with records.
  ///
  /// @param compress whether the answer may be compressed
  void poll(byte[] payload, boolean compress) {
    Encoding encoding =
        compress
                && options.compressionThreshold() >= 0
                && payload.length >= options.compressionThreshold()
            ? Encoding.of(request.getHeader(HttpHeaders.ACCEPT_ENCODING))
            : null;
    byte[] body = encoding == null ? payload : encoding.compress(payload);
    onContext(() -> {
      HttpServerResponse answer = request.response();
      answer.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
      answer.putHeader(HttpHeaders.CONTENT_TYPE, PLAIN);
      if (encoding != null) {
        answer.putHeader(HttpHeaders.CONTENT_ENCODING, encoding.word);
      }
      send(200, body);
    });
  }

  /// Answers a post.
  void ok() {
    onContext(() -> {
      request.response().putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
      request.response().putHeader(HttpHeaders.CONTENT_TYPE, HTML);
      send(200, "ok".getBytes(UTF_8));
    });
  }

  /// Answers with a status and no body.
  void status(int status) {
    onContext(() -> send(status, new byte[0]));
  }

  /// Answers with the reason of a refusal: as JSON, or as text for the handshake of a WebSocket,
  /// whose connection is then closed.
  void refuse(EngineRefusal refusal) {
    onContext(() -> {
      HttpServerResponse answer = request.response();
      if (Handshakes.isUpgrade(request)) {
        answer.putHeader(HttpHeaders.CONTENT_TYPE, HTML);
        answer.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        send(refusal.upgradeStatus(), refusal.message().getBytes(UTF_8));
        var _ = request.connection().close();
      } else {
        answer.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        send(refusal.status(), refusal.json().getBytes(UTF_8));
      }
    });
  }

  /// Ends the connection without an answer.
  void cutOff() {
    onContext(() -> {
      var _ = request.response().reset();
    });
  }

  /// Calls `told` on the connection's event loop if the client disconnects before the answer; at
  /// once if it has already disconnected.
  void whenGone(Runnable told) {
    onContext(() -> {
      whenGone = told;
      if (isGone) {
        told.run();
      }
    });
  }

  private void gone() {
    isGone = true;
    if (whenGone != null) {
      whenGone.run();
    }
    if (request.connection() instanceof VertxConnection connection
        && request.version() != HttpVersion.HTTP_2) {
      // Vert.x keeps data that the client has sent after this request, and would never release it.
      // Shutting the connection down drops this data.
      var _ = connection.shutdown(A_MOMENT);
      connection.doResume();
    }
  }

  private void send(int status, byte[] body) {
    HttpServerResponse answer = request.response();
    if (!answer.ended() && !answer.closed()) {
      // The connection reports a failure, if it matters.
      var _ = answer.setStatusCode(status).end(Buffer.buffer(body));
    }
  }

  private void onContext(Runnable task) {
    if (((ContextInternal) context).nettyEventLoop().inEventLoop()) {
      task.run();
    } else {
      context.runOnContext(_ -> task.run());
    }
  }

  /// The encodings in which an answer may be compressed.
  private enum Encoding {
    GZIP("gzip"),
    DEFLATE("deflate");

    private final String word;

    Encoding(String word) {
      this.word = word;
    }

    static @Nullable Encoding of(@Nullable String accepted) {
      if (accepted == null) {
        return null;
      }
      Set<Encoding> left = EnumSet.allOf(Encoding.class);
      boolean any = false;
      for (String part : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
        String[] coding = part.strip().split("\\s*;\\s*q=", 2);
        boolean refused = coding.length == 2 && coding[1].matches("0(\\.0*)?");
        any |= !refused && coding[0].equals("*");
        for (Encoding encoding : values()) {
          if (coding[0].equals(encoding.word)) {
            if (!refused) {
              return encoding;
            }
            left.remove(encoding);
          }
        }
      }
      return any && !left.isEmpty() ? left.iterator().next() : null;
    }

    byte[] compress(byte[] plain) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 2);
      try (OutputStream out =
          this == GZIP ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
        out.write(plain);
      } catch (IOException e) {
        throw new UncheckedIOException("writing to memory failed", e);
      }
      return bytes.toByteArray();
    }
  }
}
