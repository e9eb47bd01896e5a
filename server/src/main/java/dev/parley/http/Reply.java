package dev.parley.http;

import dev.parley.limits.Usage;
import dev.parley.offload.WorkKind;
import io.netty.channel.FileRegion;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.VertxConnection;
import java.time.Duration;
import java.util.Map;

/// The answer of an [Exchange]: sent whole, or in chunks while it is written. Belongs to the event
/// loop of its [EventLoopServer].
final class Reply {
  private static final byte[] NOTHING = {};
  private static final int NOT_MODIFIED = 304;
  private static final CharSequence LIMIT_POLICY = HttpHeaders.createOptimized("RateLimit-Policy");
  private static final CharSequence LIMIT = HttpHeaders.createOptimized("RateLimit");
  private static final long NANOS = 1_000_000_000;

  /// The time that a streamed answer may take, whatever its size, while other answers wait for a
  /// place.
  private static final long HASTE_NANOS = 5 * NANOS;

  /// For each of this number of bytes that were sent, that time is one second longer.
  private static final long LEAST_PER_SECOND = 256 * 1024;

  /// The minimum number of bytes a second at which a file must be read while nobody waits for a
  /// place.
  private static final long LEAST_OF_FILE = 16 * 1024;

  private final EventLoopServer server;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final String id;
  private Usage usage = Usage.UNLIMITED;

  // The state of a streamed answer.
  private boolean streamed;
  private boolean ofFile;
  private long streamBegan;
  private long sentBytes;

  /// @param id the id of the request
  Reply(EventLoopServer server, HttpServerRequest request, String id) {
    this.server = server;
    this.request = request;
    this.response = request.response();
    this.id = id;
  }

  /// Adds the headers that show how much of the caller's limits is left.
  void show(Usage used) {
    usage = used;
  }

  /// Sends all of it.
  ///
  /// @param last whether the connection ends with it
  Future<Void> send(Response.Whole whole, boolean last) {
    writeHead(whole, last);
    if (whole.status() != NOT_MODIFIED) { // a length would be that of the body, which is not sent
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(whole.body().length));
    }
    return isHead() ? response.end() : response.end(Buffer.buffer(whole.body()));
  }

  /// Answers `OPTIONS`.
  Future<Void> sendOptions(String allowed) {
    writeHead(new Response.Whole(204, Map.of("Allow", allowed), NOTHING), false);
    Cors.addPreflightTo(
        response.headers(), allowed, request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS));
    return response.end();
  }

  /// Begins an answer that is sent in chunks.
  void beginStream(Response answer) {
    writeHead(answer, false);
    if (answer instanceof Response.FilePart part) {
      ofFile = true;
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(part.length()));
      if (part.content() instanceof Response.Content.OnDisk && !isHead()) {
        response.writeHead(); // if it fails, the chunks after it fail as well
      }
    } else {
      response.setChunked(true);
    }
    streamed = true;
    streamBegan = System.nanoTime();
  }

  boolean isStreamed() {
    return streamed;
  }

  /// Sends a chunk; the future fails if the client has disconnected.
  Future<Void> write(Buffer chunk) {
    sentBytes += chunk.length();
    return isHead() ? Future.succeededFuture() : response.write(chunk);
  }

  /// Sends a piece of a file, bypassing Vert.x, which can only send a whole file as an answer; the
  /// future fails if the client has disconnected.
  Future<Void> write(FileRegion piece) {
    sentBytes += piece.count();
    VertxConnection connection = (VertxConnection) request.connection();
    Promise<Void> written = Promise.promise();
    connection.writeToChannel(piece, connection.newChannelPromise(written));
    return written.future();
  }

  /// Ends a streamed answer.
  Future<Void> end() {
    return response.end();
  }

  /// Whether the client reads a streamed answer too slowly.
  ///
  /// @param total the time that an answer may take
  /// @param contended whether other answers wait for a place: then the client must read fast enough
  boolean isTooSlow(Duration total, boolean contended) {
    long most =
        ofFile ? Math.max(total.toNanos(), sentBytes / LEAST_OF_FILE * NANOS) : total.toNanos();
    long allowed =
        contended ? Math.min(most, HASTE_NANOS + sentBytes * NANOS / LEAST_PER_SECOND) : most;
    return System.nanoTime() - streamBegan > allowed;
  }

  /// The kind of work; a streamed answer occupies one of its places.
  WorkKind work() {
    return ofFile ? WorkKind.DOWNLOAD : WorkKind.STREAM;
  }

  int status() {
    return response.getStatusCode();
  }

  private void writeHead(Response answer, boolean last) {
    MultiMap headers = response.headers();
    CommonHeaders.addTo(headers, id, server.date());
    answer.headers().forEach(headers::set);
    headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    if (!usage.left().isEmpty()) {
      headers.set(LIMIT_POLICY, usage.policy()).set(LIMIT, usage.left());
    }
    server.shared.cors().addTo(headers, request.getHeader(HttpHeaders.ORIGIN));
    if (last || server.isClosing()) {
      headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    response.setStatusCode(answer.status());
  }

  private boolean isHead() {
    return request.method().name().equals("HEAD");
  }
}
