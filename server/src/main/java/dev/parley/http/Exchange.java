package dev.parley.http;

import dev.parley.access.Principal;
import dev.parley.api.ErrorBody;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.http.Routes.Match;
import dev.parley.http.Routes.Route;
import dev.parley.offload.Work;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request and its answer. Belongs to the event loop of its [Door]; what runs on a virtual
/// thread says so.
///
/// It goes through its states in their order, and is answered exactly once: by its endpoint, by a
/// refusal, or because its time is up.
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final byte[] NOTHING = {};
  private static final int CLIENT_GONE = 499;
  private static final String NO_ROUTE = "none";

  private static final long NANOS = 1_000_000_000;

  /// How long a streamed answer may take while others wait for a place, and at least how many bytes
  /// a second it must be read at after that.
  private static final long HASTE_NANOS = 5 * NANOS;

  private static final long LEAST_PER_SECOND = 256 * 1024;

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
  private @Nullable ReceivedBody body;
  private boolean offloaded;

  /// Whether nobody can tell where the request ends.
  private boolean unframed;

  private volatile boolean over;

  // Of a streamed answer.
  private long streamBegan;
  private long sentBytes;

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
      Response.Whole refused =
          error(new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "This path takes " + match.allowed()));
      answer(refused.with("Allow", match.allowed()));
      return;
    }
    Principal caller = door.shared.gate().admit(request, row.get().needs());
    if (hasBody()) {
      read(row.get(), caller, path, match.values());
    } else {
      handle(row.get(), new Request(request, caller, path, match.values(), NOTHING));
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
    String ambiguous = Framing.fault(request);
    if (ambiguous != null) {
      unframed = true;
      throw new Refusal(ErrorCode.INVALID_REQUEST, ambiguous);
    }
    return path;
  }

  private boolean hasBody() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null
        ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        : !length.equals("0");
  }

  private void read(Route row, Principal caller, String path, Map<String, String> values) {
    refuseBody(row);
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      response.writeContinue();
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    int expected = length == null ? limit() : Integer.parseInt(length);
    ReceivedBody received = new ReceivedBody(door.shared.bodies(), limit(), expected);
    body = received;
    request.handler(piece -> {
      if (state == State.READING) {
        try {
          received.add(piece);
        } catch (Refusal refusal) {
          received.release();
          refuse(refusal);
        }
      }
    });
    request.endHandler(_ -> {
      if (state == State.READING) {
        try {
          handle(row, new Request(request, caller, path, values, received.whole()));
        } catch (Refusal refusal) {
          refuse(refusal);
        }
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
    // Refused here where it is unknown, undone later.
    ContentCoding _ = ContentCoding.of(request.getHeader(HttpHeaders.CONTENT_ENCODING));
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    // Netty has checked that it is a number; one of 19 digits does not fit a long.
    if (length != null && (length.length() > 18 || Long.parseLong(length) > limit())) {
      throw ReceivedBody.tooLarge(limit());
    }
  }

  private int limit() {
    return door.shared.config().bodyLimit();
  }

  // --- Handling ----------------------------------------------------------------------------------

  private void handle(Route row, Request read) {
    state = State.HANDLING;
    door.exchanges.begin(this);
    if (row.endpoint() instanceof AtOnce endpoint) {
      answer(call(endpoint, read));
      return;
    }
    Work work = row.endpoint().work(read);
    offloaded = true;
    door.shared
        .offload()
        .run(work, new EndpointCall(this, door, row.endpoint(), work, read))
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

  private Response.Whole call(AtOnce endpoint, Request read) {
    try {
      return endpoint.handle(read);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
      return error(failure);
    }
  }

  /// On a virtual thread.
  Response call(Endpoint endpoint, Request read) {
    try {
      return endpoint.handle(read);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
      return error(failure);
    }
  }

  Response.Whole error(Throwable failure) {
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

  /// A streamed answer cannot be finished. On a virtual thread.
  void brokeOff(Exception failure) {
    var event =
        switch (failure) {
          case ClientLostException _ -> LOG.atDebug().addKeyValue("reason", failure.getMessage());
          case Refusal refusal -> LOG.atWarn().addKeyValue("reason", refusal.code().wire());
          default -> LOG.atError().setCause(failure);
        };
    event.addKeyValue("requestId", id).addKeyValue("route", route).log("answer broke off");
    door.context.runOnContext(_ -> breakOff());
  }

  // --- Answering ---------------------------------------------------------------------------------

  /// Sends the answer, unless there is one already.
  private void answer(Response.Whole whole) {
    if (state == State.SENDING || state == State.DONE) {
      return;
    }
    boolean early = unframed || (state == State.READING && hasBody());
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
      case HANDLING -> {
        over = true;
        refuse(
            new Refusal(
                ErrorCode.OVERLOADED, "The answer took too long; what was asked may yet happen"));
      }
      case SENDING -> Door.cut(request.connection());
      case DONE -> {}
    }
  }

  /// From here on the answer is sent in chunks.
  void beginStream(Response answer) {
    if (state == State.HANDLING) {
      writeHead(answer, false);
      response.setChunked(true);
      door.exchanges.end(this); // from here on each chunk has a limit, and the whole stream
      streamBegan = System.nanoTime();
      door.streams.add(this);
    }
  }

  /// Cuts off a client that reads its answer too slowly.
  ///
  /// @param total how long an answer may take
  /// @param contended whether others wait for a place: then it must be read at a decent pace
  void checkStream(Duration total, boolean contended) {
    long taken = System.nanoTime() - streamBegan;
    long allowed =
        contended
            ? Math.min(total.toNanos(), HASTE_NANOS + sentBytes * (NANOS / LEAST_PER_SECOND))
            : total.toNanos();
    if (taken > allowed) {
      Door.cut(request.connection());
    }
  }

  /// Sends a chunk; fails when the client is gone or was answered otherwise.
  Future<Void> write(Buffer chunk) {
    if (state != State.SENDING || !response.isChunked()) {
      return Future.failedFuture("answered already");
    }
    sentBytes += chunk.length();
    return isHead() ? Future.succeededFuture() : response.write(chunk);
  }

  /// Ends a streamed answer.
  void end() {
    if (state == State.SENDING && response.isChunked()) {
      door.streams.remove(this);
      door.exchanges.begin(this);
      response.end().onComplete(_ -> sent(false));
    }
  }

  private void breakOff() {
    if (state == State.SENDING) {
      Door.cut(request.connection());
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
    over = true;
    door.exchanges.end(this);
    door.streams.remove(this);
    if (!offloaded) {
      giveBackBody();
    }
    door.finished(request.connection());
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    LOG.atDebug()
        .addKeyValue("requestId", id)
        .addKeyValue("method", knownMethod())
        .addKeyValue("route", route)
        .addKeyValue("status", status)
        .addKeyValue("millis", took.toMillis())
        .log("request answered");
    door.shared.listener().answered(route, knownMethod(), status, took);
  }

  private void giveBackBody() {
    ReceivedBody received = body;
    if (received != null) {
      body = null;
      received.release();
    }
  }

  /// Whether nobody waits for the answer any more. Any thread may ask.
  boolean isOver() {
    return over;
  }

  private String knownMethod() {
    String method = request.method().name();
    return switch (method) {
      case "GET", "HEAD", "POST", "OPTIONS" -> method;
      default -> "other";
    };
  }
}
