package dev.parley.hooks.delivery;

import dev.parley.hooks.delivery.TargetResolver.NoTargetException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Posts over HTTP to an address that was checked before. It does not follow redirects. Only the
/// status of an answer counts: the body is discarded, and cut off if it is large or slow. Blocks;
/// safe for use by many threads.
final class HttpReceiver implements Receiver {
  /// The maximum number of bytes of an answer's body that are read.
  private static final int MOST_BODY = 64 * 1024;

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /// The longest time to wait for the rest of an answer, after which the connection can be used
  /// again.
  private static final Duration REST = Duration.ofSeconds(1);

  private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(4);
  private static final int IDLE_SECONDS = 10;

  private final TargetResolver resolver;
  private final HttpClient client;
  private final Duration limit;
  private final Duration rest;

  /// An answer whose body is read and discarded. Made on the event loop, before the body arrives.
  private static final class Answer {
    private final HttpClientResponse response;

    /// Whether the whole body was read.
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();

    // used by the event loop only
    private long bytes;

    Answer(HttpClientResponse response) {
      this.response = response;
      response
          .exceptionHandler(_ -> end.complete(false))
          .handler(this::discard)
          .endHandler(_ -> end.complete(true));
    }

    private void discard(Buffer part) {
      bytes += part.length();
      if (bytes > MOST_BODY) {
        end.complete(false);
      }
    }

    /// Waits for the end of the body.
    ///
    /// @return false if it is too large or too slow, or the connection has ended
    boolean endsWithin(Duration limit) throws InterruptedException {
      try {
        return end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException unfinished) {
        return false;
      }
    }
  }

  /// @param connections the maximum number of connections at the same time
  /// @param limit the longest time from connecting to the status of the answer
  HttpReceiver(Vertx vertx, TargetResolver resolver, int connections, Duration limit) {
    this(vertx, resolver, connections, limit, REST);
  }

  /// @param rest the longest time from the status of an answer to its end
  HttpReceiver(
      Vertx vertx, TargetResolver resolver, int connections, Duration limit, Duration rest) {
    this.resolver = resolver;
    this.limit = limit;
    this.rest = rest;
    this.client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setConnectTimeout((int) CONNECT.toMillis())
                    .setKeepAliveTimeout(IDLE_SECONDS)
                    .setVerifyHost(true)
                    .setTrustAll(false))
            .with(new PoolOptions().setHttp1MaxSize(connections))
            // Without this handler, Vert.x would log bytes of a receiver that are not HTTP. The
            // outcome of the delivery reports the failure.
            .withConnectHandler(connection -> connection.exceptionHandler(_ -> {}))
            .build();
  }

  @Override
  public Outcome post(URI url, Map<String, String> headers, byte[] body) {
    AtomicReference<@Nullable HttpClientRequest> sent = new AtomicReference<>();
    AtomicBoolean givenUp = new AtomicBoolean();
    try {
      InetAddress target = resolver.resolve(url.getHost());
      Future<Answer> answering =
          client
              .request(options(url, target))
              .compose(request -> {
                sent.set(request);
                if (givenUp.get()) {
                  return request.reset().compose(_ -> Future.failedFuture("too late"));
                }
                headers.forEach(request::putHeader);
                request.putHeader("Content-Type", "application/json");
                request.putHeader("User-Agent", "Parley");
                return request.send(Buffer.buffer(body)).map(Answer::new);
              });
      Answer answer =
          answering
              .toCompletionStage()
              .toCompletableFuture()
              .get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!answer.endsWithin(rest)) {
        reset(answer.response.request());
      }
      return new Outcome.Answered(answer.response.statusCode(), retryAfter(answer.response));
    } catch (NoTargetException refused) {
      return new Outcome.Unanswered(String.valueOf(refused.getMessage()));
    } catch (TimeoutException late) {
      reset(sent.get());
      return new Outcome.Unanswered(
          "the receiver did not answer within %d seconds"
              .formatted(Math.max(1, limit.toSeconds())));
    } catch (ExecutionException failed) {
      reset(sent.get());
      return new Outcome.Unanswered(problem(failed.getCause()));
    } catch (InterruptedException closing) {
      reset(sent.get());
      Thread.currentThread().interrupt();
      return new Outcome.Unanswered("Parley is stopping");
    } catch (RuntimeException fault) { // a closed client, a header that cannot be sent
      reset(sent.get());
      return new Outcome.Unanswered("the request could not be made");
    } finally {
      givenUp.set(true);
    }
  }

  private static RequestOptions options(URI url, InetAddress target) {
    boolean tls = "https".equalsIgnoreCase(url.getScheme());
    int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String host = url.getHost();
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(target, port)))
        .setHost(host.startsWith("[") ? host.substring(1, host.length() - 1) : host)
        .setPort(port)
        .setSsl(tls)
        .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
        .setFollowRedirects(false);
  }

  /// Closes the connection.
  private static void reset(@Nullable HttpClientRequest request) {
    if (request != null) {
      var _ = request.reset(); // the result is not needed
    }
  }

  private static @Nullable Duration retryAfter(HttpClientResponse response) {
    String seconds = response.getHeader("Retry-After");
    if (seconds == null || !seconds.matches("[0-9]{1,6}")) {
      return null;
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
    return asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked;
  }

  private static String problem(@Nullable Throwable cause) {
    for (Throwable it = cause; it != null; it = it.getCause()) {
      if (it instanceof SSLException) {
        return "TLS failed: is the certificate of the receiver valid for its name?";
      }
      if (it instanceof ConnectException) {
        return "the receiver could not be connected to";
      }
    }
    return "the connection ended before the receiver answered";
  }

  @Override
  public void close() {
    var _ = client.close(); // the result is not needed
  }
}
