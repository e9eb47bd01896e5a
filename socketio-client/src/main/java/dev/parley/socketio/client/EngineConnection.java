package dev.parley.socketio.client;

import static dev.parley.socketio.client.ClientDisconnectReason.PARSE_ERROR;
import static dev.parley.socketio.client.ClientDisconnectReason.PING_TIMEOUT;
import static dev.parley.socketio.client.ClientDisconnectReason.TRANSPORT_CLOSE;
import static dev.parley.socketio.client.ClientDisconnectReason.TRANSPORT_ERROR;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// One WebSocket with Engine.IO 4 on it, from the handshake to its end: the open packet, the
/// server's pings, messages both ways. Belongs to the client's thread. The WebSocket calls its
/// listener on other threads, which pass the calls on to the client's thread.
final class EngineConnection implements WebSocket.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// The longest message that the client accepts, in characters. The server's limit for messages of
  /// clients is 1 MB by default.
  private static final int LONGEST = 16 << 20;

  /// The maximum number of messages that wait for a server that does not read.
  private static final int MOST_WAITING = 10_000;

  private final ClientExecutor executor;
  private final Events events;
  private final StringBuilder partial = new StringBuilder(); // used by WebSocket calls

  private final Deque<String> outgoing = new ArrayDeque<>();
  private @Nullable Future<WebSocket> attempt;
  private @Nullable WebSocket socket;
  private boolean sending;
  private boolean over;
  private @Nullable Runnable whenSent;
  private Duration silence = Duration.ZERO;
  private @Nullable Future<?> deadline;

  /// The owner of the connection. It is not called any more after [#abandon], or after [#failed] or
  /// the end of the connection.
  interface Events {
    /// The session has begun, and messages may be sent.
    void opened();

    void message(String text);

    /// The connection could not be established.
    void failed(ConnectProblem problem);

    void ended(ClientDisconnectReason reason);
  }

  EngineConnection(ClientExecutor executor, Events events) {
    this.executor = executor;
    this.events = events;
  }

  void open(HttpClient http, URI address) {
    var building = http.newWebSocketBuilder().buildAsync(address, this);
    attempt = building;
    var _ =
        building.whenComplete((_, failure) -> {
          if (failure != null) {
            executor.execute(() -> fail(failure));
          }
        });
  }

  /// Sends a message, after all those before it.
  void send(String message) {
    if (over || whenSent != null) {
      return;
    }
    if (outgoing.size() >= MOST_WAITING) {
      end(TRANSPORT_ERROR);
      return;
    }
    outgoing.add("4" + message);
    pump();
  }

  /// Closes the connection once everything is sent.
  void finish(Runnable then) {
    if (over || socket == null) {
      abandon();
      then.run();
      return;
    }
    whenSent = then;
    pump();
  }

  /// Drops the connection without notifying its owner.
  void abandon() {
    over = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
    if (socket != null) {
      socket.abort();
    } else if (attempt != null) {
      attempt.cancel(true);
    }
  }

  @Override
  public void onOpen(WebSocket opened) {
    executor.execute(() -> {
      if (over) {
        opened.abort();
        return;
      }
      socket = opened;
      opened.request(1);
    });
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    partial.append(part);
    if (partial.length() > LONGEST) {
      executor.execute(() -> end(PARSE_ERROR));
    } else if (last) {
      String packet = partial.toString();
      partial.setLength(0);
      executor.execute(() -> {
        receive(packet);
        from.request(1); // only now, so that unprocessed data stays in the network
      });
    } else {
      from.request(1);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
    executor.execute(() -> end(PARSE_ERROR));
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    executor.execute(() -> end(TRANSPORT_CLOSE));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    executor.execute(() -> end(TRANSPORT_ERROR));
  }

  private void receive(String packet) {
    if (over) {
      return;
    }
    switch (packet.isEmpty() ? ' ' : packet.charAt(0)) {
      case '0' -> begin(packet.substring(1));
      case '1' -> end(TRANSPORT_CLOSE);
      case '2' -> {
        outgoing.add("3" + packet.substring(1));
        pump();
        awaitPing();
      }
      case '4' -> events.message(packet.substring(1));
      case '6' -> {}
      default -> end(PARSE_ERROR);
    }
  }

  private void begin(String handshake) {
    JsonNode open;
    try {
      open = JSON.readTree(handshake);
    } catch (JsonProcessingException notJson) {
      end(PARSE_ERROR);
      return;
    }
    long millis = open.path("pingInterval").asLong() + open.path("pingTimeout").asLong();
    if (millis <= 0 || !silence.isZero()) {
      end(PARSE_ERROR);
      return;
    }
    silence = Duration.ofMillis(millis);
    awaitPing();
    events.opened();
  }

  /// The server sends a ping in every interval. If none has arrived within the interval plus the
  /// server's timeout, the server is gone.
  private void awaitPing() {
    if (deadline != null) {
      deadline.cancel(false);
    }
    deadline = executor.schedule(() -> end(PING_TIMEOUT), silence);
  }

  /// The WebSocket takes one message at a time.
  private void pump() {
    if (sending || over || socket == null) {
      return;
    }
    String next = outgoing.poll();
    if (next == null) {
      if (whenSent != null) {
        close(socket, whenSent);
      }
      return;
    }
    sending = true;
    var _ =
        socket
            .sendText(next, true)
            .whenComplete((_, failure) ->
                executor.execute(() -> {
                  sending = false;
                  if (failure == null) {
                    pump();
                  } else {
                    end(TRANSPORT_ERROR);
                  }
                }));
  }

  private void close(WebSocket open, Runnable then) {
    sending = true;
    var _ =
        open.sendClose(WebSocket.NORMAL_CLOSURE, "")
            .whenComplete((_, _) ->
                executor.execute(() -> {
                  abandon();
                  then.run();
                }));
  }

  private void end(ClientDisconnectReason reason) {
    if (over) {
      return;
    }
    Runnable then = whenSent;
    abandon();
    if (then == null) {
      events.ended(reason);
    } else {
      then.run();
    }
  }

  private void fail(Throwable failure) {
    if (over) {
      return;
    }
    abandon();
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    events.failed(
        cause instanceof WebSocketHandshakeException refused
            ? new ConnectProblem.NoWebSocket(refused.getResponse().statusCode())
            : new ConnectProblem.Unreachable(cause));
  }
}
