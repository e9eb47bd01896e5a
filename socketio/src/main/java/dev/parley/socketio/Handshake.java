package dev.parley.socketio;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.socketio.engine.EngineHandshake;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a socket came: what the first request of its connection said, and what it gave to join its
/// namespace.
///
/// @param headers of the first request; not to be changed
/// @param query of the first request, decoded
/// @param url path and query as sent
/// @param address the peer's IP address
/// @param secure whether the connection is TLS
/// @param oldHttp whether the first request came by HTTP/1.0
/// @param crossDomain whether a page of some site opened it
/// @param issued when the first request came
/// @param auth what the client gave for this namespace; empty when nothing
public record Handshake(
    MultiMap headers,
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
        first.headers().contains(HttpHeaders.ORIGIN),
        first.issued(),
        auth == null ? JsonNodeFactory.instance.objectNode() : auth);
  }
}
