package dev.parley.bench.realtime;

import static io.netty.channel.ChannelFutureListener.CLOSE_ON_FAILURE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One connection of the [BareSubject]. Used by its event loop.
final class BareConnection extends SimpleChannelInboundHandler<Object> {
  private static final String OPEN =
      "0{\"sid\":\"lv_VI97HAXpY6yYWAAAC\",\"upgrades\":[],\"pingInterval\":25000,"
          + "\"pingTimeout\":20000,\"maxPayload\":1000000}";
  private static final String JOINED = "40{\"sid\":\"wZX3oN0bSVIhsaknAAAI\"}";
  private static final String ECHO = "42[\"echo\",";
  private static final String BROADCAST = "42[\"broadcast\",";
  private static final String BROADCAST_OUT = "42[\"b\",";
  private static final int LONGER = 126;
  private static final int TEXT = 0x81;

  private final Map<EventExecutor, BareLoop> loops;
  private @Nullable BareLoop joined;

  BareConnection(Map<EventExecutor, BareLoop> loops) {
    this.loops = loops;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    if (message instanceof FullHttpRequest request) {
      answer(context, request);
    } else if (message instanceof TextWebSocketFrame frame) {
      receive(context, frame.content().toString(StandardCharsets.UTF_8));
    }
  }

  private void answer(ChannelHandlerContext context, FullHttpRequest request) {
    if (!request.headers().contains(HttpHeaderNames.UPGRADE)) {
      var ok =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
      context.writeAndFlush(ok).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory("ws://127.0.0.1/socket.io/", null, false)
            .newHandshaker(request);
    Channel channel = context.channel();
    handshaker
        .handshake(channel, request, null, channel.newPromise())
        .addListener(CLOSE_ON_FAILURE);
    send(channel, OPEN);
  }

  private void receive(ChannelHandlerContext context, String text) {
    if (text.equals("40")) {
      BareLoop own = loops.get(context.executor());
      if (own != null && joined == null) {
        joined = own;
        own.add(context.channel());
      }
      send(context.channel(), JOINED);
    } else if (text.startsWith(ECHO)) {
      send(context.channel(), text);
    } else if (text.startsWith(BROADCAST)) {
      ByteBuf frame = frame(BROADCAST_OUT + text.substring(BROADCAST.length()));
      for (BareLoop loop : loops.values()) {
        loop.broadcast(frame.retainedDuplicate());
      }
      frame.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    BareLoop own = joined;
    if (own != null) {
      own.remove(context.channel());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    context.close().addListener(CLOSE_ON_FAILURE);
  }

  /// A failure ends the connection.
  private static void send(Channel channel, String text) {
    channel.writeAndFlush(frame(text)).addListener(CLOSE_ON_FAILURE);
  }

  /// The bytes of a server's frame. The encoder in the pipeline passes buffers on unchanged.
  private static ByteBuf frame(String text) {
    int length = ByteBufUtil.utf8Bytes(text);
    ByteBuf frame = Unpooled.directBuffer(4 + length).writeByte(TEXT);
    if (length < LONGER) {
      frame.writeByte(length);
    } else {
      frame.writeByte(LONGER).writeShort(length);
    }
    frame.writeCharSequence(text, StandardCharsets.UTF_8);
    return frame;
  }
}
