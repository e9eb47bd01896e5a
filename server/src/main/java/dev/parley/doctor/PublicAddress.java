package dev.parley.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks the address under which Meta reaches Parley, with the same request that Meta sends when a
/// webhook is registered. Safe for use by many threads.
public final class PublicAddress {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 64 * 1024;
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.[0-9.]+|\\[::1]", Pattern.CASE_INSENSITIVE);
  private static final String SETTING =
      "Set PUBLIC_URL to the address under which Meta reaches Parley, such as"
          + " https://chat.example.org.";

  private final @Nullable URI url;
  private final @Nullable String verifyToken;

  /// @param url the address of Parley, without a slash at its end; null: it is not set
  /// @param verifyToken the verify token, which is sent to `url` as Meta does; null: none is set
  public PublicAddress(@Nullable URI url, @Nullable String verifyToken) {
    this.url = url;
    this.verifyToken = verifyToken;
  }

  /// The check.
  public Check check() {
    return new Check("public_url", this::examine);
  }

  /// Whether `host` is a name of this machine.
  public static boolean isLoopback(@Nullable String host) {
    return host != null && LOOPBACK.matcher(host).matches();
  }

  private Verdict examine() throws InterruptedException {
    if (url == null) {
      return Verdict.skipped(
          "PUBLIC_URL is not set, so Parley cannot check whether Meta reaches it.", SETTING);
    }
    boolean https = "https".equals(String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT));
    if (!https && !isLoopback(url.getHost())) {
      return Verdict.fail(
          "%s is not an https address, and Meta calls no other.".formatted(url),
          "Put a proxy or a tunnel with a valid certificate in front of Parley, and set PUBLIC_URL"
              + " to its https address.");
    }
    String challenge = UUID.randomUUID().toString();
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build()) {
      try {
        return verdict(client.send(request(challenge), body()), challenge);
      } catch (IOException failed) {
        client.shutdownNow();
        return Verdict.fail(
            "Nothing answers at %s, so Meta cannot deliver messages: %s."
                .formatted(url, Unreached.reason(failed)),
            "Start Parley, and the proxy or tunnel in front of it; then check PUBLIC_URL.");
      } catch (InterruptedException late) {
        client.shutdownNow();
        throw late;
      }
    }
  }

  private static HttpResponse.BodyHandler<byte[]> body() {
    return HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES);
  }

  private HttpRequest request(String challenge) {
    String path =
        verifyToken == null
            ? "/health/live"
            : "/webhook?hub.mode=subscribe&hub.verify_token=%s&hub.challenge=%s"
                .formatted(URLEncoder.encode(verifyToken, UTF_8), challenge);
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(PATIENCE)
        .header("User-Agent", "Parley")
        // A tunnel shows browsers its own page first; this header skips it.
        .header("ngrok-skip-browser-warning", "1")
        .build();
  }

  private Verdict verdict(HttpResponse<byte[]> answer, String challenge) {
    int status = answer.statusCode();
    boolean right =
        verifyToken == null || new String(answer.body(), UTF_8).strip().equals(challenge);
    if (status == 200 && right) {
      return Verdict.ok("%s leads to Parley.".formatted(url));
    }
    String sentence = "%s answers %d".formatted(url, status);
    if (status == 403) {
      return Verdict.fail(
          sentence + ", so Meta cannot register or use the webhook.",
          "Declare the host name (PUBLIC_URL or ALLOWED_HOSTS), and compare WEBHOOK_VERIFY_TOKEN"
              + " with the running Parley's.");
    }
    return Verdict.fail(
        sentence + ", but not as Parley would, so webhooks end somewhere else.",
        "Check that the proxy or tunnel leads to Parley's port and passes /webhook on.");
  }
}
