package dev.parley.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An S3 server with one bucket, in memory. Signatures are checked by the document "Authenticating
/// Requests (AWS Signature Version 4)", not by the library that makes them; a request whose body is
/// not signed is refused.
public final class S3Peer implements AutoCloseable {
  /// The key of its only user.
  public static final String KEY_ID = "AKIDEXAMPLE";

  /// The secret of [#KEY_ID].
  public static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  private static final String REGION = "eu-central-1";
  private static final int PAGE = 3;
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/s3/aws4_request, "
              + "SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

  private final HttpServer server;
  private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

  private S3Peer(HttpServer server) {
    this.server = server;
  }

  /// Starts a server with an empty bucket `chat`.
  public static S3Peer start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    S3Peer peer = new S3Peer(server);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", peer::answer);
    server.start();
    return peer;
  }

  /// Its address.
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// The names of all objects, in order.
  public List<String> names() {
    return List.copyOf(objects.keySet());
  }

  /// Stores an object, as another program would.
  public void store(String name, byte[] bytes) {
    objects.put(name, bytes);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getRawPath();
      if (!isSigned(exchange, body)) {
        error(exchange, 403, "SignatureDoesNotMatch");
      } else if (path.equals("/chat")) {
        list(exchange);
      } else if (path.startsWith("/chat/")) {
        object(exchange, path.substring(6), body);
      } else {
        error(exchange, 404, "NoSuchBucket");
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void object(HttpExchange exchange, String name, byte[] body) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "PUT" -> {
        objects.put(name, body);
        exchange.sendResponseHeaders(200, -1);
      }
      case "DELETE" -> {
        objects.remove(name);
        exchange.sendResponseHeaders(204, -1);
      }
      default -> {
        byte[] bytes = objects.get(name);
        Matcher range =
            RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
        if (bytes == null) {
          error(exchange, 404, "NoSuchKey");
        } else if (range.matches()) {
          int from = Integer.parseInt(range.group(1));
          int to = Math.min(bytes.length, Integer.parseInt(range.group(2)) + 1);
          send(exchange, 206, Arrays.copyOfRange(bytes, from, to));
        } else {
          send(exchange, 200, bytes);
        }
      }
    }
  }

  private void list(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange);
    String prefix = query.getOrDefault("prefix", "");
    String xml =
        objects.tailMap(query.getOrDefault("start-after", ""), false).entrySet().stream()
            .filter(it -> it.getKey().startsWith(prefix))
            .limit(PAGE)
            .map(it ->
                ("<Contents><Key>%s</Key><LastModified>2026-11-24T12:00:00.000Z</LastModified>"
                        + "<Size>%d</Size></Contents>")
                    .formatted(it.getKey(), it.getValue().length))
            .collect(
                Collectors.joining(
                    "",
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult"
                        + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>chat</Name>",
                    "</ListBucketResult>"));
    send(exchange, 200, xml.getBytes(UTF_8));
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], UTF_8));
    }
    return query;
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    send(exchange, status, "<Error><Code>%s</Code></Error>".formatted(code).getBytes(UTF_8));
  }

  private static boolean isSigned(HttpExchange exchange, byte[] body)
      throws GeneralSecurityException {
    Matcher sent =
        AUTHORIZATION.matcher(
            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    String hash = exchange.getRequestHeaders().getFirst("x-amz-content-sha256");
    if (!sent.matches()
        || !sent.group(1).equals(KEY_ID)
        || !sent.group(3).equals(REGION)
        || !sha256(body).equals(hash)) {
      return false;
    }
    String raw = exchange.getRequestURI().getRawQuery();
    String query =
        raw == null
            ? ""
            : Arrays.stream(raw.split("&", -1)).sorted().collect(Collectors.joining("&"));
    StringBuilder headers = new StringBuilder();
    for (String name : sent.group(4).split(";", -1)) {
      headers.append(name).append(':');
      headers.append(exchange.getRequestHeaders().getFirst(name).strip()).append('\n');
    }
    String canonical =
        String.join(
            "\n",
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            query,
            headers,
            sent.group(4),
            hash);
    String scope = "%s/%s/s3/aws4_request".formatted(sent.group(2), sent.group(3));
    String toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            exchange.getRequestHeaders().getFirst("x-amz-date"),
            scope,
            sha256(canonical.getBytes(UTF_8)));
    byte[] key = ("AWS4" + SECRET).getBytes(UTF_8);
    for (String part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, toSign)).equals(sent.group(5));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
