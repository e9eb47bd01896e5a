package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A client in a namespace, with access to both ends.
///
/// @param socket the server's end
/// @param pid empty if nothing is recovered
record Peer(RawSocket raw, Socket socket, String namespace, String sid, String pid)
    implements AutoCloseable {
  private static final Pattern CONNECTED =
      Pattern.compile("40(?:/[^,]*,)?\\{\"sid\":\"([\\w-]{20})\"(?:,\"pid\":\"([\\w-]{20})\")?\\}");

  static Peer of(RawSocket raw, Socket socket, String namespace, String answer) {
    Matcher ids = CONNECTED.matcher(answer);
    assertTrue(ids.matches(), answer);
    return new Peer(raw, socket, namespace, ids.group(1), String.valueOf(ids.group(2)));
  }

  /// Sends an event or an ack: `["hello"]`, `7["hello"]`.
  void send(int type, String packet) throws IOException {
    raw.text("4" + type + prefix() + packet);
  }

  /// Returns the packets received so far: sends a request, and reads until its answer arrives.
  List<String> got() throws IOException {
    send(2, "987654321[\"fence\"]");
    List<String> got = new ArrayList<>();
    String end = "43" + prefix() + "987654321[]";
    String next = raw.read();
    while (!next.equals(end)) {
      assertFalse(next.equals("end") || next.startsWith("close"), next);
      got.add(next);
      next = raw.read();
    }
    return got;
  }

  /// Loses the connection, and waits until the server has noticed.
  void lose() throws IOException {
    raw.close();
    TestServer.awaitEnd(socket);
  }

  /// Reconnects over another connection, as a client that has received no event.
  void comeBack(RawSocket over) throws IOException {
    over.text("40{\"pid\":\"%s\"}".formatted(pid));
  }

  /// Reconnects as a client that has received all events up to `offset`.
  void comeBack(RawSocket over, String offset) throws IOException {
    over.text("40{\"pid\":\"%s\",\"offset\":\"%s\"}".formatted(pid, offset));
  }

  /// The packet that confirms the reconnection.
  String recovered() {
    return "40{\"sid\":\"%s\",\"pid\":\"%s\"}".formatted(sid, pid);
  }

  private String prefix() {
    return namespace.equals("/") ? "" : namespace + ",";
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
