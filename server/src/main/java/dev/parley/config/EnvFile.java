package dev.parley.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A `.env` file, read exactly as npm's `dotenv` 16 reads it: the same pattern finds the same names
/// and values, and everything else in the file is ignored. Source: `lib/main.js` of dotenv 16.6.1.
///
/// @param entries the entries by name; if a name occurs twice, the last one
/// @param ignored the numbers of the lines that are neither part of an entry, nor a comment, nor
///   blank, in ascending order
record EnvFile(Map<String, Entry> entries, List<Integer> ignored) {
  static final EnvFile EMPTY = new EnvFile(Map.of(), List.of());

  /// JavaScript's `\s`, which differs from Java's.
  private static final String SPACE =
      "[\\t-\\r \\xA0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF]";

  /// JavaScript's `.`.
  private static final String ANY = "[^\\n\\r\\u2028\\u2029]";

  /// JavaScript's `^` and `$` with the flag `m`.
  private static final String BEGIN = "(?<!" + ANY + ")";

  private static final String END = "(?!" + ANY + ")";

  private static final Pattern ENTRY =
      Pattern.compile(
          "^S*(?:exportS+)?([\\w.-]+)(?:S*=S*?|:S+?)(S*%s|S*%s|S*%s|[N#\\r\\n]+)?S*(?:#A*)?$"
              .formatted(quoted("'"), quoted("\""), quoted("`"))
              .replace("^", BEGIN)
              .replace("$", END)
              .replace("N", "^")
              .replace("A", ANY)
              .replace("S", SPACE));

  private static final Pattern SURROUNDING_QUOTES =
      Pattern.compile(BEGIN + "(['\"`])([\\s\\S]*)\\1" + END);
  private static final Pattern SURROUNDING_SPACE =
      Pattern.compile("\\A" + SPACE + "+|" + SPACE + "+\\z");
  private static final Pattern COMMENT_OR_BLANK =
      Pattern.compile(SPACE + "*(?:#.*)?", Pattern.DOTALL);

  /// A value.
  ///
  /// @param line the number of the line that names it, from 1 on
  record Entry(String value, int line) {
    /// A text without the value, which may be a secret.
    @Override
    public String toString() {
      return "line " + line;
    }
  }

  EnvFile {
    entries = Map.copyOf(entries);
    ignored = List.copyOf(ignored);
  }

  /// Reads the file; one that does not exist is empty. Bytes that are not UTF-8 become U+FFFD.
  ///
  /// @throws IOException when it exists and cannot be read
  static EnvFile read(Path file) throws IOException {
    return Files.exists(file) ? parse(new String(Files.readAllBytes(file), UTF_8)) : EMPTY;
  }

  /// Parses any text; never fails.
  static EnvFile parse(String text) {
    String lines = text.replace("\r\n", "\n").replace('\r', '\n');
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<Integer> ignored = new ArrayList<>();
    Matcher entry = ENTRY.matcher(lines);
    int read = 0;
    int line = 1;
    while (entry.find()) {
      line = ignore(lines, read, entry.start(), line, ignored);
      int named = line + lineEnds(lines, entry.start(), entry.start(1));
      entries.put(entry.group(1), new Entry(value(entry.group(2)), named));
      line += lineEnds(lines, entry.start(), entry.end());
      read = entry.end();
    }
    ignore(lines, read, lines.length(), line, ignored);
    return new EnvFile(entries, ignored);
  }

  /// A pattern like `'(?:\\'|[^'])*'`, without a recursion step for each character.
  private static String quoted(String quote) {
    return "Q(?:[NQ\\\\]++|\\\\Q|\\\\)*Q".replace("Q", quote);
  }

  private static String value(@Nullable String written) {
    String trimmed = written == null ? "" : SURROUNDING_SPACE.matcher(written).replaceAll("");
    String bare = SURROUNDING_QUOTES.matcher(trimmed).replaceAll("$2");
    return trimmed.startsWith("\"") ? bare.replace("\\n", "\n").replace("\\r", "\r") : bare;
  }

  /// Records which lines between two entries are not empty.
  ///
  /// @return the number of the line that `end` is on
  private static int ignore(String lines, int begin, int end, int line, List<Integer> ignored) {
    int number = line;
    for (String between : lines.substring(begin, end).split("\n", -1)) {
      if (!COMMENT_OR_BLANK.matcher(between).matches()) {
        ignored.add(number);
      }
      number++;
    }
    return number - 1;
  }

  private static int lineEnds(String lines, int begin, int end) {
    return (int) lines.substring(begin, end).chars().filter(it -> it == '\n').count();
  }
}
