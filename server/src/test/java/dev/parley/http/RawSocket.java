package dev.parley.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A WebSocket whose packets are written by hand, with any headers, and that can be cut.
final class RawSocket implements AutoCloseable, WebSocket.Listener {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String GONE = "gone";

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final StringBuilder part = new StringBuilder();
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;

  /// @param headers name and value in turn
  RawSocket(RunningParley parley, List<String> headers) {
    var builder = client.newWebSocketBuilder();
    for (int i = 0; i < headers.size(); i += 2) {
      builder.header(headers.get(i), headers.get(i + 1));
    }
    String address = "ws://127.0.0.1:" + parley.port() + "/socket.io/?EIO=4&transport=websocket";
    socket = builder.buildAsync(URI.create(address), this).join();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      heard.add(part.toString());
      part.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    heard.add(GONE);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    heard.add(GONE);
  }

  void send(String packet) {
    socket.sendText(packet, true).join();
  }

  /// The next packet that matches and arrives within the time limit.
  String hear(String pattern) throws InterruptedException {
    while (true) {
      String packet = heard.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (packet == null || (packet.equals(GONE) && !pattern.equals(GONE))) {
        throw new AssertionError("expected a packet like " + pattern + ", but received " + packet);
      }
      if (packet.equals("2")) {
        send("3");
      } else if (packet.matches("(?s)" + pattern)) {
        return packet;
      }
    }
  }

  /// Waits until the server has ended the connection.
  void hearEnd() throws InterruptedException {
    hear(GONE);
  }

  /// Cuts the connection like a network failure.
  void cut() {
    socket.abort();
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
  }
}
