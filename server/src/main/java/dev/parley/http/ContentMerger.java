package dev.parley.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands between the HTTP decoder and Vert.x on every connection, for REST and Socket.IO alike.
///
/// Vert.x keeps what a client sends after a request that is not answered yet, and never releases it
/// when the connection ends. So this handler copies everything to the heap, where the garbage
/// collector frees it; and it merges the pieces of a body that arrive together, because each piece
/// takes a hundred bytes in addition to its content. The body of an upload bypasses Vert.x, which
/// would copy it once more. During an upload, a connection without traffic stays open. Belongs to
/// one connection.
final class ContentMerger extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(ContentMerger.class);
  private static final int LARGEST = 64 * 1024;

  private @Nullable ByteBuf merged;

  /// The receiver of the body; null: Vert.x.
  private @Nullable Consumer<ByteBuf> taker;

  private boolean silenceAllowed;

  /// Gives the rest of a request's body to `taker` instead of Vert.x, which receives only the end.
  /// Call it when the request has begun.
  ///
  /// @param taker must copy the bytes that it needs
  void giveBodyTo(Consumer<ByteBuf> taker) {
    this.taker = taker;
  }

  /// Whether the connection stays open without traffic.
  void allowSilence(boolean allowed) {
    silenceAllowed = allowed;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext channel, Object event) {
    if (!(silenceAllowed && event instanceof IdleStateEvent)) {
      channel.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    if (message instanceof HttpContent content && !(message instanceof HttpRequest)) {
      read(channel, content);
    } else {
      pass(channel);
      channel.fireChannelRead(message);
      if (!(message instanceof HttpObject)) {
        channel.pipeline().remove(this); // the connection has become a WebSocket
      }
    }
  }

  private void read(ChannelHandlerContext channel, HttpContent content) {
    try {
      Consumer<ByteBuf> other = taker;
      if (content.decoderResult().isSuccess() && other != null) {
        other.accept(content.content());
      } else if (content.decoderResult().isSuccess()) {
        merge(channel, content.content());
      } else {
        end(channel, "malformed body");
        return;
      }
    } finally {
      content.release();
    }
    if (content instanceof LastHttpContent) {
      taker = null;
      pass(channel);
      channel.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT); // nobody reads trailers
    }
  }

  private void merge(ChannelHandlerContext channel, ByteBuf bytes) {
    ByteBuf earlier = merged;
    int length = bytes.readableBytes();
    if (earlier != null && earlier.readableBytes() + length > LARGEST) {
      pass(channel);
      earlier = null;
    }
    if (length == 0) {
      return;
    }
    if (earlier == null) {
      earlier = Unpooled.buffer(length);
      merged = earlier;
    }
    earlier.writeBytes(bytes);
  }

  private void pass(ChannelHandlerContext channel) {
    ByteBuf whole = merged;
    if (whole != null) {
      merged = null;
      channel.fireChannelRead(new DefaultHttpContent(whole));
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext channel) {
    pass(channel);
    channel.fireChannelReadComplete();
  }

  /// Ends the connection without Vert.x, which would log a stack trace when a client that waits for
  /// an answer resets its connection.
  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    if (cause instanceof Error) {
      LOG.atError().setCause(cause).log("connection failed");
    }
    end(channel, String.valueOf(cause.getMessage()));
  }

  private static void end(ChannelHandlerContext channel, String reason) {
    LOG.atDebug().addKeyValue("reason", reason).log("connection ended");
    var _ = channel.close();
  }
}
