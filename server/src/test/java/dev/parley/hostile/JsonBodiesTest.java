package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests bodies that are not JSON, nearly JSON, or unexpected JSON, on every endpoint that reads
/// JSON.
final class JsonBodiesTest {
  private static final List<String> READERS = List.of("/api/send", "/api/contacts", "/webhook");
  private static final String SEND =
      "{\"wa_id\":\"%s\",\"text\":\"%s, \\u00e9\\ud83d\\ude00 é😀\"}"
          .formatted(FrontDoor.PHONE, FrontDoor.WORDS);
  private static final String CONTACT =
      "{\"wa_id\":\"%s\",\"name\":\"%s\",\"avatar\":null}"
          .formatted(FrontDoor.PHONE, FrontDoor.NAME);
  private static final String WEBHOOK =
      "{\"entry\":[{\"changes\":[{\"value\":{\"messages\":[{\"from\":\"%s\",\"id\":\"w1\",\"type\":\"text\",\"text\":{\"body\":\"%s\"}}]}}]}]}"
          .formatted(FrontDoor.PHONE, FrontDoor.WORDS);

  @RegisterExtension static final FrontDoor door = FrontDoor.with();

  @Test
  void everyBeginningOfABodyIsRefused() throws InterruptedException {
    Stream<Crowd.Question> beginnings =
        Stream.of(
                beginnings("/api/send", SEND),
                beginnings("/api/contacts", CONTACT),
                beginnings("/webhook", WEBHOOK))
            .flatMap(it -> it);

    Crowd.ask(
        door.port(), beginnings, (_, answer) -> assertEquals("invalid_request", answer.error()));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void invalidJsonIsRefused(byte[] body) throws IOException {
    for (String path : READERS) {
      assertEquals("invalid_request", door.post(path, body).error());
    }
  }

  static Stream<byte[]> malformed() {
    String words = FrontDoor.WORDS;
    return Stream.of(
            "",
            " ",
            "\0",
            words,
            "'" + words + "'",
            "{" + words + "}",
            "{\"text\":\"" + words + "\",}",
            "{\"text\":\"" + words + "\"}}",
            "{\"text\":\"" + words + "\"} {}",
            "{\"text\":\"" + words + "\"}\0",
            "{\"text\":\"a\0" + words + "\"}",
            "{\"text\":\"a\n" + words + "\"}",
            "{\"text\":\"\\x41" + words + "\"}",
            "{\"text\":\"\\u12" + words + "\"}",
            "{\"text\":NaN,\"a\":\"" + words + "\"}",
            "{\"text\":Infinity}",
            "{\"text\":01}",
            "{\"text\":+1}",
            "{\"text\":.5}",
            "{\"text\":1.}",
            "{\"text\":1e}",
            "{\"text\":0x10}",
            "{\"text\":--1}",
            "{/* " + words + " */}",
            "<text>" + words + "</text>",
            "{\"text\"=\"" + words + "\"}",
            "{text:\"" + words + "\"}")
        .map(text -> text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ff", "c0af", "c080", "e080af", "eda080", "f4908080", "f880808080", "80", "c3"})
  void bytesThatAreNotUtf8AreRefusedByTheApi(String hex) throws IOException {
    assertEquals("invalid_request", door.post("/api/send", textOfBytes(hex)).error());
    assertEquals("invalid_request", door.post("/api/contacts", textOfBytes(hex)).error());
  }

  /// Jackson accepts some of them, and the result is cleaned.
  @ParameterizedTest
  @ValueSource(
      strings = {"ff", "c0af", "c080", "e080af", "eda080", "f4908080", "f880808080", "80", "c3"})
  void bytesThatAreNotUtf8AreAnsweredByTheWebhook(String hex) throws IOException {
    door.post("/webhook", textOfBytes(hex)).isOneOfOurs();
    door.ask("GET /api/chats/1?include=webhook_data HTTP/1.1\nHost: x\n\n").isOneOfOurs();
  }

  @Test
  void aByteOrderMarkIsSkipped() throws IOException {
    Answer answer = door.post("/api/send", "\ufeff{\"wa_id\":\"1\",\"text\":\"x\"}");

    assertEquals(201, answer.status(), answer::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{}]", "1", "1e400", "\"x\"", "true", "null"})
  void jsonThatIsNotAnObjectIsRefusedByTheApi(String body) throws IOException {
    assertEquals("invalid_request", door.post("/api/send", body).error());
    assertEquals("invalid_request", door.post("/api/contacts", body).error());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{}]", "1", "1e400", "\"x\"", "true", "null", "{}", "{\"a\":1}"})
  void unknownJsonIsKeptByTheWebhook(String body) throws IOException {
    Answer answer = door.post("/webhook", body);

    assertEquals(200, answer.status(), answer::toString);
    assertEquals(1, answer.count("unprocessed"), answer::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":", "{\"text\":[", "{\"messages\":[{\"text\":"})
  void nestingWithoutEndIsRefused(String opening) throws IOException {
    for (String path : READERS) {
      assertEquals("invalid_request", door.post(path, opening.repeat(10_000)).error());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":%s}", "{\"text\":%s}", "{\"messages\":[{\"text\":%s}]}"})
  void nestingOfTenThousandLevelsIsRefused(String around) throws IOException {
    for (String path : READERS) {
      assertEquals("invalid_request", door.post(path, around.formatted(nested("[", "]"))).error());
      assertEquals(
          "invalid_request", door.post(path, around.formatted(nested("{\"a\":", "}"))).error());
    }
  }

  @Test
  void theLastOfDuplicateNamesCounts() throws IOException {
    Answer answer =
        door.post("/api/send", "{\"wa_id\":[],\"text\":1,\"text\":\"last\",\"wa_id\":\"1234567\"}");

    assertEquals(201, answer.status(), answer::toString);
    assertEquals("last", answer.json().at("/message/text").textValue());
  }

  @Test
  void loneSurrogatesAndNulAreReplacedOnEveryPath() throws IOException {
    String nasty = "a\\ud800b\\udc00c\\u0000d\\udc00\\ud800";
    List<String> bodies =
        List.of(
            "{\"wa_id\":\"42\",\"text\":\"%s\",\"type\":\"incoming\"}".formatted(nasty),
            "{\"wa_id\":\"42\",\"name\":\"%s\",\"phone\":\"%s\"}".formatted(nasty, nasty),
            "{\"contacts\":[{\"wa_id\":\"42\",\"profile\":{\"name\":\"%1$s\"}}],\"messages\":[{\"from\":\"42\",\"id\":\"nasty\",\"type\":\"text\",\"text\":{\"body\":\"%1$s\"}}]}"
                .formatted(nasty));
    for (int i = 0; i < READERS.size(); i++) {
      Answer answer = door.post(READERS.get(i), bodies.get(i));
      assertTrue(answer.status() < 300, answer::toString);
    }

    for (String list : List.of("/api/chats", "/api/chats/42", "/api/contacts")) {
      Answer answer = door.ask("GET " + list + " HTTP/1.1\nHost: x\n\n");
      answer.isOneOfOurs();
      String shown = answer.json().toString();
      assertFalse(shown.contains("\0") || shown.contains("\\u0000"), shown);
      assertTrue(
          shown.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE), shown);
    }
  }

  @Test
  void namesWithoutEndAreAnswered() throws IOException {
    String body = "{\"%s\":1,\"wa_id\":\"1\",\"text\":\"x\"}".formatted("n".repeat(1_000_000));

    for (String path : READERS) {
      door.post(path, body).isOneOfOurs();
    }
  }

  private static Stream<Crowd.Question> beginnings(String path, String whole) {
    byte[] bytes = whole.getBytes(UTF_8);
    return IntStream.range(0, bytes.length)
        .mapToObj(end -> {
          byte[] beginning = Arrays.copyOf(bytes, end);
          return new Crowd.Question(
              path + " " + end + " bytes", Wire.post(path, "application/json", beginning));
        });
  }

  private static byte[] textOfBytes(String hex) {
    String bytes = new String(java.util.HexFormat.of().parseHex(hex), ISO_8859_1);
    return "{\"wa_id\":\"1\",\"name\":\"x\",\"text\":\"%s%s\"}"
        .formatted(FrontDoor.WORDS, bytes)
        .getBytes(ISO_8859_1);
  }

  private static String nested(String opening, String closing) {
    return opening.repeat(10_000) + "1" + closing.repeat(10_000);
  }
}
