package dev.parley.http;

import dev.parley.access.Principal;
import dev.parley.accounts.RequestOrigin;
import dev.parley.api.RequestFields;
import dev.parley.authentication.CallerAddress;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.MessageId;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A request that has arrived completely. Used by one thread at a time.
final class Request {
  private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
  private static final int MOST_PREFIX = 128;

  private final HttpServerRequest http;
  private final RequestGuard.IdentifiedCaller identified;
  private final String path;
  private final Map<String, String> pathValues;
  private final byte[] received;
  private final byte[] body;
  private @Nullable Map<String, List<String>> query;

  /// @param path the path as it was sent, still encoded
  /// @param pathValues the values of the route's variables, URL-decoded
  Request(
      HttpServerRequest http,
      RequestGuard.IdentifiedCaller identified,
      String path,
      Map<String, String> pathValues,
      byte[] body) {
    this(http, identified, path, pathValues, body, body);
  }

  private Request(
      HttpServerRequest http,
      RequestGuard.IdentifiedCaller identified,
      String path,
      Map<String, String> pathValues,
      byte[] received,
      byte[] body) {
    this.http = http;
    this.identified = identified;
    this.path = path;
    this.pathValues = pathValues;
    this.received = received;
    this.body = body;
  }

  /// The same request with a decompressed body.
  Request decoded(byte[] decoded) {
    return new Request(http, identified, path, pathValues, received, decoded);
  }

  /// The caller.
  Principal caller() {
    return identified.caller();
  }

  /// The path as sent, still encoded.
  String path() {
    return path;
  }

  /// The prefix that a proxy in front of Parley puts before every path, such as `/parley`; empty if
  /// the proxy does not send `X-Forwarded-Prefix`. Accepted only from this machine and private
  /// networks, and only if it looks like a path, because it becomes part of links.
  String prefix() {
    String prefix = header("X-Forwarded-Prefix");
    if (prefix == null || prefix.length() > MOST_PREFIX || !PREFIX.matcher(prefix).matches()) {
      return "";
    }
    InetAddress peer = InetAddress.ofLiteral(http.remoteAddress().hostAddress());
    return peer.isLoopbackAddress() || peer.isSiteLocalAddress() ? prefix : "";
  }

  /// The origin of the request for the audit trail.
  RequestOrigin origin() {
    return new RequestOrigin(
        identified.address().address().getHostAddress(), identified.requestId());
  }

  /// The address from which the request comes.
  CallerAddress address() {
    return identified.address();
  }

  @Nullable String header(String name) {
    return http.getHeader(name);
  }

  /// The decompressed body.
  byte[] body() {
    return body;
  }

  /// The bytes exactly as received, compressed or not: a signature covers these.
  byte[] received() {
    return received;
  }

  /// The variable `:name` of the route's path.
  String pathValue(String name) {
    String value = pathValues.get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no :" + name);
    }
    return value;
  }

  /// The chat that the path names.
  ///
  /// @throws Refusal `invalid_request`
  WaId chat() {
    String value = pathValue("wa_id");
    if (!WaId.isValid(value)) {
      throw Refusal.invalid("wa_id", WaId.ALLOWED);
    }
    return new WaId(value);
  }

  /// The message that the path names.
  ///
  /// @throws Refusal `invalid_request`
  MessageId message() {
    String value = pathValue("id");
    if (!MessageId.isValid(value)) {
      throw Refusal.invalid("id", MessageId.ALLOWED);
    }
    return new MessageId(value);
  }

  /// A query parameter, URL-decoded; the first one if it is given twice.
  @Nullable String query(String name) {
    List<String> values = query().get(name);
    return values == null ? null : values.getFirst();
  }

  /// A query parameter that is a whole number.
  ///
  /// @throws Refusal `invalid_request` if it is not a number, or out of range
  int query(String name, int fallback, int least, int most) {
    String text = query(name);
    if (text == null) {
      return fallback;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // The text is refused below, like a number out of range.
    }
    throw Refusal.invalid(name, "must be a whole number from %d to %d".formatted(least, most));
  }

  /// Every query parameter, in the order given.
  Map<String, List<String>> query() {
    if (query == null) {
      try {
        query = new QueryStringDecoder(http.uri()).parameters();
      } catch (IllegalArgumentException malformed) {
        throw new Refusal(
            ErrorCode.INVALID_REQUEST,
            "The query has a % that is not followed by two hexadecimal digits");
      }
    }
    return query;
  }

  /// The body's fields, from JSON or a form.
  ///
  /// @param names the fields to read
  /// @throws Refusal `invalid_request`
  RequestFields fields(List<String> names) {
    return isForm() ? RequestFields.ofForm(body, names) : RequestFields.ofJson(body, names);
  }

  /// Whether the body is a form. `curl -d '{...}'` declares a form although it sends JSON: a body
  /// that begins like a JSON object or array is never a form.
  boolean isForm() {
    if (!MediaType.isForm(header("Content-Type"))) {
      return false;
    }
    for (byte character : body) {
      if (character == '{' || character == '[') {
        return false;
      }
      if (character > ' ') {
        return true;
      }
    }
    return true;
  }
}
