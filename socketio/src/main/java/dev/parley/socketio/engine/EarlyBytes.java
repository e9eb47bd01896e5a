package dev.parley.socketio.engine;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// Ends a connection on which bytes come behind the request for a WebSocket, before its answer: a
/// client has to wait for that. While Vert.x changes the handlers of the connection they would
/// reach one that neither reads nor releases them. Source: RFC 6455, 4.1.
final class EarlyBytes extends ChannelInboundHandlerAdapter {
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
