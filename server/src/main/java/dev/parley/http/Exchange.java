package dev.parley.http;

import dev.parley.api.ErrorBody;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.http.Routes.Match;
import dev.parley.http.Routes.Route;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request and its answer. Belongs to the event loop of its [Door]; only [#respond] runs on a
/// virtual thread.
///
/// It goes through its states in their order, and is answered exactly once: by its endpoint, by a
/// refusal, or because its time is up.
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final byte[] NOTHING = {};
  private static final int CLIENT_GONE = 499;
  private static final String NO_ROUTE = "none";

  private enum State {
    READING,
    HANDLING,
    SENDING,
    DONE
  }

  private final Door door;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final String id;
  private final long began = System.nanoTime();
  private State state = State.READING;
  private String route = NO_ROUTE;
  private int bytes;
  private boolean offloaded;

  Exchange(Door door, HttpServerRequest request) {
    this.door = door;
    this.request = request;
    this.response = request.response();
    this.id = door.shared.ids().of(request.getHeader(CommonHeaders.REQUEST_ID));
  }

  /// Reads the request and sees to it that it is answered.
  void begin() {
    door.exchanges.begin(this);
    response.exceptionHandler(_ -> clientGone());
    response.closeHandler(_ -> clientGone());
    try {
      String sent = readablePath();
      door.shared.gate().check(request);
      Optional<Match> match = door.shared.routes().find(sent);
      if (match.isEmpty()) {
        throw new Refusal(ErrorCode.NOT_FOUND, "There is nothing at this path");
      }
      route = match.get().path();
      begin(match.get(), sent);
    } catch (Refusal refusal) {
      refuse(refusal);
    }
  }

  private void begin(Match match, String path) {
    String method = request.method().name();
    if (method.equals("OPTIONS")) {
      answerOptions(match.allowed());
      return;
    }
    Optional<Route> row = match.route(method);
    if (row.isEmpty()) {
      answer(
          Response.error(
                  ErrorBody.of(
                      new Refusal(
                          ErrorCode.METHOD_NOT_ALLOWED, "This path takes " + match.allowed()),
                      id))
              .with("Allow", match.allowed()));
      return;
    }
    if (hasBody()) {
      read(row.get(), path, match.values());
    } else {
      handle(row.get(), new Request(request, path, match.values(), NOTHING));
    }
  }

  // --- Reading -----------------------------------------------------------------------------------

  private String readablePath() {
    if (door.isClosing()) {
      throw new Refusal(ErrorCode.OVERLOADED, "Parley is shutting down, try again in a moment");
    }
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
    return path;
  }

  private boolean hasBody() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null
        ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        : !length.equals("0");
  }

  private void read(Route row, String path, Map<String, String> values) {
    refuseBody(row);
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      response.writeContinue();
    }
    List<Buffer> chunks = new ArrayList<>();
    request.handler(chunk -> {
      if (state == State.READING) {
        try {
          take(chunk.length());
          chunks.add(chunk);
        } catch (Refusal refusal) {
          chunks.clear();
          refuse(refusal);
        }
      }
    });
    request.endHandler(_ -> {
      if (state == State.READING) {
        handle(row, new Request(request, path, values, join(chunks)));
      }
    });
  }

  private void refuseBody(Route row) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (row.takes() == Routes.Takes.JSON_OR_FORM
        && !MediaType.isJson(type)
        && !MediaType.isForm(type)) {
      throw new Refusal(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "Content-Type must be application/json or application/x-www-form-urlencoded");
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    // Netty has checked that it is a number; one of 19 digits does not fit a long.
    if (length != null && (length.length() > 18 || Long.parseLong(length) > limit())) {
      throw tooLarge();
    }
  }

  private void take(int more) {
    if (bytes + (long) more > limit()) {
      throw tooLarge();
    }
    if (!door.shared.bodies().take(more)) {
      throw new Refusal(
          ErrorCode.OVERLOADED, "Too many large requests are under way, try again in a moment");
    }
    bytes += more;
  }

  private int limit() {
    return door.shared.config().bodyLimit();
  }

  private Refusal tooLarge() {
    return new Refusal(
        ErrorCode.TOO_LARGE, "The body is too large: at most %d bytes".formatted(limit()));
  }

  private byte[] join(List<Buffer> chunks) {
    if (chunks.size() == 1) {
      return chunks.getFirst().getBytes();
    }
    byte[] whole = new byte[bytes];
    int at = 0;
    for (Buffer chunk : chunks) {
      chunk.getBytes(whole, at);
      at += chunk.length();
    }
    return whole;
  }

  // --- Handling ----------------------------------------------------------------------------------

  private void handle(Route row, Request read) {
    state = State.HANDLING;
    door.exchanges.begin(this);
    if (row.runs() == Routes.Runs.AT_ONCE) {
      answer(call(row.endpoint(), read));
      return;
    }
    boolean gzip = Gzip.isAccepted(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
    offloaded = true;
    door.shared
        .offload()
        .run(() -> respond(row.endpoint(), read, gzip))
        .onComplete(done -> {
          offloaded = false;
          giveBackBody();
          if (done.failed()) {
            answer(error(done.cause()));
          } else if (done.result().isPresent()) {
            answer(done.result().get());
          }
        });
  }

  /// On a virtual thread.
  ///
  /// @return empty when the answer was streamed
  private Optional<Response> respond(Endpoint endpoint, Request read, boolean gzip)
      throws InterruptedException {
    int size = read.body().length;
    if (!door.shared.bodies().startReading(size, patience().toMillis())) {
      return Optional.of(error(new Refusal(ErrorCode.OVERLOADED, "Too many large requests")));
    }
    Response answer;
    try {
      answer = call(endpoint, read);
    } finally {
      door.shared.bodies().doneReading(size);
    }
    return switch (answer) {
      case Response.Whole whole -> Optional.of(gzip ? compressed(whole) : whole);
      case Response.Streamed streamed -> stream(streamed, gzip);
    };
  }

  private Response call(Endpoint endpoint, Request read) {
    try {
      return endpoint.handle(read);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
      return error(failure);
    }
  }

  private Response error(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return Response.error(ErrorBody.of(refusal, id));
    }
    LOG.atError()
        .addKeyValue("requestId", id)
        .addKeyValue("route", route)
        .setCause(failure)
        .log("request failed");
    return Response.error(ErrorBody.internal(id));
  }

  private static Response.Whole compressed(Response.Whole plain) {
    return plain.body().length > Gzip.WORTHWHILE
        ? new Response.Whole(plain.status(), gzipped(plain).headers(), Gzip.bytes(plain.body()))
        : plain;
  }

  private static Response gzipped(Response plain) {
    return plain.with("Content-Encoding", "gzip");
  }

  private Optional<Response> stream(Response.Streamed plain, boolean gzip) {
    Response answer = gzip ? gzipped(plain) : plain;
    HeldBody out =
        new HeldBody(() -> {
          door.context.runOnContext(_ -> beginStream(answer));
          OutputStream chunks = new ChunkedBody(this, door.context, patience());
          return gzip ? Gzip.stream(chunks) : chunks;
        });
    try {
      plain.body().writeTo(out);
      out.end();
    } catch (IOException | RuntimeException failure) {
      if (!out.isStreaming()) {
        return Optional.of(error(failure));
      }
      LOG.atWarn()
          .addKeyValue("requestId", id)
          .addKeyValue("route", route)
          .setCause(failure)
          .log("answer broke off");
      door.context.runOnContext(_ -> breakOff());
    }
    if (out.isStreaming()) {
      return Optional.empty();
    }
    Response.Whole whole = new Response.Whole(plain.status(), plain.headers(), out.held());
    return Optional.of(gzip ? compressed(whole) : whole);
  }

  private Duration patience() {
    return door.shared.config().requestTimeout();
  }

  // --- Answering ---------------------------------------------------------------------------------

  /// Sends the answer, unless there is one already.
  private void answer(Response answer) {
    if (state == State.SENDING
        || state == State.DONE
        || !(answer instanceof Response.Whole whole)) {
      return;
    }
    boolean early = state == State.READING && hasBody();
    writeHead(whole, early);
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(whole.body().length));
    Future<Void> sent = isHead() ? response.end() : response.end(Buffer.buffer(whole.body()));
    sent.onComplete(_ -> sent(early));
  }

  private void answerOptions(String allowed) {
    MultiMap headers = response.headers();
    writeHead(new Response.Whole(204, Map.of("Allow", allowed), NOTHING), false);
    Cors.addPreflightTo(
        headers, allowed, request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS));
    response.end().onComplete(_ -> sent(false));
  }

  private void refuse(Refusal refusal) {
    answer(Response.error(ErrorBody.of(refusal, id)));
  }

  /// The request's time is up, in whatever state it is.
  void tooLate() {
    switch (state) {
      case READING ->
          refuse(new Refusal(ErrorCode.REQUEST_TIMEOUT, "The request took too long to arrive"));
      case HANDLING ->
          refuse(
              new Refusal(
                  ErrorCode.OVERLOADED, "The answer took too long; what was asked may yet happen"));
      case SENDING -> request.connection().close();
      case DONE -> {}
    }
  }

  private void beginStream(Response answer) {
    if (state == State.HANDLING) {
      writeHead(answer, false);
      response.setChunked(true);
      door.exchanges.end(this); // from here on each chunk has its own limit
    }
  }

  /// Sends a chunk; fails when the client is gone or was answered otherwise.
  Future<Void> write(Buffer chunk) {
    if (state != State.SENDING || !response.isChunked()) {
      return Future.failedFuture("answered already");
    }
    return isHead() ? Future.succeededFuture() : response.write(chunk);
  }

  /// Ends a streamed answer.
  void end() {
    if (state == State.SENDING && response.isChunked()) {
      door.exchanges.begin(this);
      response.end().onComplete(_ -> sent(false));
    }
  }

  private void breakOff() {
    if (state == State.SENDING) {
      request.connection().close();
    }
  }

  private void writeHead(Response answer, boolean last) {
    state = State.SENDING;
    door.exchanges.begin(this);
    MultiMap headers = response.headers();
    CommonHeaders.addTo(headers, id, door.date());
    answer.headers().forEach(headers::set);
    headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    door.shared.cors().addTo(headers, request.getHeader(HttpHeaders.ORIGIN));
    if (last || door.isClosing()) {
      headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    response.setStatusCode(answer.status());
  }

  private boolean isHead() {
    return request.method().name().equals("HEAD");
  }

  /// @param early whether the rest of the request is still on its way
  private void sent(boolean early) {
    if (early && !request.isEnded()) {
      // A client that writes first and reads later would lose the answer if we closed now: what it
      // still sends is thrown away, until it ends or takes too long.
      request.handler(_ -> {});
      request.endHandler(_ -> request.connection().close());
      request.resume();
    } else if (early || door.isClosing()) {
      request.connection().close();
    }
    finish(response.getStatusCode());
  }

  private void clientGone() {
    finish(CLIENT_GONE);
  }

  private void finish(int status) {
    if (state == State.DONE) {
      return;
    }
    state = State.DONE;
    door.exchanges.end(this);
    if (!offloaded) {
      giveBackBody();
    }
    door.finished(request.connection());
    door.shared
        .listener()
        .answered(route, knownMethod(), status, Duration.ofNanos(System.nanoTime() - began));
  }

  private void giveBackBody() {
    door.shared.bodies().giveBack(bytes);
    bytes = 0;
  }

  private String knownMethod() {
    String method = request.method().name();
    return switch (method) {
      case "GET", "HEAD", "POST", "OPTIONS" -> method;
      default -> "other";
    };
  }
}
