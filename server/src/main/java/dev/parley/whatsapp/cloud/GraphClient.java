package dev.parley.whatsapp.cloud;

import dev.parley.config.ParleyConfig;
import dev.parley.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A client of Meta's Graph API for one account. Safe for use by many threads.
///
/// The JDK's client never repeats a POST by itself once a byte of it was written.
public final class GraphClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private static final int MOST_BYTES = 1 << 20;

  private final String base;
  private final Secret token;
  private final Duration answer;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;

  /// @param token of the account
  public GraphClient(ParleyConfig.WhatsApp config, Secret token) {
    this.base = config.graphUrl() + "/" + config.graphVersion() + "/";
    this.token = token;
    this.answer = config.sending().answer();
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .executor(threads)
            .version(
                "https".equals(config.graphUrl().getScheme())
                    ? HttpClient.Version.HTTP_2
                    : HttpClient.Version.HTTP_1_1)
            .build();
  }

  /// Asks for something.
  ///
  /// @param path below the version, with its query: `310987654321098?fields=id,status`
  /// @throws IOException where no answer came; see the classes below it
  public HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  /// Has something done.
  ///
  /// @param path below the version: `310987654321098/messages`
  /// @param json the body
  /// @throws IOException where no answer came; see the classes below it
  public HttpResponse<byte[]> post(String path, String json)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(answer)
        .header("Authorization", "Bearer " + token.value())
        .header("User-Agent", "Parley"); // without one some of Meta's hosts refuse
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(
        request.build(),
        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES));
  }

  /// Breaks off what is under way.
  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }
}
