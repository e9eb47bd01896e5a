package dev.parley.socketio.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.socketio.EngineServer;
import dev.parley.socketio.RawHttp;
import dev.parley.socketio.RawHttp.Answer;
import dev.parley.socketio.RawSocket;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An HTTP long-polling session whose requests a test sends one by one, each on its own connection.
final class RawPolling {
  static final String PATH = "/engine.io/?EIO=4&transport=polling";
  private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]*)\"");

  private final EngineServer server;
  private final String sid;

  private RawPolling(EngineServer server, String sid) {
    this.server = server;
    this.sid = sid;
  }

  /// Begins a session.
  static RawPolling open(EngineServer server) throws IOException {
    return new RawPolling(server, sid(request(server, "GET", PATH).body()));
  }

  /// The session's id in a handshake.
  static String sid(String handshake) {
    Matcher found = SID.matcher(handshake);
    if (!found.find()) {
      throw new AssertionError("no handshake: " + handshake);
    }
    return found.group(1);
  }

  /// Makes any request that has no body.
  static Answer request(EngineServer server, String method, String target, String... headers)
      throws IOException {
    try (RawHttp http = server.connect()) {
      return http.head(method, target, headers).answer();
    }
  }

  String sid() {
    return sid;
  }

  /// The path of its requests, with the query.
  String target() {
    return PATH + "&sid=" + sid;
  }

  /// Polls, and waits for the answer.
  Answer poll(String... headers) throws IOException {
    return request(server, "GET", target(), headers);
  }

  /// Polls when no packet is waiting, and returns once the server holds the poll.
  RawHttp hold() throws IOException {
    RawHttp http = server.connect().head("GET", target());
    server.awaitWritable(sid);
    return http;
  }

  /// Posts, and waits for the answer.
  Answer post(String body, String... headers) throws IOException {
    try (RawHttp http = server.connect()) {
      return http.post(target(), body.getBytes(UTF_8), headers).answer();
    }
  }

  /// Posts the beginning of a body of `length` bytes, and returns once the session has seen the
  /// request.
  RawHttp beginPost(String part, int length) throws IOException {
    int before = server.requests();
    RawHttp http = server.connect().head("POST", target(), "Content-Length: " + length);
    http.bytes(part.getBytes(UTF_8));
    server.awaitRequests(before + 1);
    server.onEventLoop(sid, _ -> true); // runs after the session has seen the request
    return http;
  }

  /// Opens a WebSocket for the session.
  RawSocket webSocket(String... headers) throws IOException {
    String target = target().replace("polling", "websocket");
    return new RawSocket(server.connect(), target, headers);
  }

  /// Opens a WebSocket that becomes the session's transport.
  RawSocket upgraded() throws IOException {
    RawSocket raw = webSocket();
    raw.text("2probe").read();
    raw.text("5");
    server.awaitWritable(sid);
    return raw;
  }

  /// Waits until the session has ended, and returns the reason.
  EngineCloseReason reason() {
    return server.reason(sid);
  }
}
