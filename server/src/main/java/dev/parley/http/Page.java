package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The `Link` header, with the URLs of other pages. Source: RFC 8288.
final class Page {
  /// The parameters that give the position of a page: in a link, the position of the linked page
  /// replaces them.
  private static final Set<String> PLACES =
      Set.of(Cursor.PARAMETER, Cursor.AFTER, ListMessages.AROUND);

  private Page() {}

  /// A page that the client can request.
  ///
  /// @param relation `next` or `prev`
  /// @param parameter the name of the query parameter for the cursor
  record Link(String relation, String parameter, String cursor) {}

  /// The `Link` header to the next page, with the request's other parameters; empty if this is the
  /// last page.
  ///
  /// @param next the cursor of the next page; null if this is the last page
  static Map<String, String> headers(Request request, @Nullable String next) {
    return headers(
        request, next == null ? List.of() : List.of(new Link("next", Cursor.PARAMETER, next)));
  }

  /// The `Link` header to several pages, with the request's other parameters; empty if `links` is
  /// empty.
  static Map<String, String> headers(Request request, List<Link> links) {
    return links.isEmpty()
        ? Map.of()
        : Map.of(
            "Link", links.stream().map(it -> text(request, it)).collect(Collectors.joining(", ")));
  }

  private static String text(Request request, Link page) {
    StringBuilder link =
        new StringBuilder("<").append(request.prefix()).append(request.path()).append('?');
    for (Map.Entry<String, List<String>> parameter : request.query().entrySet()) {
      if (!PLACES.contains(parameter.getKey())) {
        for (String value : parameter.getValue()) {
          link.append(encoded(parameter.getKey())).append('=').append(encoded(value)).append('&');
        }
      }
    }
    return link.append(page.parameter)
        .append('=')
        .append(page.cursor)
        .append(">; rel=\"")
        .append(page.relation)
        .append('"')
        .toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
