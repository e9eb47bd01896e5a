package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests bodies of the maximum size that are as expensive as possible to process, on a small
/// machine.
final class HeavyBodiesTest {
  private static final int LIMIT = 10 * 1024 * 1024;
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";

  /// A body: a beginning, a numbered part that is repeated, and an end.
  private record Shape(String type, String begin, IntFunction<String> part, String end) {}

  private static final Map<String, Shape> SHAPES =
      Map.ofEntries(
          shape("arrays that open", "", _ -> "[", ""),
          shape("objects that open", "", _ -> "{\"a\":", ""),
          shape("deep arrays", "[", _ -> "[".repeat(900) + "]".repeat(900) + ",", "1]"),
          shape("numbers", "[", _ -> "1,", "1]"),
          shape("a long number", "", _ -> "1234567890", ""),
          shape("a long text", "{\"text\":\"", _ -> "kumquat-marmalade", "\"}"),
          shape("a text of escapes", "{\"text\":\"", _ -> "\\u0041", "\"}"),
          shape("a text of surrogates", "{\"text\":\"", _ -> "\\ud800", "\"}"),
          shape("many names", "{", i -> "\"k" + i + "\":1,", "\"z\":1}"),
          shape("one name", "{", _ -> "\"text\":1,", "\"z\":1}"),
          shape("empty texts", "[", _ -> "\"\",", "1]"),
          shape("spaces", "", _ -> " ".repeat(64), "{}"),
          shape("entries", "{\"entry\":[", _ -> "{},", "{}]}"),
          shape("empty messages", "{\"messages\":[", _ -> "{},", "{}]}"),
          shape(
              "broken messages",
              "{\"messages\":[",
              _ -> "{\"text\":\"%s\"},".formatted("kumquat".repeat(12)),
              "{}]}"),
          shape(
              "messages",
              "{\"messages\":[",
              i -> message(i, "x".repeat(260)),
              message(-1, "") + "{}]}"),
          shape("people", "{\"contacts\":[", HeavyBodiesTest::person, "{}],\"messages\":[]}"),
          shape(
              "people and messages",
              "{\"contacts\":[",
              i -> person(i) + (i == 15_000 ? "{}],\"messages\":[" : ""),
              "{}]}"),
          shape(
              "statuses",
              "{\"statuses\":[",
              i ->
                  "{\"id\":\"s%d\",\"status\":\"sent\",\"x\":\"%s\"},"
                      .formatted(i, "x".repeat(150)),
              "{}]}"),
          Map.entry("form", new Shape(FORM, "", _ -> "a=1&", "")),
          Map.entry("form of escapes", new Shape(FORM, "wa_id=", _ -> "%41", "")));

  private static SmallMachine machine;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    machine = SmallMachine.start(folder);
  }

  @AfterEach
  void isWell() throws IOException {
    machine.isWell();
  }

  @AfterAll
  static void close() throws IOException {
    machine.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/send", "/api/contacts", "/webhook"})
  void eachIsAnswered(String path) throws IOException {
    for (String name : SHAPES.keySet()) {
      machine.ask(request(path, name)).isOneOfOurs();
    }
  }

  @Test
  void allAtOnceAreAnswered() throws InterruptedException {
    Stream<Crowd.Question> questions =
        SHAPES.keySet().stream().map(name -> new Crowd.Question(name, request("/webhook", name)));

    Crowd.ask(machine.port(), questions, (_, answer) -> answer.isOneOfOurs());
  }

  @Test
  void abortedBodiesReleaseTheirSpace() throws InterruptedException, IOException {
    byte[] begun = Arrays.copyOf(request("/webhook", "numbers"), LIMIT / 2);
    for (int i = 0; i < 20; i++) {
      try (Wire wire = machine.connect()) {
        wire.send(begun);
      }
    }

    assertTimeoutPreemptively(
        SOON,
        () -> {
          while (threeAtOnceAreRefused()) {
            Thread.onSpinWait(); // the server has not noticed yet that these clients left
          }
        });
  }

  private static boolean threeAtOnceAreRefused() throws InterruptedException {
    AtomicBoolean refused = new AtomicBoolean();
    Stream<Crowd.Question> three =
        Stream.of("spaces", "numbers", "a long text")
            .map(name -> new Crowd.Question(name, request("/webhook", name)));
    Crowd.ask(
        machine.port(),
        three,
        (_, answer) -> {
          if (answer.status() == 503) {
            refused.set(true);
          }
        });
    return refused.get();
  }

  @Test
  void oneByteOverTheLimitIsTooLarge() throws IOException {
    byte[] body = new byte[LIMIT + 1];

    assertEquals("too_large", machine.ask(Wire.post("/webhook", JSON, body)).error());
    assertEquals("too_large", machine.ask(Wire.post("/api/send", JSON, body)).error());
  }

  @Test
  void oneByteOverTheLimitInChunksIsTooLarge() throws IOException {
    String chunk = "100000\n" + " ".repeat(0x100000) + "\n";
    try (Wire wire = machine.connect()) {
      wire.send("POST /webhook HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n");
      wire.send(chunk.repeat(10) + "1\n \n0\n\n");

      assertEquals("too_large", wire.answer().error());
    }
  }

  private static Map.Entry<String, Shape> shape(
      String name, String begin, IntFunction<String> part, String end) {
    return Map.entry(name, new Shape(JSON, begin, part, end));
  }

  private static String message(int number, String text) {
    return "{\"from\":\"1%d\",\"id\":\"m%d\",\"type\":\"text\",\"text\":{\"body\":\"kumquat %s\"}},"
        .formatted(number % 1000, number, text);
  }

  private static String person(int number) {
    return "{\"wa_id\":\"1%1$d\",\"from\":\"1%1$d\",\"id\":\"p%1$d\",\"profile\":{\"name\":\"Zebedee %1$d %2$s\"}},"
        .formatted(number, "x".repeat(200));
  }

  private static byte[] request(String path, String name) {
    Shape shape = SHAPES.get(name);
    if (shape == null) {
      throw new IllegalArgumentException(name);
    }
    StringBuilder body = new StringBuilder(LIMIT).append(shape.begin);
    int number = 0;
    for (String part = shape.part.apply(0);
        body.length() + part.length() + shape.end.length() <= LIMIT;
        part = shape.part.apply(++number)) {
      body.append(part);
    }
    return Wire.post(path, shape.type, body.append(shape.end).toString().getBytes(UTF_8));
  }
}
