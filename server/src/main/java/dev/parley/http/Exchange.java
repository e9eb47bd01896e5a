package dev.parley.http;

import dev.parley.access.Permission;
import dev.parley.api.ErrorBody;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.http.Routes.Match;
import dev.parley.http.Routes.Route;
import dev.parley.limits.Usage;
import dev.parley.offload.Offload;
import dev.parley.offload.WorkKind;
import io.netty.channel.Channel;
import io.netty.channel.FileRegion;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request and its answer. Belongs to the event loop of its [EventLoopServer]; methods that run
/// on a virtual thread say so.
///
/// An exchange goes through its states in order, and is answered exactly once: by its endpoint, by
/// a refusal, or because its time is up. The request comes in by [Intake], the answer goes out by
/// [Reply].
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

  private final EventLoopServer server;
  private final HttpServerRequest request;
  private final String id;
  private final Intake intake;
  private final Reply reply;
  private final long began = System.nanoTime();
  private State state = State.READING;
  private String route = NO_ROUTE;

  /// Makes the responses for refusals.
  private Function<ErrorBody, Response.Whole> errors = Response::error;

  private boolean offloaded;

  /// The body, if the endpoint reads it while it arrives; otherwise null.
  private @Nullable UploadedBody upload;

  /// Whether the endpoint has begun to read it.
  private boolean uploading;

  private volatile boolean over;

  Exchange(EventLoopServer server, HttpServerRequest request) {
    this.server = server;
    this.request = request;
    this.id = server.shared.ids().of(request.getHeader(CommonHeaders.REQUEST_ID));
    this.intake = new Intake(server, request);
    this.reply = new Reply(server, request, id);
  }

  /// Reads the request and makes sure that it is answered.
  void begin() {
    server.exchanges.begin(this);
    request.response().exceptionHandler(_ -> clientGone());
    request.response().closeHandler(_ -> clientGone());
    try {
      if (server.isClosing()) {
        throw new Refusal(ErrorCode.OVERLOADED, "Parley is shutting down, try again in a moment");
      }
      String sent = intake.path();
      BaseAddress base = BaseAddress.of(sent);
      Optional<Match> match = server.shared.routes().find(base.path());
      match.ifPresent(it -> errors = it.endpoint()::error);
      server.shared.guard().check(request);
      if (match.isEmpty()) {
        throw new Refusal(ErrorCode.NOT_FOUND, "There is nothing at this path");
      }
      route = match.get().path();
      begin(match.get(), sent, base.key());
    } catch (Refusal refusal) {
      refuse(refusal);
    }
  }

  private void begin(Match match, String path, @Nullable String key) {
    String method = request.method().name();
    if (method.equals("OPTIONS")) {
      beginSending();
      reply.sendOptions(match.allowed()).onComplete(_ -> sent(false));
      return;
    }
    Optional<Route> row = match.route(method);
    if (row.isEmpty()) {
      Response.Whole refused =
          error(new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "This path takes " + match.allowed()));
      answer(refused.with("Allow", match.allowed()));
      return;
    }
    Route matched = row.get();
    RequestGuard guard = server.shared.guard();
    RequestGuard.IdentifiedCaller identified = guard.identify(request, key, id);
    Usage usage = guard.count(identified, matched.endpoint().cost());
    reply.show(usage);
    usage.check();
    Permission needed = matched.endpoint().admitsByItself() ? Permission.OPEN : matched.needs();
    guard.admit(identified.caller(), needed);
    if (matched.endpoint() instanceof UploadEndpoint endpoint) {
      take(matched, endpoint, new Request(request, identified, path, match.values(), NOTHING));
    } else if (intake.hasBody()) {
      intake.read(
          row.get(),
          body -> handle(row.get(), new Request(request, identified, path, match.values(), body)),
          this::refuse);
    } else {
      handle(row.get(), new Request(request, identified, path, match.values(), NOTHING));
    }
  }

  /// Lets an endpoint read the body while it arrives. The time limit of a request applies until the
  /// endpoint begins to read. From then on [UploadedBody] limits the time that the client may take
  /// until the body is complete, and the time for storing the file after that.
  private void take(Route row, UploadEndpoint endpoint, Request read) {
    intake.refuseKind(row);
    Offload offload = server.shared.offload();
    UploadedBody body =
        new UploadedBody(
            request,
            server.context,
            server.shared.config().requestTimeout(),
            () -> offload.hasQueue(WorkKind.UPLOAD));
    body.begin(() -> {
      intake.stop();
      server.exchanges.begin(this);
    });
    upload = body;
    state = State.HANDLING;
    offloaded = true;
    offload
        .run(
            WorkKind.UPLOAD,
            _ -> {
              server.context.runOnContext(_ -> uploadBegins());
              return call(it -> endpoint.handle(it, body), read);
            })
        .onComplete(done -> {
          offloaded = false;
          Response answer = done.failed() ? error(done.cause()) : done.result();
          if (answer instanceof Response.Whole whole) {
            answer(whole);
          }
        });
  }

  private void uploadBegins() {
    uploading = true;
    if (state == State.HANDLING && !request.isEnded()) {
      server.exchanges.end(this);
    }
  }

  // --- Handling ----------------------------------------------------------------------------------

  private void handle(Route row, Request read) {
    state = State.HANDLING;
    intake.stop();
    server.exchanges.begin(this);
    if (row.endpoint() instanceof NonBlockingEndpoint endpoint) {
      answer(call(endpoint, read));
      return;
    }
    WorkKind work = row.endpoint().work(read);
    offloaded = true;
    server
        .shared
        .offload()
        .run(work, new EndpointCall(this, server, row.endpoint(), work, read))
        .onComplete(done -> {
          offloaded = false;
          intake.release();
          if (done.failed()) {
            answer(error(done.cause()));
          } else if (done.result().isPresent()) {
            answer(done.result().get());
          }
        });
  }

  private Response.Whole call(NonBlockingEndpoint endpoint, Request read) {
    try {
      return endpoint.handle(read);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
      return error(failure);
    }
  }

  /// Calls an endpoint. Runs on a virtual thread.
  Response call(Endpoint endpoint, Request read) {
    try {
      return endpoint.handle(read);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
      return error(failure);
    }
  }

  Response.Whole error(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      Response.Whole answer = errors.apply(ErrorBody.of(refusal, id));
      return refusal
          .retryAfter()
          .map(wait -> answer.with("Retry-After", Long.toString(Refusal.seconds(wait))))
          .orElse(answer);
    }
    LOG.atError()
        .addKeyValue("requestId", id)
        .addKeyValue("route", route)
        .setCause(failure)
        .log("request failed");
    return errors.apply(ErrorBody.internal(id));
  }

  /// Called on a virtual thread if a streamed answer cannot be finished.
  void brokeOff(Exception failure) {
    var event =
        switch (failure) {
          case ClientLostException _ -> LOG.atDebug().addKeyValue("reason", failure.getMessage());
          case Refusal refusal -> LOG.atWarn().addKeyValue("reason", refusal.code().wire());
          default -> LOG.atError().setCause(failure);
        };
    event
        .addKeyValue("requestId", id)
        .addKeyValue("route", route)
        .log("a streamed answer could not be finished");
    server.context.runOnContext(_ -> breakOff());
  }

  // --- Answering ---------------------------------------------------------------------------------

  /// Sends the answer, unless there is one already.
  private void answer(Response.Whole whole) {
    if (state == State.SENDING || state == State.DONE) {
      return;
    }
    boolean early = intake.mustCloseAfterAnswer();
    if (upload != null) {
      upload.discard();
    }
    beginSending();
    reply.send(whole, early).onComplete(_ -> sent(early));
  }

  private void refuse(Refusal refusal) {
    answer(error(refusal));
  }

  private void beginSending() {
    state = State.SENDING;
    intake.stop();
    server.exchanges.begin(this);
  }

  /// The request's time is up, in whatever state it is.
  void tooLate() {
    switch (state) {
      case READING ->
          refuse(new Refusal(ErrorCode.REQUEST_TIMEOUT, "The request took too long to arrive"));
      case HANDLING -> {
        if (upload != null && uploading && upload.mayStillBeStored()) {
          server.exchanges.begin(this);
          return;
        }
        over = true;
        refuse(
            new Refusal(
                ErrorCode.OVERLOADED,
                upload == null || uploading
                    ? "The answer took too long; the request may still be executed"
                    : "Too many uploads are under way, try again in a moment"));
      }
      case SENDING -> EventLoopServer.cut(request.connection());
      case DONE -> {}
    }
  }

  /// From here on the answer is sent in chunks.
  void beginStream(Response answer) {
    if (state == State.HANDLING) {
      beginSending();
      reply.beginStream(answer);
      server.exchanges.end(this); // from here on each chunk and the whole stream have limits
      server.streams.add(this);
    }
  }

  /// Cuts off a client that reads its answer too slowly; see [Reply#isTooSlow].
  void checkStream(Duration total) {
    if (reply.isTooSlow(total, server.shared.offload().hasQueue(reply.work()))) {
      EventLoopServer.cut(request.connection());
    }
  }

  /// Sends a chunk; fails if the client has disconnected, or the request was answered in another
  /// way.
  Future<Void> write(Buffer chunk) {
    return isStreaming() ? reply.write(chunk) : Future.failedFuture("answered already");
  }

  /// Sends a piece of a file; fails in the same cases as [#write(Buffer)].
  Future<Void> write(FileRegion piece) {
    return isStreaming() ? reply.write(piece) : Future.failedFuture("answered already");
  }

  /// The connection below HTTP.
  Channel channel() {
    return ((ConnectionBase) request.connection()).channel();
  }

  /// Ends a streamed answer.
  void end() {
    if (isStreaming()) {
      server.streams.remove(this);
      server.exchanges.begin(this);
      reply.end().onComplete(_ -> sent(false));
    }
  }

  private boolean isStreaming() {
    return state == State.SENDING && reply.isStreamed();
  }

  private void breakOff() {
    if (state == State.SENDING) {
      EventLoopServer.cut(request.connection());
    }
  }

  /// @param early whether the rest of the request is still on its way
  private void sent(boolean early) {
    if (early && !request.isEnded()) {
      intake.discardRest();
    } else if (early || server.isClosing()) {
      request.connection().close();
    }
    finish(reply.status());
  }

  private void clientGone() {
    finish(CLIENT_GONE);
  }

  private void finish(int status) {
    if (state == State.DONE) {
      return;
    }
    state = State.DONE;
    intake.stop();
    over = true;
    server.exchanges.end(this);
    server.streams.remove(this);
    if (upload != null) {
      upload.discard();
    }
    if (!offloaded) {
      intake.release();
    }
    server.finished(request.connection());
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    LOG.atDebug()
        .addKeyValue("requestId", id)
        .addKeyValue("method", knownMethod())
        .addKeyValue("route", route)
        .addKeyValue("status", status)
        .addKeyValue("millis", took.toMillis())
        .log("request answered");
    server.shared.listener().answered(route, knownMethod(), status, took);
  }

  /// Whether only the head of the answer is wanted. Any thread may ask.
  boolean isHead() {
    return request.method().name().equals("HEAD");
  }

  /// Whether the client no longer waits for the answer. Any thread may call it.
  boolean isOver() {
    return over;
  }

  private String knownMethod() {
    String method = request.method().name();
    return switch (method) {
      case "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS" -> method;
      default -> "other";
    };
  }
}
