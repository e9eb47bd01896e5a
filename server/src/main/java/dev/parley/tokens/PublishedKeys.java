package dev.parley.tokens;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The public keys that an issuer publishes. A separate thread fetches them, never the thread of a
/// caller. It fetches them when they are first needed, and again after ten minutes; the old keys
/// stay valid meanwhile. For an unknown key it fetches at most once a minute, and while there are
/// no keys yet, once a second. The last keys stay valid as long as no others can be fetched.
final class PublishedKeys {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedKeys.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 64 * 1024;
  private static final long OLD = Duration.ofMinutes(10).toNanos();
  private static final long UNPLANNED = Duration.ofMinutes(1).toNanos();
  private static final Duration SOON = Duration.ofSeconds(1);

  private final URI url;
  private final Duration patience;
  private final AtomicBoolean fetching = new AtomicBoolean();

  private volatile @Nullable Fetched last;
  private volatile long lastTry = System.nanoTime() - UNPLANNED;

  /// The keys of the last successful fetch.
  ///
  /// @param only the key for tokens that name none; empty if the issuer has several keys
  /// @param at the time of the fetch, by [System#nanoTime]
  private record Fetched(Map<String, JWK> byId, Optional<JWK> only, long at) {}

  PublishedKeys(URI url) {
    this(url, PATIENCE);
  }

  /// @param patience the time that a fetch may take, to its last byte
  PublishedKeys(URI url, Duration patience) {
    this.url = url;
    this.patience = patience;
  }

  /// The key with which a token is signed; empty if there is no such key.
  ///
  /// @param id null: the token names none; then the issuer must have exactly one key
  /// @throws Refusal `overloaded` while the keys are being fetched
  Optional<JWK> find(@Nullable String id) {
    Fetched known = last;
    if (known == null) {
      fetchUnlessJustTried();
      throw notYet();
    }
    if (System.nanoTime() - known.at > OLD) {
      fetchUnlessJustTried();
    }
    Optional<JWK> key = id == null ? known.only : Optional.ofNullable(known.byId.get(id));
    if (key.isEmpty() && fetchUnlessJustTried()) {
      throw notYet();
    }
    return key;
  }

  private static Refusal notYet() {
    return new Refusal(
        ErrorCode.OVERLOADED, "The keys of the token's issuer are being fetched: try again", SOON);
  }

  /// Starts a fetch, unless one was just tried; returns whether the keys are being fetched now.
  private boolean fetchUnlessJustTried() {
    long pause = last == null ? SOON.toNanos() : UNPLANNED;
    boolean may = System.nanoTime() - lastTry > pause;
    if (may && fetching.compareAndSet(false, true)) {
      Thread.ofVirtual().name("token-keys").start(this::fetch);
    }
    return fetching.get();
  }

  private void fetch() {
    try (HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build()) {
      HttpResponse<String> answer = send(http);
      if (answer.statusCode() != 200) {
        throw new IOException("status " + answer.statusCode());
      }
      last = keys(JWKSet.parse(answer.body()));
    } catch (IOException | ParseException failure) {
      LOG.atWarn()
          .addKeyValue("host", String.valueOf(url.getHost()))
          .addKeyValue("reason", failure.getClass().getSimpleName())
          .log("the keys of a token issuer cannot be fetched; the previous ones stay valid");
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      lastTry = System.nanoTime();
      fetching.set(false);
    }
  }

  /// Fetches the keys, within a time limit for the whole answer: the limit of a request would cover
  /// only the headers of the answer.
  private HttpResponse<String> send(HttpClient http) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> coming =
        http.sendAsync(
            HttpRequest.newBuilder(url).build(),
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MOST_BYTES));
    try {
      return coming.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new HttpTimeoutException("the keys did not arrive in time");
    } catch (ExecutionException failed) {
      throw new IOException("the keys did not come", failed.getCause());
    } finally {
      http.shutdownNow(); // an incomplete answer is not waited for when the client is closed
    }
  }

  private static Fetched keys(JWKSet set) {
    Map<String, JWK> byId = new HashMap<>();
    for (JWK key : set.getKeys()) {
      if (key.getKeyID() != null && !key.isPrivate()) {
        byId.put(key.getKeyID(), key);
      }
    }
    Optional<JWK> only =
        set.getKeys().size() == 1 ? Optional.of(set.getKeys().getFirst()) : Optional.empty();
    return new Fetched(byId, only, System.nanoTime());
  }
}
