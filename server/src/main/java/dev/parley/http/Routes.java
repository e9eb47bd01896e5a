package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.access.Permission;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Finds the endpoint for a path and a method. Immutable; safe for use by many threads.
///
/// A path is fixed, such as `/api/send`, or has variables, such as `/api/chats/:wa_id/read`. A
/// variable stands for one non-empty segment. A variable with letters before it, as in
/// `/v:version/:id`, stands for the rest of a segment that begins with these letters and continues
/// with a digit. Fixed paths have precedence. Letter case does not matter, but the values of
/// variables keep theirs. `HEAD` is answered wherever `GET` is.
final class Routes {
  /// The bodies that an endpoint accepts.
  enum AcceptedBody {
    /// JSON or a form; others are refused.
    JSON_OR_FORM,
    /// A body of any `Content-Type`.
    ANYTHING
  }

  /// One row.
  ///
  /// @param needs the permission that a caller needs
  record Route(
      String method, String path, Permission needs, AcceptedBody takes, Endpoint endpoint) {}

  /// A path that is served.
  ///
  /// @param path the path as in the table
  /// @param values the values of the path's variables, URL-decoded
  record Match(String path, Map<String, Route> byMethod, Map<String, String> values) {
    /// The route for `method` at this path; not for `OPTIONS`.
    Optional<Route> route(String method) {
      return Optional.ofNullable(byMethod.get(method.equals("HEAD") ? "GET" : method));
    }

    /// The endpoint of any route of this path.
    Endpoint endpoint() {
      return byMethod.values().iterator().next().endpoint();
    }

    /// For the header `Allow`: `GET, HEAD, OPTIONS`.
    String allowed() {
      List<String> methods = new ArrayList<>(byMethod.keySet());
      if (byMethod.containsKey("GET")) {
        methods.add("HEAD");
      }
      methods.add("OPTIONS");
      return methods.stream().sorted().collect(Collectors.joining(", "));
    }
  }

  private final Map<String, Match> fixed = new HashMap<>();
  private final List<Variable> variable = new ArrayList<>();

  private record Variable(List<String> segments, String path, Map<String, Route> byMethod) {}

  /// @throws IllegalArgumentException when two rows have the same method and path
  Routes(List<Route> routes) {
    Map<String, Map<String, Route>> byPath = new TreeMap<>();
    for (Route route : routes) {
      Map<String, Route> byMethod = byPath.computeIfAbsent(route.path(), _ -> new TreeMap<>());
      if (byMethod.putIfAbsent(route.method(), route) != null) {
        throw new IllegalArgumentException(
            "two rows for %s %s".formatted(route.method(), route.path()));
      }
    }
    byPath.forEach((path, byMethod) -> {
      if (path.contains(":")) {
        variable.add(new Variable(segments(path), path, byMethod));
      } else {
        fixed.put(path, new Match(path, byMethod, Map.of()));
      }
    });
  }

  /// Every row's path and methods, for tests.
  Map<String, String> table() {
    Map<String, String> table = new TreeMap<>();
    fixed.values().forEach(match -> table.put(match.path(), match.allowed()));
    variable.forEach(
        row -> table.put(row.path, new Match(row.path, row.byMethod, Map.of()).allowed()));
    return table;
  }

  /// @param path the path without the query, as it was sent, still encoded. A slash at its end does
  ///   not matter.
  /// @throws Refusal `invalid_request` when it is not URL-encoded
  Optional<Match> find(String path) {
    boolean slash = path.length() > 2 && path.endsWith("/"); // but not "//"
    String plain = slash ? path.substring(0, path.length() - 1) : path;
    Match exact = fixed.get(plain);
    if (exact == null) {
      exact = fixed.get(plain.toLowerCase(Locale.ROOT));
    }
    if (exact != null) {
      return Optional.of(exact);
    }
    List<String> segments = segments(plain);
    for (Variable row : variable) {
      if (row.segments.size() == segments.size() && fits(row.segments, segments)) {
        return Optional.of(new Match(row.path, row.byMethod, values(row.segments, segments)));
      }
    }
    return Optional.empty();
  }

  private static boolean fits(List<String> pattern, List<String> segments) {
    for (int i = 0; i < pattern.size(); i++) {
      String segment = segments.get(i);
      if (!fits(pattern.get(i), segment)) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(String pattern, String segment) {
    int letters = pattern.indexOf(':');
    return switch (letters) {
      case -1 -> pattern.equalsIgnoreCase(segment);
      case 0 -> !segment.isEmpty();
      default ->
          segment.length() > letters
              && pattern.regionMatches(true, 0, segment, 0, letters)
              && segment.charAt(letters) >= '0'
              && segment.charAt(letters) <= '9';
    };
  }

  private static Map<String, String> values(List<String> pattern, List<String> segments) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < pattern.size(); i++) {
      int letters = pattern.get(i).indexOf(':');
      if (letters >= 0) {
        String name = pattern.get(i).substring(letters + 1);
        values.put(name, decoded(segments.get(i).substring(letters)));
      }
    }
    return values;
  }

  // URLDecoder is for forms, where a plus is a space; in a path it is a plus.
  private static String decoded(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw new Refusal(
          ErrorCode.INVALID_REQUEST,
          "The path has a % that is not followed by two hexadecimal digits");
    }
  }

  private static List<String> segments(String path) {
    return List.of(path.split("/", -1));
  }
}
