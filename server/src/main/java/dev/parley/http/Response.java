package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.api.ErrorBody;
import dev.parley.api.Json;
import dev.parley.api.MetaErrorBody;
import dev.parley.chat.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The answer to a request.
sealed interface Response {
  String JSON = "application/json; charset=utf-8";

  int status();

  /// The headers in addition to those that every answer has.
  Map<String, String> headers();

  /// An answer that is ready.
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out; answers are never compared
  record Whole(int status, Map<String, String> headers, byte[] body) implements Response {
    @Override
    public Whole with(String name, String value) {
      return new Whole(status, Response.more(headers, name, value), body);
    }
  }

  /// A `200` whose body is written while it is sent.
  ///
  /// @param held the approximate number of bytes that `body` takes in memory until it is written
  record Streamed(Map<String, String> headers, long held, Body body) implements Response {
    @Override
    public int status() {
      return 200;
    }

    @Override
    public Streamed with(String name, String value) {
      return new Streamed(Response.more(headers, name, value), held, body);
    }
  }

  /// A file, or a part of one, that is read while it is sent. It is not compressed.
  ///
  /// @param length the number of bytes
  record FilePart(int status, Map<String, String> headers, long length, Content content)
      implements Response {
    @Override
    public FilePart with(String name, String value) {
      return new FilePart(status, Response.more(headers, name, value), length, content);
    }
  }

  /// The source of the bytes of a file.
  sealed interface Content {
    /// A source from which the bytes are read and then written.
    record Copied(Body body) implements Content {}

    /// A file on this machine, which is sent from `offset` on.
    record OnDisk(Path file, long offset) implements Content {}
  }

  /// Writes a body, on a virtual thread.
  @FunctionalInterface
  interface Body {
    /// Writes all of it.
    ///
    /// @param out the stream to write to; it blocks while the client reads slowly, and throws once
    ///   the client has disconnected
    void writeTo(OutputStream out) throws IOException;
  }

  static Whole json(int status, Json.Writer body) {
    return new Whole(status, type(JSON), Json.bytes(body));
  }

  static Whole text(String type, String text) {
    return new Whole(200, type(type), text.getBytes(UTF_8));
  }

  static Whole bytes(String type, byte[] bytes) {
    return new Whole(200, type(type), bytes);
  }

  /// A JSON value of any size, with some more headers.
  ///
  /// @param held the approximate number of bytes that `value` takes in memory until it is written
  static Response streamed(Map<String, String> more, long held, Json.Writer value) {
    Map<String, String> headers = new LinkedHashMap<>(type(JSON));
    headers.putAll(more);
    return new Streamed(
        headers,
        held,
        out -> {
          try (var json = Json.generator(out)) {
            value.writeTo(json);
          }
        });
  }

  static Whole error(ErrorBody error) {
    return error(status(error.code()), error::writeTo);
  }

  /// A refusal in the shape of Meta's Cloud API, which answers 400, not 404, if an object does not
  /// exist.
  static Whole metaError(ErrorBody error) {
    boolean metas400 =
        error.code() == ErrorCode.NOT_FOUND || error.code() == ErrorCode.WINDOW_CLOSED;
    int status = metas400 ? 400 : status(error.code());
    return error(status, new MetaErrorBody(error)::writeTo);
  }

  private static Whole error(int status, Json.Writer body) {
    Map<String, String> headers = new LinkedHashMap<>(type(JSON));
    if (status == 503 || status == 429) {
      headers.put("Retry-After", "1");
    }
    return new Whole(status, headers, Json.bytes(body));
  }

  /// The same response with one more header.
  Response with(String name, String value);

  private static Map<String, String> more(Map<String, String> headers, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return more;
  }

  private static Map<String, String> type(String type) {
    return Map.of("Content-Type", type);
  }

  private static int status(ErrorCode code) {
    return switch (code) {
      case INVALID_REQUEST -> 400;
      case UNAUTHORIZED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case METHOD_NOT_ALLOWED -> 405;
      case REQUEST_TIMEOUT -> 408;
      case CONFLICT, NOT_FAILED -> 409;
      case TOO_LARGE -> 413;
      case UNSUPPORTED_MEDIA_TYPE -> 415;
      case WINDOW_CLOSED -> 422;
      case RATE_LIMITED -> 429;
      case INTERNAL -> 500;
      case OVERLOADED, STORE_UNAVAILABLE, WHATSAPP_UNAVAILABLE -> 503;
    };
  }
}
