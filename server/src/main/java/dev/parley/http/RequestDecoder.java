package dev.parley.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.util.List;

/// Vert.x' decoder, which also limits the number of headers (a header of four bytes takes a hundred
/// in memory) and does not accept folded ones. Source: RFC 9112, 5.2. Belongs to one connection.
final class RequestDecoder extends VertxHttpRequestDecoder {
  private int headers;
  private boolean inHead = true;
  private boolean lineEnded;
  private boolean folded;

  RequestDecoder() {
    super(
        new Http1ServerConfig()
            .setMaxInitialLineLength(HttpApi.MAX_LINE)
            .setMaxHeaderSize(HttpApi.MAX_HEADERS));
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    headers++;
    if (headers > HttpApi.MOST_HEADERS) {
      // The decoder makes an invalid request of it, which is answered.
      throw new TooLongHttpHeaderException("too many headers");
    }
    return super.splitHeaderName(line, start, length);
  }

  @Override
  protected void decode(ChannelHandlerContext channel, ByteBuf buffer, List<Object> out)
      throws Exception {
    int start = buffer.readerIndex();
    int before = out.size();
    super.decode(channel, buffer, out);
    if (inHead) {
      readHead(buffer, start, buffer.readerIndex());
    }
    for (int i = before; i < out.size(); i++) {
      Object decoded = out.get(i);
      if (decoded instanceof HttpMessage message) {
        headIsRead(message);
      }
      if (decoded instanceof LastHttpContent) {
        inHead = true;
      }
    }
  }

  /// Looks for lines that begin with a space or a tab: until the head is complete, the decoder
  /// consumes nothing else.
  private void readHead(ByteBuf buffer, int start, int end) {
    if (start == end) {
      return;
    }
    folded |= lineEnded && isBlank(buffer.getByte(start));
    int feed = buffer.indexOf(start, end, (byte) '\n');
    while (feed >= 0 && feed + 1 < end) {
      folded |= isBlank(buffer.getByte(feed + 1));
      feed = buffer.indexOf(feed + 1, end, (byte) '\n');
    }
    lineEnded = feed >= 0;
  }

  private void headIsRead(HttpMessage message) {
    if (folded && message.decoderResult().isSuccess()) {
      message.setDecoderResult(
          DecoderResult.failure(new IllegalArgumentException("a header is folded")));
    }
    headers = 0;
    inHead = false;
    lineEnded = false;
    folded = false;
  }

  private static boolean isBlank(byte character) {
    return character == ' ' || character == '\t';
  }
}
