package dev.parley.http;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.http.Routes.Route;
import dev.parley.media.MediaLimits;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The incoming request of an [Exchange]: its first line, its headers, and its body. There is a
/// limit for the size of one body, and one for all bodies together. Belongs to the event loop of
/// its [EventLoopServer].
final class Intake {
  /// The maximum size of a form with a file, not counting the file.
  private static final long MOST_AROUND_A_FILE = 1 << 20;

  private final EventLoopServer server;
  private final HttpServerRequest request;
  private @Nullable ReceivedBody body;

  /// Whether the end of the request cannot be determined.
  private boolean unframed;

  private boolean stopped;

  Intake(EventLoopServer server, HttpServerRequest request) {
    this.server = server;
    this.request = request;
  }

  /// The path as sent, without the query.
  ///
  /// @throws Refusal when the request cannot be read
  String path() {
    Throwable fault = request.decoderResult().cause();
    if (fault instanceof TooLongHttpHeaderException) {
      throw new Refusal(
          ErrorCode.TOO_LARGE,
          "The headers are too large: at most %d bytes".formatted(HttpApi.MAX_HEADERS));
    }
    if (fault instanceof TooLongFrameException) {
      throw new Refusal(
          ErrorCode.TOO_LARGE,
          "The request's first line is too long: at most %d bytes".formatted(HttpApi.MAX_LINE));
    }
    String path = request.path();
    if (fault != null || path == null || !path.startsWith("/")) {
      throw new Refusal(ErrorCode.INVALID_REQUEST, "The request is not valid HTTP");
    }
    String ambiguous = Framing.fault(request);
    if (ambiguous != null) {
      unframed = true;
      throw new Refusal(ErrorCode.INVALID_REQUEST, ambiguous);
    }
    return path;
  }

  boolean hasBody() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null
        ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        : !length.equals("0");
  }

  /// Whether the connection must be closed after an answer that is sent now, because the end of the
  /// request is unknown or its rest will not be read.
  boolean mustCloseAfterAnswer() {
    return unframed || (!stopped && hasBody());
  }

  /// Reads the body, unless [#stop] is called first.
  ///
  /// @param whole called with the complete body
  /// @param refused called with the reason if the body is refused: it is too large, or the memory
  ///   for bodies is used up
  /// @throws Refusal if its type or its announced length is refused
  void read(Route row, Consumer<byte[]> whole, Consumer<Refusal> refused) {
    refuseKind(row);
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    int expected = length == null ? limit() : Integer.parseInt(length);
    ReceivedBody received = new ReceivedBody(server.shared.bodies(), limit(), expected);
    body = received;
    request.handler(piece -> {
      if (!stopped) {
        try {
          received.add(piece);
        } catch (Refusal refusal) {
          received.release();
          refused.accept(refusal);
        }
      }
    });
    request.endHandler(_ -> {
      if (!stopped) {
        try {
          whole.accept(received.whole());
        } catch (Refusal refusal) {
          refused.accept(refusal);
        }
      }
    });
  }

  /// Refuses requests that can be refused by their headers alone.
  ///
  /// @throws Refusal for a type, an encoding or a length that is not accepted
  void refuseKind(Route row) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (row.takes() == Routes.AcceptedBody.JSON_OR_FORM
        && !MediaType.isJson(type)
        && !MediaType.isForm(type)) {
      throw new Refusal(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "Content-Type must be application/json or application/x-www-form-urlencoded");
    }
    // An unknown coding is refused here; decompression happens later.
    ContentCoding _ = ContentCoding.of(request.getHeader(HttpHeaders.CONTENT_ENCODING));
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return;
    }
    // Netty has checked that it is a number; a number of 19 digits may not fit into a long.
    long announced = length.length() > 18 ? Long.MAX_VALUE : Long.parseLong(length);
    if (row.endpoint() instanceof UploadEndpoint) {
      if (announced > MediaLimits.MOST + MOST_AROUND_A_FILE) {
        throw MediaLimits.tooLarge();
      }
    } else if (announced > limit()) {
      throw ReceivedBody.tooLarge(limit());
    }
  }

  private int limit() {
    return server.shared.config().bodyLimit();
  }

  /// Called when the rest of the request is not needed any more.
  void stop() {
    stopped = true;
  }

  /// Returns the memory of the body to the budget. Does nothing if there is no body.
  void release() {
    ReceivedBody received = body;
    if (received != null) {
      body = null;
      received.release();
    }
  }

  /// Discards further bytes, and then ends the connection. A client that writes first and reads
  /// later would lose the answer if the connection were closed immediately.
  void discardRest() {
    request.handler(_ -> {});
    request.endHandler(_ -> request.connection().close());
    request.resume();
  }
}
