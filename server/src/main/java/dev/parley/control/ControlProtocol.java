package dev.parley.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Ingested;
import dev.parley.chat.Refusal;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The names in the messages of the control channel. Reads and writes these messages, each of which
/// is a line of JSON.
final class ControlProtocol {
  static final String DO = "do";
  static final String RECEIVE = "receive";
  static final String REPLAY = "replay";
  static final String DISMISS = "dismiss";
  static final String ACCOUNT = "account";
  static final String NAME_CONTACT = "name-contact";
  static final String REINDEX = "reindex";
  static final String ERASE = "erase";

  /// The longest line: a body of the largest possible `BODY_LIMIT`, in Base64.
  private static final int MOST_LINE = 256 * 1024 * 1024;

  private static final String FILE = "parley.control";
  private static final ObjectMapper JSON = new ObjectMapper();

  private ControlProtocol() {}

  static Path file(Path folder) {
    return folder.resolve(FILE);
  }

  static UnixDomainSocketAddress address(Path folder) {
    return UnixDomainSocketAddress.of(file(folder));
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// Sends one line.
  static void write(OutputStream out, JsonNode line) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(line);
    out.write(bytes);
    out.write('\n');
    out.flush();
  }

  /// Reads one line; null at the end of the stream.
  ///
  /// @throws IOException when the line is too long or is not JSON
  static @Nullable JsonNode read(BufferedInputStream in) throws IOException {
    byte[] line = line(in);
    return line == null ? null : JSON.readTree(line);
  }

  private static byte @Nullable [] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return null;
      }
      if (line.size() >= MOST_LINE) {
        throw new IOException("a line of the control channel exceeds the limit");
      }
      line.write(next);
    }
    return line.toByteArray();
  }

  static ObjectNode of(Ingested result) {
    return object()
        .put("messages", result.messages())
        .put("statuses", result.statuses())
        .put("duplicates", result.duplicates())
        .put("ignored", result.ignored())
        .put("unprocessed", result.unprocessed());
  }

  static Ingested ingested(JsonNode answer) {
    return new Ingested(
        answer.path("messages").asLong(),
        answer.path("statuses").asLong(),
        answer.path("duplicates").asLong(),
        answer.path("ignored").asLong(),
        answer.path("unprocessed").asLong());
  }

  static ObjectNode numbers(String name, List<Long> numbers) {
    ObjectNode line = object();
    ArrayNode list = line.putArray(name);
    numbers.forEach(list::add);
    return line;
  }

  static List<Long> numbers(JsonNode line, String name) {
    return line.path(name).valueStream().map(JsonNode::asLong).toList();
  }

  static ObjectNode of(Refusal refusal) {
    ObjectNode answer =
        object().put("error", refusal.sentence()).put("code", refusal.code().wire());
    ArrayNode details = answer.putArray("details");
    for (Refusal.Problem problem : refusal.problems()) {
      details.addObject().put("field", problem.field()).put("problem", problem.problem());
    }
    return answer;
  }

  static Refusal refusal(JsonNode answer) {
    List<Refusal.Problem> problems = new ArrayList<>();
    for (JsonNode detail : answer.path("details")) {
      problems.add(
          new Refusal.Problem(detail.path("field").asText(), detail.path("problem").asText()));
    }
    return new Refusal(
        ErrorCode.valueOf(answer.path("code").asText().toUpperCase(Locale.ROOT)),
        answer.path("error").asText(),
        problems);
  }
}
