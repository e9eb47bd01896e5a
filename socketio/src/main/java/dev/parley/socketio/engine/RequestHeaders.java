package dev.parley.socketio.engine;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The headers of a request, in order of arrival. They are kept as long as the connection, in a
/// form that takes little memory. Immutable.
final class RequestHeaders implements Iterable<Map.Entry<String, String>> {
  /// Names that nearly every request has. All connections share these texts.
  private static final Map<String, String> USUAL =
      Stream.of(
              "Accept",
              "Accept-Encoding",
              "Accept-Language",
              "Authorization",
              "Cache-Control",
              "Connection",
              "Content-Length",
              "Content-Type",
              "Cookie",
              "Host",
              "Origin",
              "Pragma",
              "Referer",
              "Sec-WebSocket-Extensions",
              "Sec-WebSocket-Key",
              "Sec-WebSocket-Version",
              "Upgrade",
              "User-Agent",
              "X-Forwarded-For",
              "X-Forwarded-Proto")
          .flatMap(name -> Stream.of(name, name.toLowerCase(Locale.ROOT)))
          .collect(Collectors.toMap(Function.identity(), Function.identity()));

  /// A name, its value, the next name ...
  private final String[] texts;

  private RequestHeaders(String[] texts) {
    this.texts = texts;
  }

  static RequestHeaders of(MultiMap headers) {
    List<String> texts = new ArrayList<>(2 * headers.size());
    for (Map.Entry<String, String> header : headers) {
      texts.add(USUAL.getOrDefault(header.getKey(), header.getKey()));
      texts.add(header.getValue());
    }
    return new RequestHeaders(texts.toArray(String[]::new));
  }

  @Override
  public Iterator<Map.Entry<String, String>> iterator() {
    return new Iterator<>() {
      private int at;

      @Override
      public boolean hasNext() {
        return at < texts.length;
      }

      @Override
      public Map.Entry<String, String> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        at += 2;
        return Map.entry(texts[at - 2], texts[at - 1]);
      }
    };
  }
}
