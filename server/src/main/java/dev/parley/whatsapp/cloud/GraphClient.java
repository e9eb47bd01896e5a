package dev.parley.whatsapp.cloud;

import dev.parley.config.ParleyConfig;
import dev.parley.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A client of Meta's Graph API for one account. Safe for use by many threads.
///
/// The JDK's client never repeats a POST by itself once a byte of it was written.
public final class GraphClient implements AutoCloseable {
  /// The maximum time for connecting.
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private static final int MOST_BYTES = 1 << 20;

  /// The user agent: some of Meta's hosts refuse requests without one.
  private static final String AGENT = "Parley";

  private final String base;
  private final Secret token;
  private final Duration answer;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;

  /// @param token the account's access token
  public GraphClient(ParleyConfig.WhatsApp config, Secret token) {
    this.base = config.graphUrl() + "/" + config.graphVersion() + "/";
    this.token = token;
    this.answer = config.sending().answer();
    Duration half = answer.dividedBy(2); // so that a timeout shows whether there was a connection
    Duration connect = half.compareTo(CONNECT) < 0 ? half : CONNECT;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(connect)
            .executor(threads)
            .version(
                "https".equals(config.graphUrl().getScheme())
                    ? HttpClient.Version.HTTP_2
                    : HttpClient.Version.HTTP_1_1)
            .build();
  }

  /// Sends a GET request.
  ///
  /// @param path below the version, with its query: `310987654321098?fields=id,status`
  /// @throws IOException if no answer came; its subclasses say why
  public HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  /// Sends a POST request.
  ///
  /// @param path below the version: `310987654321098/messages`
  /// @param json the body
  /// @throws IOException if no answer came; its subclasses say why
  public HttpResponse<byte[]> post(String path, String json)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  /// Sends a GET request with a token other than the account's.
  ///
  /// @param path see [#get(String)]
  /// @param as the token, for example an app's token, `<app id>|<app secret>`
  /// @throws IOException if no answer came; its subclasses say why
  public HttpResponse<byte[]> get(String path, Secret as) throws IOException, InterruptedException {
    return send(request(URI.create(base + path), as).GET());
  }

  /// Sends a POST request with a body of any type.
  ///
  /// @param path see [#post]
  /// @param type for example `multipart/form-data; boundary=x`
  /// @throws IOException if no answer came; its subclasses say why
  public HttpResponse<byte[]> upload(String path, String type, byte[] body)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /// Uploads a body of any length, which is read while it is sent.
  ///
  /// @param path see [#post]
  /// @param type see [#upload(String, String, byte[])]
  /// @param body has a known length
  /// @param longest the maximum time for the whole upload
  HttpResponse<byte[]> upload(
      String path, String type, HttpRequest.BodyPublisher body, Duration longest)
      throws IOException, InterruptedException {
    return send(request(path).header("Content-Type", type).POST(body), longest);
  }

  /// Sends a DELETE request.
  ///
  /// @param path below the version: a media id
  /// @throws IOException if no answer came; its subclasses say why
  public HttpResponse<byte[]> delete(String path) throws IOException, InterruptedException {
    return send(request(path).DELETE());
  }

  /// Reads the content at an address from the Graph API; redirects are not followed.
  ///
  /// @param address gets the token: the caller has checked its host
  /// @throws IOException if no answer came, or one of more than 1 MB
  public HttpResponse<byte[]> download(URI address) throws IOException, InterruptedException {
    return send(request(address, token).GET());
  }

  /// Begins to read the content at an address; redirects are not followed. The body is received
  /// while it is read, and closing it ends the connection.
  ///
  /// @param withToken whether the address gets the token: the caller has checked its host
  /// @throws IOException if no answer came
  HttpResponse<InputStream> stream(URI address, boolean withToken)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).timeout(answer).header("User-Agent", AGENT);
    if (withToken) {
      request.header("Authorization", "Bearer " + token.value());
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  private HttpRequest.Builder request(String path) {
    return request(URI.create(base + path), token);
  }

  private HttpRequest.Builder request(URI address, Secret as) {
    return HttpRequest.newBuilder(address)
        .header("Authorization", "Bearer " + as.value())
        .header("User-Agent", AGENT);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return send(request, answer);
  }

  /// Limits the time of a request. The client's own time limit would cover only the head of the
  /// answer; this one covers the whole answer. Also, the client keeps its limits in a list in which
  /// removed nodes still refer to later ones: a removed node in the old generation would keep all
  /// later requests in memory until the next full collection.

  private HttpResponse<byte[]> send(HttpRequest.Builder request, Duration longest)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> coming =
        client.sendAsync(
            request.build(),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      return coming.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new HttpTimeoutException("the answer did not end in time");
    } catch (ExecutionException failed) {
      throw cause(failed);
    } finally {
      coming.cancel(true); // ends the connection if there is no answer yet
    }
  }

  private static IOException cause(ExecutionException failed) {
    return switch (failed.getCause()) {
      case IOException told -> told;
      case RuntimeException fault -> throw fault;
      case Error fault -> throw fault;
      case null, default -> new IOException(failed);
    };
  }

  /// Ends the requests that are under way.
  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }
}
