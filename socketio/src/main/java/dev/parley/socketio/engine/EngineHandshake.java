package dev.parley.socketio.engine;

import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.Map;

/// What a session's first request said.
///
/// @param url path and query as sent, for example `/socket.io/?EIO=4&transport=polling`
/// @param query the query's parameters, decoded; of one that comes twice the last
/// @param headers the request's headers, not to be changed
/// @param address the peer's IP address, for example `203.0.113.7`
/// @param secure whether the connection is TLS
/// @param oldHttp whether it came by HTTP/1.0
/// @param issued when the request came
public record EngineHandshake(
    String url,
    Map<String, String> query,
    MultiMap headers,
    String address,
    boolean secure,
    boolean oldHttp,
    Instant issued) {
  public EngineHandshake {
    query = Map.copyOf(query);
  }
}
