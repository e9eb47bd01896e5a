package dev.parley.socketio.engine;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.ReferenceCountUtil;

/// Decodes the frames of a WebSocket, as long as the input of its session is within its limit.
/// Belongs to the event loop of its channel.
final class FrameDecoder extends WebSocket13FrameDecoder {
  private final SessionInput input;
  private final WebSocketTransport webSocket;
  private boolean over;

  FrameDecoder(WebSocketDecoderConfig config, SessionInput input, WebSocketTransport webSocket) {
    super(config);
    this.input = input;
    this.webSocket = webSocket;
  }

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) throws Exception {
    if (!over && message instanceof ByteBuf bytes && !input.take(bytes.readableBytes())) {
      over = true;
      webSocket.tooMuchCame();
    }
    if (over) {
      ReferenceCountUtil.release(message);
    } else {
      super.channelRead(channel, message);
    }
  }
}
