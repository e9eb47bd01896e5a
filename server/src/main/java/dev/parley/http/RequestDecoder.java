package dev.parley.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
///
/// It decodes one request at a time. Until a request is answered, the bytes that the client sends
/// after it are not decoded, and no more bytes are read. Otherwise Vert.x would keep all following
/// requests, even after the client has disconnected, and a request takes far more memory than its
/// bytes.
final class RequestDecoder extends VertxHttpRequestDecoder {
  /// The maximum number of bytes after a request. Reading stops at the first of them; more than
  /// this number arrive only if the client has closed the connection, because Netty then always
  /// reads all bytes that are left.
  private static final int MOST_BEHIND = 64 * 1024;

  /// The number of requests that were read to their end, minus the number of answers.
  private int unanswered;

  private boolean decoding;
  private boolean stopped;
  private int headers;
  private boolean inHead = true;
  private boolean lineEnded;
  private boolean folded;

  RequestDecoder() {
    super(
        new Http1ServerConfig()
            .setMaxInitialLineLength(HttpApi.MAX_LINE)
            .setMaxHeaderSize(HttpApi.MAX_HEADERS)
            .setMaxChunkSize(ReadSizes.UPLOAD));
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    headers++;
    if (headers > HttpApi.MOST_HEADERS) {
      // The decoder turns the exception into an invalid request, which gets an error answer.
      throw new TooLongHttpHeaderException("too many headers");
    }
    return super.splitHeaderName(line, start, length);
  }

  @Override
  public void channelRead(ChannelHandlerContext channel, Object bytes) throws Exception {
    decoding = true;
    try {
      super.channelRead(channel, bytes);
    } finally {
      decoding = false;
    }
    int behind = isWaiting() ? actualReadableBytes() : 0;
    if (behind > MOST_BEHIND) {
      var _ = channel.close();
    } else if (behind > 0) {
      stopped = true;
      channel.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext channel) throws Exception {
    if (isWaiting()) {
      channel.fireChannelReadComplete(); // without a request for more bytes
    } else {
      super.channelReadComplete(channel);
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext channel) throws Exception {
    super.handlerRemoved0(channel);
    resumeReading(channel);
  }

  /// Called when a request has its answer: from now on the next request may be decoded.
  ///
  /// @param channel the context of this handler
  void answered(ChannelHandlerContext channel) {
    unanswered--;
    if (!decoding && !isWaiting() && actualReadableBytes() > 0) {
      // Later, because Vert.x has not finished with this request yet.
      channel.executor().execute(() -> decodeNext(channel));
    }
  }

  private void decodeNext(ChannelHandlerContext channel) {
    if (channel.isRemoved() || isWaiting()) {
      return;
    }
    try {
      channelRead(channel, Unpooled.EMPTY_BUFFER);
      channelReadComplete(channel);
    } catch (Exception failure) {
      channel.fireExceptionCaught(failure);
    }
    if (!isWaiting() || actualReadableBytes() == 0) {
      resumeReading(channel);
    }
  }

  private boolean isWaiting() {
    return unanswered > 0;
  }

  private void resumeReading(ChannelHandlerContext channel) {
    if (stopped) {
      stopped = false;
      channel.channel().config().setAutoRead(true);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext channel, ByteBuf buffer, List<Object> out)
      throws Exception {
    if (isWaiting()) {
      return;
    }
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
        unanswered++;
      }
    }
  }

  /// Looks for lines that begin with a space or a tab in the bytes that the decoder has consumed.
  /// As long as the head is incomplete, it consumes only bytes of the head.
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
