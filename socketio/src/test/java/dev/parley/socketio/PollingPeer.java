package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A client in `/` that polls when a test calls [#poll].
final class PollingPeer implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI uri;
  private final Socket socket;

  PollingPeer(TestServer server) {
    String path = "http://127.0.0.1:%d/socket.io/?EIO=4&transport=polling".formatted(server.port());
    String open = get(URI.create(path)).join();
    uri = URI.create(path + "&sid=" + open.replaceFirst(".*\"sid\":\"([\\w-]+)\".*", "$1"));
    post("40");
    socket = server.next("/");
    poll().join();
  }

  /// The server's end.
  Socket socket() {
    return socket;
  }

  /// Polls once.
  CompletableFuture<String> poll() {
    return get(uri);
  }

  /// Polls once, as a client that accepts gzip.
  ///
  /// @return the encoding of the answer
  Optional<String> encoding() {
    HttpRequest request = HttpRequest.newBuilder(uri).header("Accept-Encoding", "gzip").build();
    return http.sendAsync(request, BodyHandlers.discarding())
        .join()
        .headers()
        .firstValue("Content-Encoding");
  }

  /// Sends packets in one request.
  void post(String... packets) {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .POST(BodyPublishers.ofString(String.join("\u001e", packets)))
            .build();
    assertEquals("ok", http.sendAsync(request, BodyHandlers.ofString()).join().body());
  }

  private CompletableFuture<String> get(URI from) {
    return http.sendAsync(HttpRequest.newBuilder(from).build(), BodyHandlers.ofString())
        .thenApply(HttpResponse::body);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
