package dev.parley.socketio.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/// A WebSocket that carries a session, or is about to. It runs on the event loop of its channel,
/// which may differ from that of its session: received messages are passed to the session's event
/// loop, and messages to send come from there. Source: RFC 6455.
final class WebSocketTransport extends ChannelInboundHandlerAdapter {
  /// Closes without a code, as Node's server does: the client sees 1005.
  static final int NO_CODE = 0;

  private static final int NOT_UTF_8 = 1007;
  private static final int NOT_INFLATABLE = 1007;
  private static final int TOO_BIG = 1009;

  /// The time that the peer may take to answer a close frame.
  private static final long CLOSE_SECONDS = 2;

  /// The maximum number of fragments of a message; more fragments would cost too much.
  private static final int MOST_FRAGMENTS = 4096;

  /// The multiple of [EngineOptions#maxQueued] that may wait for the client at any moment.
  /// [SlowReaders] limits the time for which more than `maxQueued` itself may wait.
  private static final int MOST_AT_ONCE = 16;

  private static final int CLOSE_FRAME = 0x88;
  private static final int PONG_FRAME = 0x8A;

  private final Session session;
  private final EventLoopExecutor eventLoop;
  private final EngineOptions options;
  private final boolean deflated;

  /// The number of unfinished messages at which the transport stops reading from the connection.
  private final int mostAtWork;

  /// The number of unfinished messages at which the transport reads again, if the peer has read
  /// most of the data that was sent to it.
  private final int fewAtWork;

  /// The number of unfinished messages: those that the session's event loop has not taken yet, or
  /// the application holds.
  private final AtomicInteger atWork = new AtomicInteger();

  /// Whether reading from the connection is paused; written by the channel's event loop.
  private volatile boolean paused;

  /// Whether reading was paused at any time since the last call of [#pausedSinceAsked].
  private volatile boolean pausedSince;

  /// Set before the session knows of this transport.
  private volatile @Nullable ChannelHandlerContext context;

  // Used only by the channel's event loop.
  private @Nullable ByteBuf fragments;
  private int fragmentCount;
  private boolean fragmentsAreText;
  private boolean closing;

  /// @param deflated whether frames are compressed; such frames cannot be shared between
  ///   connections
  WebSocketTransport(Session session, EngineOptions options, boolean deflated) {
    this.session = session;
    this.eventLoop = session.eventLoop();
    this.options = options;
    this.deflated = deflated;
    this.mostAtWork = options.prefetch();
    this.fewAtWork = options.prefetch() / 4;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  // --- Receiving, on the channel's event loop ----------------------------------------------------

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    try {
      if (message instanceof WebSocketFrame frame && !closing) {
        read(channel, frame);
      } else if (message instanceof CloseWebSocketFrame) {
        shut(channel); // the answer to the server's close frame
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /// The peer has sent more than the limit of its session's input; the rest is dropped.
  void tooMuchCame() {
    fail(TOO_BIG);
  }

  private void read(ChannelHandlerContext channel, WebSocketFrame frame) {
    switch (frame) {
      case TextWebSocketFrame _ -> begin(frame, true);
      case BinaryWebSocketFrame _ -> begin(frame, false);
      case ContinuationWebSocketFrame _ -> append(frame);
      case PingWebSocketFrame _ -> pong(channel, frame.content());
      case CloseWebSocketFrame close -> answerClose(channel, close);
      default -> {} // an unsolicited pong
    }
  }

  private void begin(WebSocketFrame frame, boolean text) {
    if (frame.isFinalFragment()) {
      deliver(frame.content(), text);
    } else {
      fragmentsAreText = text;
      fragmentCount = 0;
      fragments = Unpooled.buffer(frame.content().readableBytes());
      append(frame);
    }
  }

  private void append(WebSocketFrame frame) {
    ByteBuf whole = fragments;
    if (whole == null) {
      return; // the decoder refuses a continuation of nothing
    }
    long size = (long) whole.readableBytes() + frame.content().readableBytes();
    fragmentCount++;
    boolean hasRoom = !deflated || session.input().take(frame.content().readableBytes());
    if (size > options.maxPayload() || fragmentCount > MOST_FRAGMENTS || !hasRoom) {
      fail(TOO_BIG);
      return;
    }
    whole.writeBytes(frame.content());
    if (frame.isFinalFragment()) {
      fragments = null;
      deliver(whole, fragmentsAreText);
    }
  }

  private void deliver(ByteBuf content, boolean isText) {
    int bytes = content.readableBytes();
    if (bytes > options.maxPayload()) {
      fail(TOO_BIG); // it was smaller when compressed
      return;
    }
    if (isText) {
      try {
        String text = UTF_8.newDecoder().decode(content.nioBuffer()).toString();
        handIn(() -> session.arrived(this, text, bytes));
      } catch (CharacterCodingException notUtf8) {
        fail(NOT_UTF_8);
      }
    } else {
      byte[] data = new byte[bytes];
      content.readBytes(data);
      handIn(() -> session.arrived(this, data));
    }
  }

  private void handIn(Runnable task) {
    atWork.incrementAndGet();
    eventLoop.execute(() -> {
      try {
        task.run();
      } finally {
        worked();
      }
    });
    if (atWork.get() >= mostAtWork) {
      onChannel(this::pause);
    }
  }

  /// Called when a message is finished.
  private void worked() {
    if (atWork.decrementAndGet() == fewAtWork && paused) {
      onChannel(this::goOn);
    }
  }

  private void pause(ChannelHandlerContext channel) {
    if (paused || closing) {
      return;
    }
    paused = true;
    pausedSince = true;
    channel.channel().config().setAutoRead(false);
    if (atWork.get() <= fewAtWork) { // the last message finished before it could see the pause
      channel.channel().eventLoop().execute(() -> goOn(channel));
    }
  }

  /// Ends the pause if no reason for it is left. Called whenever one of the reasons ends.
  private void goOn(ChannelHandlerContext channel) {
    if (paused && atWork.get() <= fewAtWork && channel.channel().isWritable()) {
      takeAll(channel);
    }
  }

  private void takeAll(ChannelHandlerContext channel) {
    paused = false;
    channel.channel().config().setAutoRead(true);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext channel) {
    goOn(channel);
    channel.fireChannelWritabilityChanged();
  }

  /// Whether reading, even of pongs, was paused at any time since the last call.
  boolean pausedSinceAsked() {
    boolean since = pausedSince;
    pausedSince = false;
    if (paused) { // must come last, so that a pause that begins now is not lost
      pausedSince = true;
    }
    return since;
  }

  /// Whether messages of the peer wait for the application.
  boolean isAtWork() {
    return atWork.get() > fewAtWork;
  }

  /// See [EngineSession#hold].
  Runnable hold() {
    atWork.incrementAndGet();
    return this::worked;
  }

  private static void pong(ChannelHandlerContext channel, ByteBuf data) {
    ByteBuf frame = channel.alloc().buffer(2 + data.readableBytes());
    frame.writeByte(PONG_FRAME).writeByte(data.readableBytes()).writeBytes(data);
    put(channel, frame);
  }

  private void answerClose(ChannelHandlerContext channel, CloseWebSocketFrame close) {
    closing = true;
    ended(EngineCloseReason.TRANSPORT_CLOSE);
    int code = close.statusCode();
    writeClose(channel, code < 0 ? NO_CODE : code);
    shut(channel);
  }

  @Override
  public void channelInactive(ChannelHandlerContext channel) {
    fragments = null;
    ended(EngineCloseReason.TRANSPORT_CLOSE);
    channel.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException broken) {
      fail(broken.closeStatus().code());
    } else if (cause instanceof DecompressionException) {
      fail(cause.getCause() instanceof DataFormatException ? NOT_INFLATABLE : TOO_BIG);
    } else {
      ended(EngineCloseReason.TRANSPORT_ERROR); // the connection broke
      shut(channel);
    }
  }

  private void fail(int code) {
    if (!closing) {
      fragments = null;
      ended(EngineCloseReason.TRANSPORT_ERROR);
      onChannel(channel -> closeNow(channel, code));
    }
  }

  private void ended(EngineCloseReason reason) {
    eventLoop.execute(() -> session.webSocketEnded(this, reason));
  }

  // --- Sending, on the session's event loop ------------------------------------------------------

  /// Sends all of `queue`.
  void send(SendQueue queue) {
    ChannelHandlerContext channel = context;
    if (channel == null) {
      return;
    }
    if (deflated) {
      onChannel(target -> queue.messages().forEach(message -> writeFrames(target, message)));
      return;
    }
    ByteBuf frames = queue.encoded();
    if (frames == null) {
      frames = queue.encode(channel.alloc());
      eventLoop.releaseLater(queue);
    }
    ByteBuf own = frames.retainedDuplicate();
    if (eventLoop.isOn(channel.channel().eventLoop())) {
      write(channel, own);
    } else {
      eventLoop.handOver(channel.channel().eventLoop(), () -> write(channel, own));
    }
  }

  private void write(ChannelHandlerContext channel, ByteBuf frames) {
    put(channel, frames);
    checkQueue(channel);
  }

  /// Writes the frames of a message. If messages are compressed, each connection has its own
  /// frames.
  private void writeFrames(ChannelHandlerContext channel, OutgoingMessage message) {
    byte[] text = message.text();
    if (text != null) {
      var _ = channel.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(text)));
    }
    for (byte[] binary : message.binaries()) {
      var _ = channel.write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(binary)));
    }
    channel.flush();
    checkQueue(channel);
  }

  private void checkQueue(ChannelHandlerContext channel) {
    ChannelOutboundBuffer queue = channel.channel().unsafe().outboundBuffer();
    if (queue != null
        && queue.totalPendingWriteBytes() > (long) options.maxQueued() * MOST_AT_ONCE) {
      // Closes immediately, because waiting data would otherwise take memory until the client reads
      // it. The reason is set first: dropped writes fail, which would look like a broken
      // connection.
      closing = true;
      ended(EngineCloseReason.SLOW_READER);
      shut(channel);
    }
  }

  /// Whether the kernel has taken all data so far.
  boolean isIdle() {
    ChannelHandlerContext channel = context;
    return channel != null
        && channel.channel().isActive()
        && channel.channel().bytesBeforeUnwritable()
            == channel.channel().config().getWriteBufferHighWaterMark() + 1L;
  }

  /// The number of sent bytes that the kernel has not taken yet. Any thread may call it.
  long pending() {
    ChannelHandlerContext channel = context;
    if (channel == null) {
      return 0;
    }
    long left = channel.channel().bytesBeforeUnwritable();
    var config = channel.channel().config();
    return left > 0
        ? config.getWriteBufferHighWaterMark() + 1L - left
        : config.getWriteBufferLowWaterMark() - 1L + channel.channel().bytesBeforeWritable();
  }

  /// Closes the WebSocket after everything that was sent.
  ///
  /// @param code the close code; [#NO_CODE] for none
  void close(int code) {
    onChannel(channel -> closeNow(channel, code));
  }

  /// Ends the connection after everything that was sent, without a close frame.
  void leave() {
    onChannel(channel -> {
      if (!closing) {
        closing = true;
        takeAll(channel); // unread bytes would reset the connection
        channel
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(_ -> shut(channel)); // all earlier writes have succeeded or failed
        shutLater(channel);
      }
    });
  }

  private void closeNow(ChannelHandlerContext channel, int code) {
    if (!closing) {
      closing = true;
      takeAll(channel); // the answer has to be read
      writeClose(channel, code);
      shutLater(channel);
    }
  }

  private static void shutLater(ChannelHandlerContext channel) {
    // The task never fails and ends with the event loop, so its future is not needed.
    var _ =
        channel
            .channel()
            .eventLoop()
            .schedule(() -> shut(channel), CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  private static void writeClose(ChannelHandlerContext channel, int code) {
    ByteBuf frame = channel.alloc().buffer(4).writeByte(CLOSE_FRAME);
    if (code == NO_CODE) {
      frame.writeByte(0);
    } else {
      frame.writeByte(2).writeShort(code);
    }
    put(channel, frame);
  }

  /// The result of the write is not needed: a channel that fails becomes inactive.
  private static void put(ChannelHandlerContext channel, ByteBuf bytes) {
    var _ = channel.writeAndFlush(bytes, channel.voidPromise());
  }

  private static void shut(ChannelHandlerContext channel) {
    var _ = channel.close();
  }

  /// A task on the channel's event loop.
  private interface OnChannel {
    void run(ChannelHandlerContext channel);
  }

  private void onChannel(OnChannel task) {
    ChannelHandlerContext channel = context;
    if (channel == null) {
      return;
    }
    if (channel.channel().eventLoop().inEventLoop()) {
      task.run(channel);
    } else if (eventLoop.inEventLoop()) {
      eventLoop.handOver(channel.channel().eventLoop(), () -> task.run(channel));
    } else {
      channel.channel().eventLoop().execute(() -> task.run(channel));
    }
  }
}
