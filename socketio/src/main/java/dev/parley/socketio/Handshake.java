package dev.parley.socketio;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.socketio.engine.EngineHandshake;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// How a socket connected: the first request of its connection, and the data with which the client
/// joined the namespace.
///
/// @param headers the headers of the first request, names and values, in order of arrival
/// @param query the query of the first request, decoded
/// @param url path and query as the client sent them
/// @param address the peer's IP address
/// @param secure whether the connection is TLS
/// @param oldHttp whether the first request used HTTP/1.0
/// @param crossDomain whether a web page opened the connection
/// @param issued the time of the first request
/// @param auth the data that the client sent for this namespace; empty if it sent none
public record Handshake(
    Iterable<Map.Entry<String, String>> headers,
    Map<String, String> query,
    String url,
    String address,
    boolean secure,
    boolean oldHttp,
    boolean crossDomain,
    Instant issued,
    ObjectNode auth) {
  static Handshake of(EngineHandshake first, @Nullable ObjectNode auth) {
    return new Handshake(
        first.headers(),
        first.query(),
        first.url(),
        first.address(),
        first.secure(),
        first.oldHttp(),
        first.headers("Origin").findAny().isPresent(),
        first.issued(),
        auth == null ? JsonNodeFactory.instance.objectNode() : auth);
  }

  /// The first value of a header, regardless of the letter case of its name; empty if absent.
  ///
  /// ```java
  /// Optional<String> browser = socket.handshake().header("User-Agent");
  /// ```
  public Optional<String> header(String name) {
    return headers(name).findFirst();
  }

  /// All values of a header, regardless of the letter case of its name.
  public Stream<String> headers(String name) {
    return StreamSupport.stream(headers.spliterator(), false)
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue);
  }
}
