package dev.parley.socketio;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves the official client for browsers, as Node's server does: `GET /socket.io/socket.io.js`
/// and similar files, with the client's version as `ETag`.
///
/// The files are resources that the build took from the npm package `socket.io-client` (ADR 15). If
/// the build could not find the package, each request is answered with 404 and the reason. Any
/// thread may use it; each file is read and compressed once, at its first request.
final class ClientBundle {
  /// The files that are served. Other files of the package are not.
  static final Set<String> NAMES =
      Set.of(
          "socket.io.js",
          "socket.io.js.map",
          "socket.io.min.js",
          "socket.io.min.js.map",
          "socket.io.esm.min.js",
          "socket.io.esm.min.js.map",
          "socket.io.msgpack.min.js",
          "socket.io.msgpack.min.js.map");

  private static final String SCRIPT = "application/javascript; charset=utf-8";
  private static final String JSON = "application/json; charset=utf-8";
  private static final Logger log = LoggerFactory.getLogger(ClientBundle.class);

  private final Vertx vertx;
  private final String path;
  private final String folder;
  private final ConcurrentHashMap<String, File> files = new ConcurrentHashMap<>();

  /// @param path the part of the path before a file's name, such as `/socket.io/`
  ClientBundle(Vertx vertx, String path) {
    this(vertx, path, "client");
  }

  /// @param folder the folder of the files on the class path, relative to this class
  ClientBundle(Vertx vertx, String path, String folder) {
    this.vertx = vertx;
    this.path = path;
    this.folder = folder;
  }

  /// Answers the request if it is for one of the [#NAMES]; the answer may come after this method
  /// has returned. The method and the query of the request do not matter. Headers that the response
  /// already has, such as those of CORS, are kept.
  ///
  /// @return false if the request is for another path; the request is then left unanswered
  boolean serve(HttpServerRequest request) {
    String asked = request.path();
    if (asked == null || !asked.startsWith(path)) {
      return false;
    }
    String name = asked.substring(path.length());
    if (!NAMES.contains(name)) {
      return false;
    }
    if (files.containsKey(name)) {
      send(request, answer(name, request));
    } else {
      vertx
          .executeBlocking(() -> answer(name, request))
          .onSuccess(answer -> send(request, answer))
          .onFailure(failure -> {
            log.atError()
                .setCause(failure)
                .addKeyValue("file", name)
                .log("a file of the browser client could not be read");
            request.response().setStatusCode(500).end();
          });
    }
    return true;
  }

  /// The answer to a request for `name`, one of the [#NAMES]. Blocks at the first request for the
  /// file.
  ///
  /// @param requestId the id to put into the body of an error
  Answer answer(
      String name,
      @Nullable String ifNoneMatch,
      @Nullable String acceptEncoding,
      @Nullable String requestId) {
    return switch (files.computeIfAbsent(name, this::read)) {
      case CachedFile held -> held.answer(ifNoneMatch, acceptEncoding);
      case Missing missing -> missing.answer(requestId);
    };
  }

  private Answer answer(String name, HttpServerRequest request) {
    return answer(
        name,
        request.getHeader(HttpHeaderNames.IF_NONE_MATCH),
        request.getHeader(HttpHeaderNames.ACCEPT_ENCODING),
        request.response().headers().get("X-Request-Id"));
  }

  private static void send(HttpServerRequest request, Answer answer) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return;
    }
    response.setStatusCode(answer.status());
    // Added, not set: `Vary` may be there for another reason.
    answer.headers().forEach(response.headers()::add);
    if (answer.status() == 304 || request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(answer.body());
    }
  }

  private File read(String name) {
    byte[] plain = bytes(name);
    byte[] description = bytes("package.json");
    if (plain == null || description == null) {
      byte[] reason = bytes("missing.txt");
      return new Missing(
          reason == null
              ? "its files are not on the class path"
              : new String(reason, StandardCharsets.UTF_8).strip());
    }
    try {
      String version = new ObjectMapper().readTree(description).required("version").textValue();
      String type = name.endsWith(".map") ? JSON : SCRIPT;
      return new CachedFile(type, "\"" + version + "\"", Buffer.buffer(plain), gzip(plain));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte @Nullable [] bytes(String name) {
    try (InputStream in = ClientBundle.class.getResourceAsStream(folder + "/" + name)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Buffer gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(plain.length / 3);
    try (OutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(plain);
    }
    return Buffer.buffer(compressed.toByteArray());
  }

  /// A complete answer.
  ///
  /// @param headers `Content-Length` included, unless the status is 304
  /// @param body empty with 304
  record Answer(int status, Map<String, String> headers, Buffer body) {
    private static Answer of(int status, Map<String, String> headers, Buffer body) {
      headers.put("Content-Length", Integer.toString(body.length()));
      return new Answer(status, headers, body);
    }
  }

  private sealed interface File {}

  /// @param tag the client's version, in quotes
  private record CachedFile(String type, String tag, Buffer plain, Buffer gzip) implements File {
    Answer answer(@Nullable String ifNoneMatch, @Nullable String acceptEncoding) {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Cache-Control", "public, max-age=0");
      headers.put("ETag", tag);
      headers.put("Vary", "Accept-Encoding");
      if (ifNoneMatch != null && isAmong(ifNoneMatch)) {
        return new Answer(304, headers, Buffer.buffer());
      }
      headers.put("Content-Type", type);
      if (acceptEncoding != null && wantsGzip(acceptEncoding)) {
        headers.put("Content-Encoding", "gzip");
        return Answer.of(200, headers, gzip);
      }
      return Answer.of(200, headers, plain);
    }

    /// Compares weakly, as `If-None-Match` does. Source: RFC 9110, section 13.1.2.
    private boolean isAmong(String ifNoneMatch) {
      for (String element : ifNoneMatch.split(",", -1)) {
        String known = element.strip();
        if (known.equals("*") || known.equals(tag) || known.equals("W/" + tag)) {
          return true;
        }
      }
      return false;
    }

    /// Source: RFC 9110, section 12.5.3.
    private static boolean wantsGzip(String acceptEncoding) {
      for (String element : acceptEncoding.split(",", -1)) {
        String[] parts = element.strip().split("\\s*;\\s*", 2);
        if (parts[0].equalsIgnoreCase("gzip") || parts[0].equals("*")) {
          return parts.length == 1 || !parts[1].matches("[qQ]=0(\\.0{0,3})?");
        }
      }
      return false;
    }
  }

  /// @param reason the reason that the build recorded, such as `npm was not found`
  private record Missing(String reason) implements File {
    Answer answer(@Nullable String requestId) {
      Map<String, String> body = new LinkedHashMap<>();
      body.put(
          "error",
          "The Socket.IO client is not part of this build ("
              + reason
              + "); install npm and build again, or take the client from elsewhere");
      body.put("code", "not_found");
      if (requestId != null) {
        body.put("requestId", requestId);
      }
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Content-Type", JSON);
      headers.put("Cache-Control", "no-store");
      try {
        return Answer.of(404, headers, Buffer.buffer(new ObjectMapper().writeValueAsBytes(body)));
      } catch (IOException e) {
        throw new UncheckedIOException("a string cannot be written as JSON", e);
      }
    }
  }
}
