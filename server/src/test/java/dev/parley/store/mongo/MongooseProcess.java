package dev.parley.store.mongo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The database half of the replaced backend: its Mongoose models in a Node process, on a database.
/// One thread at a time.
public final class MongooseProcess implements AutoCloseable {
  private static final Path PACKAGES = Path.of("target", "test-npm");
  private static final Path SCRIPTS = Path.of("src/test/resources/mongoose");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process node;
  private final BufferedReader answers;
  private final BufferedWriter tasks;

  private MongooseProcess(Process node) {
    this.node = node;
    this.answers = node.inputReader(UTF_8);
    this.tasks = node.outputWriter(UTF_8);
  }

  /// Connects, and creates its indexes. Skips the test if there is no Node, or no Mongoose.
  public static MongooseProcess on(String uri) {
    MongooseProcess process = new MongooseProcess(node("backend.cjs", uri));
    assertTrue(process.answer().path("ready").asText().startsWith("8."));
    return process;
  }

  /// The answer of `payload-scripts.cjs` to a task.
  public static JsonNode payloads(String uri, String... task) {
    Process node = node(Path.of("src/test/npm/payload-scripts.cjs"), uri, task);
    try (BufferedReader lines = node.inputReader(UTF_8)) {
      JsonNode answer = JSON.readTree(String.valueOf(lines.readLine()));
      assertEquals(0, node.waitFor());
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// The documents that `documents.cjs` writes into a database.
  static List<String> documents(String uri) {
    Process node = node("documents.cjs", uri);
    try (BufferedReader lines = node.inputReader(UTF_8)) {
      List<String> documents = lines.lines().toList();
      assertEquals(0, node.waitFor());
      return documents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Process node(String script, String uri) {
    return node(SCRIPTS.resolve(script), uri);
  }

  private static Process node(Path script, String uri, String... more) {
    if (Files.exists(PACKAGES.resolve("missing.txt"))
        || !Files.isDirectory(PACKAGES.resolve("node_modules"))) {
      String why = "npm's mongoose is missing: install Node.js and build again";
      System.out.println("[WARNING] SKIPPED the tests with the real Mongoose: " + why);
      abort(why);
    }
    try {
      List<String> command = new ArrayList<>();
      command.addAll(List.of("node", script.toAbsolutePath().toString(), uri));
      command.addAll(List.of(more));
      return new ProcessBuilder(command)
          .directory(PACKAGES.toFile())
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Lets the process do one of the tasks of `backend.cjs`.
  public JsonNode ask(String task, Map<String, ?> with) {
    try {
      tasks.write(JSON.writeValueAsString(Map.of("do", task, "with", with)));
      tasks.newLine();
      tasks.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer();
  }

  private JsonNode answer() {
    try {
      String line = answers.readLine();
      assertTrue(line != null, "node ended: see the log above");
      JsonNode answer = JSON.readTree(line);
      assertTrue(answer.path("error").isMissingNode(), answer::toString);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (tasks;
        answers) {
      tasks.close(); // it ends with its input
      if (!node.waitFor(10, TimeUnit.SECONDS)) {
        node.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
