package dev.parley.socketio.engine;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// What a session's first request said.
///
/// @param url path and query as sent, for example `/socket.io/?EIO=4&transport=polling`
/// @param query the query's parameters, decoded; of one that comes twice the last
/// @param headers the request's, names and values, in the order in which they came
/// @param address the peer's IP address, for example `203.0.113.7`
/// @param secure whether the connection is TLS
/// @param oldHttp whether it came by HTTP/1.0
/// @param issued when the request came
public record EngineHandshake(
    String url,
    Map<String, String> query,
    Iterable<Map.Entry<String, String>> headers,
    String address,
    boolean secure,
    boolean oldHttp,
    Instant issued) {
  public EngineHandshake {
    query = Map.copyOf(query);
  }

  /// All values of a header, whatever the letter case of its name.
  public Stream<String> headers(String name) {
    return StreamSupport.stream(headers.spliterator(), false)
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue);
  }
}
