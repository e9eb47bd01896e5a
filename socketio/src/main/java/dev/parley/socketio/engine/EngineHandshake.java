package dev.parley.socketio.engine;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The first request of a session.
///
/// @param url path and query as the client sent them, for example
///   `/socket.io/?EIO=4&transport=polling`
/// @param query the query's parameters, decoded; if a parameter occurs twice, its last value
/// @param headers the headers of the request, names and values, in order of arrival
/// @param address the peer's IP address, for example `203.0.113.7`
/// @param secure whether the connection is TLS
/// @param oldHttp whether the request used HTTP/1.0
/// @param issued the time of the request
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

  /// All values of a header, regardless of the letter case of its name.
  public Stream<String> headers(String name) {
    return StreamSupport.stream(headers.spliterator(), false)
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue);
  }
}
