package dev.parley.socketio.engine;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// Ends a connection if its client sends bytes after the request for a WebSocket and before the
/// answer: clients have to wait for the answer. While Vert.x replaces the handlers of the
/// connection, such bytes would reach a handler that neither reads nor releases them. Source: RFC
/// 6455, 4.1.
final class EarlyBytesHandler extends ChannelInboundHandlerAdapter {
  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    if (message instanceof ByteBuf bytes) {
      bytes.release();
      var _ = channel.close();
    } else {
      channel.fireChannelRead(message);
    }
  }
}
