package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The header that leads to the next page. Source: RFC 8288.
final class Page {
  private Page() {}

  /// `Link`, keeping the request's other parameters; nothing on the last page.
  ///
  /// @param next the cursor of the next page
  static Map<String, String> headers(Request request, @Nullable String next) {
    if (next == null) {
      return Map.of();
    }
    StringBuilder link =
        new StringBuilder("<").append(request.prefix()).append(request.path()).append('?');
    for (Map.Entry<String, List<String>> parameter : request.query().entrySet()) {
      if (!parameter.getKey().equals(Cursor.PARAMETER)) {
        for (String value : parameter.getValue()) {
          link.append(encoded(parameter.getKey())).append('=').append(encoded(value)).append('&');
        }
      }
    }
    return Map.of(
        "Link",
        link.append(Cursor.PARAMETER + "=").append(next).append(">; rel=\"next\"").toString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
