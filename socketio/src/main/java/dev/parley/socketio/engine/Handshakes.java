package dev.parley.socketio.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads the first request of a session or a WebSocket.
final class Handshakes {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;
  private static final int MOST_PARAMETERS = 256;

  private Handshakes() {}

  /// The query's parameters; if a parameter occurs twice, its last value. Empty if the query cannot
  /// be decoded.
  static Map<String, String> query(HttpServerRequest request) {
    try {
      Map<String, String> values = new HashMap<>();
      Map<String, List<String>> all =
          new QueryStringDecoder(request.uri(), UTF_8, true, MOST_PARAMETERS, true).parameters();
      all.forEach((name, given) -> values.put(name, given.getLast()));
      return values;
    } catch (IllegalArgumentException malformed) {
      return Map.of();
    }
  }

  static EngineHandshake of(HttpServerRequest request, Map<String, String> query) {
    var peer = request.remoteAddress();
    String address = peer == null ? "" : Optional.ofNullable(peer.hostAddress()).orElse("");
    return new EngineHandshake(
        request.uri(),
        query,
        RequestHeaders.of(request.headers()),
        address,
        request.isSSL(),
        request.version() == HttpVersion.HTTP_1_0,
        Instant.now());
  }

  /// Whether the request asks for a WebSocket, as in HTTP/1.1.
  static boolean isUpgrade(HttpServerRequest request) {
    String upgrade = request.getHeader(HttpHeaders.UPGRADE);
    String connection = request.getHeader(HttpHeaders.CONNECTION);
    return request.version() == HttpVersion.HTTP_1_1
        && request.method().equals(HttpMethod.GET)
        && upgrade != null
        && upgrade.equalsIgnoreCase("websocket")
        && connection != null
        && connection.toLowerCase(Locale.ROOT).contains("upgrade");
  }

  /// Whether an upgrade has all headers that a WebSocket needs. Source: RFC 6455, 4.2.1.
  static boolean isWhole(HttpServerRequest upgrade) {
    String key = upgrade.getHeader(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    return key != null
        && isKey(key)
        && "13".equals(upgrade.getHeader(HttpHeaderNames.SEC_WEBSOCKET_VERSION));
  }

  /// The value that proves to the client that the server understood its handshake. Source: RFC
  /// 6455, 4.2.2.
  static String accept(HttpServerRequest upgrade) {
    String key = upgrade.getHeader(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks SHA-1", e);
    }
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
