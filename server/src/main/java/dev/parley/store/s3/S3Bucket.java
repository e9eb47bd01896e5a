package dev.parley.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.config.FilePlace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// The five requests to S3 that storing files needs. Every method blocks, for a limited time. Safe
/// for use by many threads. Source: Amazon S3 API Reference, version 2006-03-01.
final class S3Bucket implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /// The slowest upload that is accepted, in bytes a second.
  private static final long LEAST_PER_SECOND = 64 * 1024;

  /// The maximum size of an answer, in bytes. A list of a thousand names is smaller.
  private static final int MOST_BYTES = 2 << 20;

  private static final Pattern CODE = Pattern.compile("<Code>([A-Za-z]{1,60})</Code>");
  private static final Set<String> BY_THE_CLIENT = Set.of("host", "content-length", "expect");
  private static final int NOT_FOUND = 404;

  private final String base;
  private final String region;
  private final AwsCredentialsIdentity credentials;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .executor(threads)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  S3Bucket(FilePlace.S3 place) {
    this.base = "%s/%s".formatted(place.endpoint(), place.bucket());
    this.region = place.region();
    this.credentials =
        AwsCredentialsIdentity.create(place.accessKeyId(), place.secretKey().value());
  }

  /// An object.
  record Listed(String key, long size) {}

  /// Stores a file; S3 compares it with the SHA-256 that is part of the signature.
  void put(String key, Path file, long size) throws IOException {
    SdkHttpRequest unsigned = request(SdkHttpMethod.PUT, "/" + key);
    try (Content content = new Content(file)) {
      HttpRequest.BodyPublisher bytes = BodyPublishers.ofInputStream(content::newStream);
      HttpRequest.BodyPublisher body =
          size == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(bytes, size);
      HttpRequest request = signed(unsigned, content).PUT(body).build();
      require(200, send(request, ANSWER.plusSeconds(size / LEAST_PER_SECOND)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// The bytes of a file. Closes all streams that were opened: the signer leaves open the stream
  /// that it has read, and the client leaves open a stream that it could not send completely. While
  /// a stream is open, the file uses space on the disk even after it was removed.
  private static final class Content implements ContentStreamProvider, AutoCloseable {
    private final Path file;
    private final Queue<InputStream> opened = new ConcurrentLinkedQueue<>();

    Content(Path file) {
      this.file = file;
    }

    @Override
    public InputStream newStream() {
      try {
        InputStream stream = Files.newInputStream(file);
        opened.add(stream);
        return stream;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      for (InputStream stream : opened) {
        stream.close();
      }
    }
  }

  /// Reads a part of an object.
  ///
  /// @param length the number of bytes, which the object must have from `from` on; at least 1
  byte[] get(String key, long from, int length) throws IOException {
    SdkHttpRequest unsigned =
        request(SdkHttpMethod.GET, "/" + key).toBuilder()
            .putHeader("Range", "bytes=%d-%d".formatted(from, from + length - 1))
            .build();
    HttpResponse<byte[]> answer = send(signed(unsigned, null).GET().build(), ANSWER);
    require(206, answer);
    if (answer.body().length != length) {
      throw new IOException("S3 returned a part of the wrong length");
    }
    return answer.body();
  }

  /// Removes an object, if it exists.
  void delete(String key) throws IOException {
    HttpRequest request = signed(request(SdkHttpMethod.DELETE, "/" + key), null).DELETE().build();
    HttpResponse<byte[]> answer = send(request, ANSWER);
    if (answer.statusCode() != NOT_FOUND) {
      require(204, answer);
    }
  }

  /// At most 1,000 objects in the order of their names.
  ///
  /// @param after the name after which to start; null: at the first
  List<Listed> list(String prefix, @Nullable String after) throws IOException {
    String query =
        "?list-type=2&max-keys=1000"
            + (prefix.isEmpty() ? "" : "&prefix=" + encoded(prefix))
            + (after == null ? "" : "&start-after=" + encoded(after));
    HttpRequest request = signed(request(SdkHttpMethod.GET, query), null).GET().build();
    HttpResponse<byte[]> answer = send(request, ANSWER);
    require(200, answer);
    try {
      return objects(answer.body());
    } catch (XMLStreamException | NumberFormatException unreadable) {
      throw new IOException("S3 returned an unreadable list", unreadable);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static List<Listed> objects(byte[] xml) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
    List<Listed> objects = new ArrayList<>();
    String key = null;
    while (reader.hasNext()) {
      if (reader.next() == XMLStreamConstants.START_ELEMENT) {
        switch (reader.getLocalName()) {
          case "Key" -> key = reader.getElementText();
          case "Size" -> {
            if (key != null) {
              objects.add(new Listed(key, Long.parseLong(reader.getElementText())));
              key = null;
            }
          }
          default -> {
            // other data that S3 returns for objects
          }
        }
      }
    }
    return objects;
  }

  private SdkHttpRequest request(SdkHttpMethod method, String path) {
    return SdkHttpRequest.builder().method(method).uri(URI.create(base + path)).build();
  }

  private HttpRequest.Builder signed(
      SdkHttpRequest request, @Nullable ContentStreamProvider content) {
    SdkHttpRequest signed =
        signer
            .sign(it -> {
              it.identity(credentials)
                  .request(request)
                  .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                  .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                  .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                  .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false);
              if (content != null) {
                it.payload(content);
              }
            })
            .request();
    HttpRequest.Builder builder = HttpRequest.newBuilder(signed.getUri());
    signed.forEachHeader((name, values) -> {
      if (!BY_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
        values.forEach(value -> builder.header(name, value));
      }
    });
    return builder;
  }

  /// `HttpRequest.timeout` covers only the time until the headers of the answer; `longest` also
  /// covers its body.
  private HttpResponse<byte[]> send(HttpRequest request, Duration longest) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> coming =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      return coming.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new HttpTimeoutException("S3 did not answer in time");
    } catch (ExecutionException failed) {
      throw new IOException("S3 did not answer", failed.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      coming.cancel(true); // closes the connection if the answer is incomplete
    }
  }

  private static void require(int status, HttpResponse<byte[]> answer) throws IOException {
    if (answer.statusCode() != status) {
      Matcher code = CODE.matcher(new String(answer.body(), UTF_8));
      throw new IOException(
          "S3 answered %d %s".formatted(answer.statusCode(), code.find() ? code.group(1) : ""));
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }
}
