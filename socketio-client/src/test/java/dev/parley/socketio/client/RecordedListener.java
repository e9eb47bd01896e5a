package dev.parley.socketio.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Records the calls of a client, one line each.
final class RecordedListener implements SocketClientListener {
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  /// The next call, for example `event typing [{"chatId":"1"}]`.
  String next() {
    return ScriptedServer.next(told, "what a client tells");
  }

  @Override
  public void connected(String id, boolean recovered) {
    told.add("connected " + id + (recovered ? " again" : ""));
  }

  @Override
  public void event(String name, List<JsonNode> arguments) {
    told.add("event " + name + " " + arguments);
  }

  @Override
  public void disconnected(ClientDisconnectReason reason) {
    told.add("disconnected, " + reason.text());
  }

  @Override
  public void notConnected(ConnectProblem problem) {
    told.add(
        switch (problem) {
          case ConnectProblem.Unreachable _ -> "unreachable";
          case ConnectProblem.NoWebSocket(int status) -> "no WebSocket, " + status;
          case ConnectProblem.Refused(String message, JsonNode data) ->
              "refused, " + message + " " + data;
          case ConnectProblem.TimedOut _ -> "timed out";
          case ConnectProblem.Ended(ClientDisconnectReason reason) -> "ended, " + reason.text();
        });
  }
}
