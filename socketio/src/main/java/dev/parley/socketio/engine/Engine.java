package dev.parley.socketio.engine;

import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.flow.FlowControlHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An Engine.IO 4 server on any number of Vert.x HTTP servers of one process.
///
/// [#matches] and [#handle] are called on the request's event loop; the other methods from any
/// thread.
public final class Engine {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final String PROTOCOL = "4";
  private static final String EARLY = "early";

  private final EngineOptions options;
  private final EngineHandler handler;
  private final EngineListener listener;
  private final Sids sids = new Sids(new SecureRandom());
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final List<EventLoopExecutor> eventLoops = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  public Engine(EngineOptions options, EngineHandler handler, EngineListener listener) {
    this.options = options;
    this.handler = handler;
    this.listener = new ExceptionLoggingListener(listener);
  }

  /// Whether the request is for the engine. Compares the raw target, as Node's server does.
  public boolean matches(HttpServerRequest request) {
    String target = request.uri();
    String path = options.path();
    return target.startsWith(path)
        && target.length() > path.length()
        && target.charAt(path.length()) == '/';
  }

  /// The event loops of the sessions. The list grows when requests arrive on further event loops.
  public List<EventLoopExecutor> eventLoops() {
    return eventLoops;
  }

  /// The number of sessions.
  public int sessions() {
    return sessions.size();
  }

  /// Answers a request, or upgrades its connection to a WebSocket.
  public void handle(HttpServerRequest request) {
    if (!preflight(request)) {
      answer(request);
    }
  }

  /// Adds the CORS headers to the answer, and answers preflight requests.
  ///
  /// @return whether it was answered
  public boolean preflight(HttpServerRequest request) {
    if (options.cors().isEmpty()) {
      return false;
    }
    Cors cors = options.cors().get();
    cors.addTo(request.response().headers(), request);
    if (!request.method().equals(HttpMethod.OPTIONS)) {
      return false;
    }
    cors.addPreflightTo(request.response().headers(), request);
    HttpExchange.of(request, options).status(204);
    return true;
  }

  /// Answers a request that [#preflight] did not answer.
  public void answer(HttpServerRequest request) {
    HttpExchange exchange = HttpExchange.of(request, options);
    Map<String, String> query = Handshakes.query(request);
    EngineRefusal refusal = verify(request, query);
    if (refusal != null) {
      listener.refused(refusal);
      exchange.refuse(refusal);
      return;
    }
    String sid = query.get("sid");
    Session session = sid == null ? null : sessions.get(sid);
    if (Handshakes.isUpgrade(request)) {
      upgrade(exchange, query, session);
    } else if (session == null) {
      begin(exchange, query);
    } else if (request.method().equals(HttpMethod.GET)) {
      session.eventLoop().execute(() -> session.polling().polled(exchange));
    } else if (request.method().equals(HttpMethod.POST)) {
      new PostReader(exchange, session, options).read();
    } else {
      exchange.status(500); // as Node does
    }
  }

  /// Ends all sessions as [#dropAll] does, and refuses new ones.
  public Future<Void> close() {
    closed = true;
    return dropAll();
  }

  /// Ends all sessions with [EngineCloseReason#FORCED_CLOSE] and without sending queued messages.
  /// WebSockets end without a close frame, as if the connection were lost. A client built on OkHttp
  /// (Java, Kotlin) stops reading at a close frame and does not report it: it would notice the end
  /// only when the server's pings have been absent for the whole ping timeout.
  public Future<Void> dropAll() {
    List<Future<Void>> ending = new ArrayList<>();
    for (EventLoopExecutor eventLoop : eventLoops) {
      Promise<Void> done = Promise.promise();
      eventLoop.execute(() -> {
        try {
          sessions.values().stream()
              .filter(session -> session.eventLoop() == eventLoop)
              .forEach(Session::drop);
        } finally {
          done.complete();
        }
      });
      ending.add(done.future());
    }
    return Future.join(ending).mapEmpty();
  }

  EngineOptions options() {
    return options;
  }

  boolean isClosed() {
    return closed;
  }

  EngineHandler handler() {
    return handler;
  }

  EngineListener listener() {
    return listener;
  }

  void forget(Session session) {
    sessions.remove(session.id(), session);
  }

  // --- Checking requests -------------------------------------------------------------------------

  /// Checks in the same order as Node's server. Requests with invalid characters in headers are the
  /// exception: they are refused earlier.
  private @Nullable EngineRefusal verify(HttpServerRequest request, Map<String, String> query) {
    boolean upgrade = Handshakes.isUpgrade(request);
    Transport transport = transport(query.get("transport"));
    if (transport == null) {
      return EngineRefusal.UNKNOWN_TRANSPORT;
    }
    boolean isProtocol4 = PROTOCOL.equals(query.get("EIO"));
    String sid = query.get("sid");
    if (sid != null) {
      Session session = sessions.get(sid);
      if (session == null) {
        return EngineRefusal.UNKNOWN_SID;
      }
      if (transport != (upgrade ? Transport.WEBSOCKET : session.transport())) {
        return EngineRefusal.TRANSPORT_MISMATCH;
      }
      if (!isProtocol4) {
        return EngineRefusal.PROTOCOL_MISMATCH;
      }
      return upgrade ? incomplete(request) : null;
    }
    if (!request.method().equals(HttpMethod.GET)) {
      return EngineRefusal.BAD_HANDSHAKE_METHOD;
    }
    if (upgrade != (transport == Transport.WEBSOCKET)) {
      return EngineRefusal.TRANSPORT_HANDSHAKE_ERROR;
    }
    if (closed || sessions.size() >= options.maxSessions()) {
      return EngineRefusal.OVERLOADED;
    }
    if (!isAllowed(request)) {
      return EngineRefusal.FORBIDDEN;
    }
    if (!isProtocol4) {
      return EngineRefusal.UNSUPPORTED_PROTOCOL;
    }
    return upgrade ? incomplete(request) : null;
  }

  private static @Nullable EngineRefusal incomplete(HttpServerRequest upgrade) {
    return Handshakes.isWhole(upgrade) ? null : EngineRefusal.TRANSPORT_HANDSHAKE_ERROR;
  }

  private boolean isAllowed(HttpServerRequest request) {
    try {
      return options.allowRequest().test(request);
    } catch (Throwable failure) {
      Failures.log(LOG, "allowRequest failed, so the request was refused", failure);
      return false;
    }
  }

  private @Nullable Transport transport(@Nullable String word) {
    for (Transport transport : options.transports()) {
      if (transport.text().equals(word)) {
        return transport;
      }
    }
    return null;
  }

  // --- Beginning sessions ------------------------------------------------------------------------

  private void begin(HttpExchange exchange, Map<String, String> query) {
    HttpServerRequest request = exchange.request();
    if (!addHeaders(request)) {
      exchange.status(500);
      return;
    }
    Session session = create(exchange, query, Transport.POLLING);
    options
        .cookie()
        .ifPresent(name ->
            request
                .response()
                .headers()
                .add(
                    HttpHeaders.SET_COOKIE,
                    name + "=" + session.id() + "; Path=/; HttpOnly; SameSite=Lax"));
    session
        .eventLoop()
        .execute(() -> {
          session.open(null);
          session.polling().polled(exchange);
        });
  }

  /// Asks the application for headers of a session's first answer before the session exists, so
  /// that a failure leaves no session behind.
  private boolean addHeaders(HttpServerRequest request) {
    try {
      options.headers().accept(request, request.response().headers());
      return true;
    } catch (Throwable failure) {
      Failures.log(LOG, "the headers of a session's first answer could not be added", failure);
      return false;
    }
  }

  private Session create(HttpExchange exchange, Map<String, String> query, Transport transport) {
    EventLoopExecutor eventLoop =
        eventLoop(((ContextInternal) exchange.context()).nettyEventLoop());
    Session session =
        new Session(
            this, sids.next(), eventLoop, Handshakes.of(exchange.request(), query), transport);
    sessions.put(session.id(), session);
    return session;
  }

  private EventLoopExecutor eventLoop(EventLoop loop) {
    for (EventLoopExecutor eventLoop : eventLoops) {
      if (eventLoop.isOn(loop)) {
        return eventLoop;
      }
    }
    // Only the event loop itself adds its executor, so that it never has two.
    EventLoopExecutor eventLoop = new EventLoopExecutor(loop, options, sessions::values);
    eventLoops.add(eventLoop);
    return eventLoop;
  }

  private void upgrade(HttpExchange exchange, Map<String, String> query, @Nullable Session known) {
    HttpServerRequest request = exchange.request();
    if (known == null && !addHeaders(request)) {
      exchange.status(500);
      return;
    }
    Session session = known == null ? create(exchange, query, Transport.WEBSOCKET) : known;
    try {
      upgrade(request, session, known == null);
    } catch (
        Throwable failure) { // the connection has ended meanwhile, and has no handlers any more
      upgradeFailed(session, known == null);
    }
  }

  private void upgrade(HttpServerRequest request, Session session, boolean isNew) {
    HttpServerResponse answer = request.response();
    answer.putHeader(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET);
    answer.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
    answer.putHeader(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, Handshakes.accept(request));
    Deflate deflate =
        options.perMessageDeflate() ? Deflate.agree(request, answer, options.maxPayload()) : null;
    WebSocketTransport webSocket = new WebSocketTransport(session, options, deflate != null);
    ChannelPipeline pipeline = ((ConnectionBase) request.connection()).channel().pipeline();
    pipeline.addAfter("httpDecoder", EARLY, new EarlyBytesHandler());
    request
        .toNetSocket()
        .map(socket -> {
          install((NetSocketInternal) socket, session, webSocket, deflate);
          return webSocket;
        })
        .onSuccess(installed ->
            session
                .eventLoop()
                .execute(() -> {
                  if (isNew) {
                    session.open(installed);
                  } else {
                    session.probedBy(installed);
                  }
                }))
        .onFailure(_ -> upgradeFailed(session, isNew));
  }

  /// Ends a session that began with this connection. A session that only wanted to move to it
  /// continues with its old transport.
  private static void upgradeFailed(Session session, boolean isNew) {
    if (isNew) {
      session.eventLoop().execute(() -> session.end(EngineCloseReason.TRANSPORT_ERROR));
    }
  }

  /// From here on the connection's bytes are WebSocket frames, and Vert.x sees none of them.
  private void install(
      NetSocketInternal socket,
      Session session,
      WebSocketTransport webSocket,
      @Nullable Deflate deflate) {
    ChannelPipeline pipeline = socket.channelHandlerContext().pipeline();
    if (pipeline.get("idle") != null) {
      pipeline.remove("idle"); // the heartbeat notices lost clients
    }
    pipeline.remove(EARLY);
    String last = socket.channelHandlerContext().name();
    pipeline.addBefore(
        last,
        "frames",
        new FrameDecoder(
            WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(options.maxPayload())
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(deflate != null)
                .closeOnProtocolViolation(false)
                .build(),
            session.input(),
            webSocket));
    pipeline.addBefore(last, "pause", new FlowControlHandler());
    if (deflate != null) {
      deflate.addBefore(pipeline, last);
    }
    pipeline.addBefore(last, "engine", webSocket);
    // Removes all HTTP handlers, which take 11 KB for each connection.
    pipeline.remove(last);
  }

  /// For example `0{"sid":"vuXDpiIXTawWkYArAAAA","upgrades":["websocket"],"pingInterval":25000,
  /// "pingTimeout":20000,"maxPayload":1000000}`.
  String openPacket(String sid, Transport transport) {
    boolean mayUpgrade =
        transport == Transport.POLLING
            && options.allowUpgrades()
            && options.transports().contains(Transport.WEBSOCKET);
    return String.format(
        Locale.ROOT,
        "0{\"sid\":\"%s\",\"upgrades\":[%s],\"pingInterval\":%d,\"pingTimeout\":%d,"
            + "\"maxPayload\":%d}",
        sid,
        mayUpgrade ? "\"websocket\"" : "",
        options.pingInterval().toMillis(),
        options.pingTimeout().toMillis(),
        options.maxPayload());
  }
}
