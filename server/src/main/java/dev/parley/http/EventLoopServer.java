package dev.parley.http;

import dev.parley.config.ParleyConfig;
import dev.parley.offload.Offload;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One event loop's share of the server: every connection and request there, and their time limits.
/// Everything here runs on that event loop.
final class EventLoopServer implements Handler<HttpServerRequest> {
  /// The parts that all event loops share; safe for use by many threads.
  record Shared(
      ParleyConfig.Http config,
      Cors cors,
      RequestGuard guard,
      RequestIds ids,
      BodyBudget bodies,
      AnswerBudget answers,
      DownloadPace downloads,
      Offload offload,
      Routes routes,
      OtherProtocol otherProtocol,
      HttpListener listener) {}

  final Shared shared;
  final Context context;

  /// Requests that are being read or handled, or whose answers are being sent.
  final Deadlines<Exchange> exchanges;

  /// Requests whose answer is streamed.
  final Set<Exchange> streams = new HashSet<>();

  private final Duration longestStream;

  /// Connections without a request: they send nothing, or data that has not become a request yet.
  private final Deadlines<HttpConnection> idle;

  private String date = CommonHeaders.date(Instant.now());
  private boolean closing;

  EventLoopServer(Shared shared, Context context) {
    this.shared = shared;
    this.context = context;
    this.exchanges = new Deadlines<>(shared.config.requestTimeout(), Exchange::tooLate);
    this.longestStream = shared.config.requestTimeout().multipliedBy(2);
    // Longer than clients and proxies keep a connection, so that the other side closes it.
    this.idle =
        new Deadlines<>(
            shared.config.requestTimeout().plus(shared.config.requestTimeout()),
            EventLoopServer::cut);
  }

  void opened(HttpConnection connection) {
    Channel channel = ((ConnectionBase) connection).channel();
    channel.config().setRecvByteBufAllocator(new ReadSizes());
    channel.pipeline().replace("httpDecoder", "httpDecoder", new RequestDecoder());
    // Placed after "idle": that handler ends connections without traffic, so it must see the bytes
    // of uploads.
    channel.pipeline().addAfter("idle", "contentMerger", new ContentMerger());
    idle.begin(connection);
    connection.closeHandler(_ -> idle.end(connection));
  }

  @Override
  public void handle(HttpServerRequest request) {
    idle.end(request.connection());
    if (!closing
        && request.decoderResult().isSuccess()
        && shared.otherProtocol.takes(request)
        && Framing.fault(request) == null
        && shared.guard.lets(request)) {
      // No time limit here: a long poll takes long, and an upgraded connection never returns to
      // HTTP.
      request.response().endHandler(_ -> finished(request.connection()));
      shared.otherProtocol.handle(request);
      return;
    }
    new Exchange(this, request).begin();
  }

  /// Called when a request was answered; its connection may send another request.
  void finished(HttpConnection connection) {
    Channel channel = ((ConnectionBase) connection).channel();
    if (channel.isActive()) {
      idle.begin(connection);
      ChannelHandlerContext decoding = channel.pipeline().context(RequestDecoder.class);
      if (decoding != null) { // a WebSocket has no decoder
        ((RequestDecoder) decoding.handler()).answered(decoding);
      }
    }
  }

  /// Ends a connection without waiting until the client has read the written data.
  static void cut(HttpConnection connection) {
    var _ = ((ConnectionBase) connection).channelHandlerContext().close();
  }

  /// Refuses every request from now on.
  void refuseNew() {
    closing = true;
  }

  boolean isClosing() {
    return closing;
  }

  /// The time for the header `Date`, at most one tick old.
  String date() {
    return date;
  }

  /// To be called every tick.
  void tick() {
    date = CommonHeaders.date(Instant.now());
    exchanges.check();
    List.copyOf(streams).forEach(stream -> stream.checkStream(longestStream));
    idle.check();
  }
}
