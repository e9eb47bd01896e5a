package dev.parley.outgoing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Outgoing;
import dev.parley.chat.Sendable;
import dev.parley.json.SmallTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The contents of `payloads/outgoing`, and methods with which tests read content.
public final class Samples {
  private static final Path FOLDER = Path.of("src/test/resources/payloads/outgoing");
  private static final JsonMapper JSON = new JsonMapper();

  private Samples() {}

  /// The result of reading content.
  ///
  /// @param problems each a field and its problem
  public record Read(@Nullable Sendable outgoing, List<String> problems) {
    /// The content, which must be valid, as a message.
    public Outgoing right() {
      if (outgoing instanceof Outgoing message) {
        return message;
      }
      throw new AssertionError(problems);
    }
  }

  /// The files, by name.
  public static List<Path> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The JSON of a file, for example `image`.
  public static ObjectNode json(String name) {
    return json(FOLDER.resolve(name + ".json"));
  }

  /// The JSON of a file.
  public static ObjectNode json(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The object in a text, read in the same way as that of a request.
  public static ObjectNode parse(String json) {
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      return (ObjectNode) SmallTree.read(parser).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads content, as the field of a request.
  static Read read(ObjectNode content) {
    return read(content, null);
  }

  /// Reads content, as the field of a request.
  ///
  /// @param caption the request's text
  static Read read(ObjectNode content, @Nullable String caption) {
    List<String> problems = new ArrayList<>();
    Sendable outgoing =
        FlatContent.read(
            content,
            caption,
            (field, problem) -> problems.add(field + " " + problem),
            TemplateBook.EMPTY);
    return new Read(outgoing, problems);
  }

  /// Reads a sample.
  public static Read read(Path file) {
    return read(json(file));
  }
}
