package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Messages in many languages, and which of them each query finds: `resources/search`.
public final class SearchTable {
  private static final JsonMapper JSON = new JsonMapper();

  /// A line of one of the files.
  ///
  /// @param left the part of the row before the bar
  /// @param right the part of the row after the bar
  public record Line(String left, String right) {}

  /// The messages, by id.
  public static final List<Line> MESSAGES = lines("messages.txt");

  /// The queries, and the ids that each finds.
  public static final List<Line> QUERIES = lines("queries.txt");

  private SearchTable() {}

  private static List<Line> lines(String file) {
    try (InputStream in = SearchTable.class.getResourceAsStream("/search/" + file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> {
            int bar = line.lastIndexOf('|');
            return new Line(line.substring(0, bar).strip(), line.substring(bar + 1).strip());
          })
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The body that stores a message with `POST /api/send`.
  public static String body(Line message) {
    return JSON.createObjectNode()
        .put("id", message.left())
        .put("wa_id", "4477")
        .put("type", "incoming")
        .put("text", message.right())
        .toString();
  }

  /// The path of a request for a query.
  public static String path(String query) {
    return "/api/search?limit=100&q=" + URLEncoder.encode(query, UTF_8);
  }

  /// Sends every query, and checks its results.
  ///
  /// @param get returns the answer to a path
  public static void check(Function<String, String> get) {
    List<String> wrong = new ArrayList<>();
    for (Line query : QUERIES) {
      JsonNode answer = JSON.readTree(get.apply(path(query.left())));
      Set<String> found =
          answer
              .get("messages")
              .valueStream()
              .map(it -> it.get("message").get("id").stringValue())
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> expected =
          Arrays.stream(query.right().split(" "))
              .filter(it -> !it.isEmpty())
              .collect(Collectors.toCollection(TreeSet::new));
      if (!found.equals(expected)) {
        wrong.add(query.left() + " found " + found + " instead of " + expected);
      }
    }
    assertEquals(List.of(), wrong);
  }

  /// Whether the index is complete and has a message.
  public static boolean isThere(Function<String, String> get, String query) {
    JsonNode answer = JSON.readTree(get.apply(path(query)));
    return !answer.has("indexing") && answer.path("messages").size() > 0;
  }
}
