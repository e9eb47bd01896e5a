package dev.parley.whatsapp.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.parley.json.LooseJson;
import dev.parley.media.IncomingFile;
import dev.parley.media.MediaLimits;
import dev.parley.media.MediaRecord;
import dev.parley.media.MediaSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Fetches the files that customers sent from WhatsApp: requests a file's address, which is valid
/// for five minutes, and reads the file from there. Safe for use by many threads. Source: Cloud API
/// docs, "Media".
///
/// ```
/// GET https://graph.facebook.com/v25.0/<media id>      -> {"url": "https://lookaside...", ...}
/// GET https://lookaside.fbsbx.com/...                  -> the bytes
/// ```
///
/// Only allowed hosts are called, also after a redirect, and only the first of them receives the
/// token.
public final class CloudMedia implements MediaSource, AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /// The minimum speed of a download after its first seconds.
  private static final long LEAST_PER_SECOND = 4 * 1024;

  private static final long FIRST_SECONDS = 30;
  private static final int BUFFER = 64 * 1024;
  private static final int MOST_REDIRECTS = 3;
  private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);
  private static final int TOKEN = 190;
  private static final int PARAMETER = 100;
  private static final int UNKNOWN_ID = 33;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,256}");

  private final GraphClient graph;
  private final MediaHosts hosts;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("fetch-timer").factory());

  /// @param hosts `MEDIA_HOSTS`
  /// @param graphUrl the address of the Graph API
  public CloudMedia(GraphClient graph, List<String> hosts, URI graphUrl) {
    this.graph = graph;
    this.hosts = new MediaHosts(hosts, graphUrl);
  }

  @Override
  public Fetched fetch(MediaRecord.Source from, IncomingFile into) throws IOException {
    try {
      return ask(from, into);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Fetched.Failed("Parley was stopped");
    }
  }

  private Fetched ask(MediaRecord.Source from, IncomingFile into)
      throws IOException, InterruptedException {
    if (!ID.matcher(from.mediaId()).matches()) { // it would lead to another address
      return new Fetched.Missing("WhatsApp returned an id that belongs to no file");
    }
    HttpResponse<byte[]> answer;
    try {
      answer = graph.get(from.mediaId());
    } catch (IOException unreached) {
      return new Fetched.Failed("WhatsApp did not answer");
    }
    JsonNode json = parsed(answer.body());
    JsonNode error = json.path("error");
    if (error.isObject()) {
      return refused(error);
    }
    URI address = address(LooseJson.wholeText(json, "url"));
    if (answer.statusCode() != 200 || address == null) {
      return new Fetched.Failed("WhatsApp did not say where it is");
    }
    String said = hexadecimal(LooseJson.text(json, "sha256"));
    String sha256 = said == null ? hexadecimal(from.sha256()) : said;
    long size = json.path("file_size").asLong(-1);
    return read(address, into, sha256, size);
  }

  private static Fetched refused(JsonNode error) {
    int code = error.path("code").asInt(-1);
    String reason = GraphErrors.reason(error).title();
    boolean unknown = code == PARAMETER && error.path("error_subcode").asInt() == UNKNOWN_ID;
    if (unknown) {
      return new Fetched.Missing("WhatsApp does not have it any more");
    }
    boolean permission = code == 0 || code == 3 || code == 10 || (code >= 200 && code <= 299);
    return code == TOKEN || permission ? new Fetched.Stopped(reason) : new Fetched.Failed(reason);
  }

  private Fetched read(URI first, IncomingFile into, @Nullable String sha256, long size)
      throws IOException, InterruptedException {
    URI address = first;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      if (!hosts.allows(address)) {
        return new Fetched.Failed(
            "WhatsApp has it on a host that is not in MEDIA_HOSTS: " + address.getHost());
      }
      HttpResponse<InputStream> answer;
      try {
        answer = graph.stream(address, isSameHost(first, address));
      } catch (IOException unreached) {
        return new Fetched.Failed("the host of the file did not answer");
      }
      try (InputStream body = answer.body()) {
        if (REDIRECTS.contains(answer.statusCode())) {
          URI next = address(answer.headers().firstValue("Location").orElse(null));
          if (next == null) {
            return new Fetched.Failed("the host of the file redirected to no address");
          }
          address = address.resolve(next);
          continue;
        }
        return switch (answer.statusCode()) {
          case 200 -> copied(body, into, sha256, size);
          case 401, 403 -> new Fetched.Stopped("The host of the file refused the access token");
          default -> new Fetched.Failed("the host of the file answered " + answer.statusCode());
        };
      }
    }
    return new Fetched.Failed("the host of the file redirected too often");
  }

  private static boolean isSameHost(URI one, URI other) {
    return one.getHost().equalsIgnoreCase(other.getHost())
        && one.getPort() == other.getPort()
        && one.getScheme().equals(other.getScheme());
  }

  /// @param size the expected size; negative if it is not known
  private Fetched copied(InputStream body, IncomingFile into, @Nullable String sha256, long size)
      throws IOException {
    long begun = System.nanoTime();
    AtomicLong came = new AtomicLong();
    ScheduledFuture<?> watch =
        timer.scheduleWithFixedDelay(
            () -> breakOffWhereSlow(body, came.get(), begun), 1, 1, TimeUnit.SECONDS);
    try {
      byte[] buffer = new byte[BUFFER];
      while (true) {
        int count;
        try {
          count = body.read(buffer);
        } catch (IOException brokenOff) {
          return new Fetched.Failed("the download broke off, or was too slow");
        }
        if (count < 0) {
          break;
        }
        if (into.size() + count > MediaLimits.MOST) {
          return new Fetched.Failed("it is larger than WhatsApp allows");
        }
        if (size >= 0 && into.size() + count > size) {
          return new Fetched.Failed("it has more bytes than WhatsApp says");
        }
        into.write(buffer, 0, count);
        came.addAndGet(count);
      }
    } finally {
      watch.cancel(false);
    }
    return size >= 0 && into.size() != size
        ? new Fetched.Failed("it ended too early")
        : new Fetched.Complete(sha256);
  }

  private static void breakOffWhereSlow(InputStream body, long came, long begun) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    boolean slow = seconds > FIRST_SECONDS && came < (seconds - FIRST_SECONDS) * LEAST_PER_SECOND;
    if (slow || seconds > LONGEST.toSeconds()) {
      try {
        body.close(); // the reader's next read fails
      } catch (IOException alreadyClosed) {
        // The download has ended meanwhile.
      }
    }
  }

  private static JsonNode parsed(byte[] body) {
    try {
      return LooseJson.parse(body);
    } catch (LooseJson.Malformed notJson) {
      return MissingNode.getInstance();
    }
  }

  private static @Nullable URI address(@Nullable String text) {
    try {
      return text == null ? null : URI.create(text);
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  /// A hash as webhooks (base64) or the API (hexadecimal digits) write it; null if it has neither
  /// form.
  static @Nullable String hexadecimal(@Nullable String hash) {
    if (hash == null) {
      return null;
    }
    if (hash.matches("[0-9A-Fa-f]{64}")) {
      return hash.toLowerCase(Locale.ROOT);
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(hash);
      return bytes.length == 32 ? HexFormat.of().formatHex(bytes) : null;
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
