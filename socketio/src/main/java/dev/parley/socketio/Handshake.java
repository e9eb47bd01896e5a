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

/// How a socket came: what the first request of its connection said, and what it gave to join its
/// namespace.
///
/// @param headers of the first request, names and values, in the order in which they came
/// @param query of the first request, decoded
/// @param url path and query as sent
/// @param address the peer's IP address
/// @param secure whether the connection is TLS
/// @param oldHttp whether the first request came by HTTP/1.0
/// @param crossDomain whether a page of some site opened it
/// @param issued when the first request came
/// @param auth what the client gave for this namespace; empty when nothing
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

  /// The first value of a header, whatever the letter case of its name; empty where there is none.
  ///
  /// ```java
  /// Optional<String> browser = socket.handshake().header("User-Agent");
  /// ```
  public Optional<String> header(String name) {
    return headers(name).findFirst();
  }

  /// All values of a header, whatever the letter case of its name.
  public Stream<String> headers(String name) {
    return StreamSupport.stream(headers.spliterator(), false)
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue);
  }
}
