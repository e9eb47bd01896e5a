package dev.parley.socketio.engine;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionUtil;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/// The compression of one WebSocket. Source: RFC 7692.
final class Deflate {
  private final WebSocketServerExtension extension;

  private Deflate(WebSocketServerExtension extension) {
    this.extension = extension;
  }

  /// Negotiates compression with the client, and adds the result to `answer`.
  ///
  /// @param maxPayload the maximum size of an inflated message, in bytes
  /// @return null if the client offers no compression
  static @Nullable Deflate agree(
      HttpServerRequest request, HttpServerResponse answer, int maxPayload) {
    String offered = request.getHeader(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
    if (offered == null) {
      return null;
    }
    var handshaker = new PerMessageDeflateServerExtensionHandshaker(maxPayload);
    for (WebSocketExtensionData offer : WebSocketExtensionUtil.extractExtensions(offered)) {
      WebSocketServerExtension extension = handshaker.handshakeExtension(offer);
      if (extension != null) {
        WebSocketExtensionData agreed = extension.newReponseData();
        StringBuilder header = new StringBuilder(agreed.name());
        agreed
            .parameters()
            .forEach((name, value) -> {
              header.append("; ").append(name);
              if (value != null) {
                header.append('=').append(value);
              }
            });
        answer.putHeader(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, header.toString());
        return new Deflate(extension);
      }
    }
    return null;
  }

  void addBefore(ChannelPipeline pipeline, String last) {
    pipeline.addBefore(last, "inflate", extension.newExtensionDecoder());
    pipeline.addBefore(last, "encodeFrames", new WebSocket13FrameEncoder(false));
    pipeline.addBefore(last, "deflate", extension.newExtensionEncoder());
  }
}
