package dev.parley.socketio.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.EngineServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests polling over HTTP 2, where all requests share a connection.
@Timeout(60)
final class Http2Test {
  private static EngineServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() {
    server = EngineServer.start();
    client = HttpClient.newBuilder().version(Version.HTTP_2).build();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static HttpRequest.Builder request(String query) {
    String path = "http://127.0.0.1:" + server.port() + RawPolling.PATH;
    return HttpRequest.newBuilder(URI.create(path + query));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /// The first request is the one that asks for HTTP 2.
  private static String open() throws IOException, InterruptedException {
    String sid = RawPolling.sid(send(request("")).body());
    assertEquals(Version.HTTP_2, send(request("&sid=unknown")).version());
    return sid;
  }

  @Test
  void aSessionIsPolledAndPostedTo() throws Exception {
    String sid = open();
    CompletableFuture<HttpResponse<String>> poll =
        client.sendAsync(request("&sid=" + sid).build(), BodyHandlers.ofString());

    HttpResponse<String> post =
        send(request("&sid=" + sid).POST(BodyPublishers.ofString("4hello")));

    assertEquals("ok", post.body());
    assertEquals("4hello", poll.join().body());
  }

  @Test
  void aSecondPollEndsTheSessionButNotTheConnection() throws Exception {
    String sid = open();
    CompletableFuture<HttpResponse<String>> first =
        client.sendAsync(request("&sid=" + sid).build(), BodyHandlers.ofString());
    server.awaitWritable(sid);

    assertEquals(400, send(request("&sid=" + sid)).statusCode());

    assertEquals("1", first.join().body());
    assertEquals(EngineCloseReason.TRANSPORT_ERROR, server.reason(sid));
    assertTrue(send(request("")).body().startsWith("0{"));
  }

  @Test
  void aPollThatTheClientGivesUpEndsTheSessionButNotTheConnection() throws Exception {
    String sid = open();
    CompletableFuture<HttpResponse<String>> poll =
        client.sendAsync(request("&sid=" + sid).build(), BodyHandlers.ofString());
    String other = RawPolling.sid(send(request("")).body());
    server.awaitWritable(sid);

    poll.cancel(true);

    assertEquals(EngineCloseReason.TRANSPORT_ERROR, server.reason(sid));
    assertEquals("ok", send(request("&sid=" + other).POST(BodyPublishers.ofString("4x"))).body());
  }
}
