package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests every field of every body with invalid values, as JSON and as a form.
final class FieldsTest {
  /// An endpoint, a valid body for it, and the fields that it reads.
  private record Form(String path, String required, List<String> fields) {}

  private static final Form SEND =
      new Form(
          "/api/send",
          "\"wa_id\":\"77\",\"text\":\"x\"",
          List.of("wa_id", "text", "content", "type", "id", "timestamp", "reply_to"));
  private static final Form CONTACT =
      new Form(
          "/api/contacts",
          "\"wa_id\":\"77\",\"name\":\"x\"",
          List.of("wa_id", "name", "phone", "avatar"));
  private static final Form WEBHOOK =
      new Form(
          "/webhook",
          "\"wa_id\":\"77\",\"text\":\"x\"",
          List.of(
              "wa_id",
              "from",
              "name",
              "text",
              "message",
              "type",
              "timestamp",
              "status",
              "id",
              "meta_msg_id",
              "message_id",
              "phone"));

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "null",
          "0",
          "-1",
          "1e999999",
          "9".repeat(400),
          "NaN",
          FrontDoor.WORDS,
          FrontDoor.NAME.repeat(10_000),
          "x".repeat(4097),
          "😀".repeat(4097),
          "\u202e\u200b\ufeff\uffff",
          "a\r\nSet-Cookie: a=b",
          "<script>alert(1)</script>",
          "'; DROP TABLE messages; --",
          "${jndi:ldap://127.0.0.1/a}",
          "%s%n%x",
          "../../etc/passwd",
          "javascript:alert(1)",
          "http://",
          "http://[::1",
          "2025-13-45T99:99:99Z",
          "+999999999-12-31T23:59:59Z",
          "-999999999-01-01T00:00:00Z",
          "9223372036854775807",
          "-9223372036854775808",
          "99999999999999",
          "1".repeat(13),
          "١٢٣٤٥");

  private static final List<String> LITERALS =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-0",
          "-1",
          "1.5",
          "1e999999",
          "-1e999999",
          "1e-999999",
          "1e2147483647",
          "1e-2147483648",
          "1e99999999999999999999",
          "9".repeat(400),
          "0." + "9".repeat(400),
          "9".repeat(2000),
          "9223372036854775808",
          "1e18",
          "[]",
          "{}",
          "[[]]",
          "[null]",
          "{\"$ne\":null}",
          "{\"body\":\"" + FrontDoor.WORDS + "\"}",
          "[\"" + FrontDoor.WORDS + "\"]",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"a\\udc00\\ud800b\"",
          "\"\\uffff\\u2028\\u2029\"");

  @RegisterExtension static final FrontDoor door = FrontDoor.with();

  @Test
  void anyValueInAnyFieldIsAnswered() throws InterruptedException {
    Stream<String> quoted = TEXTS.stream().map(text -> Damage.JSON.valueToTree(text).toString());
    List<String> values = Stream.concat(LITERALS.stream(), quoted).toList();
    Stream<Crowd.Question> questions =
        Stream.of(SEND, CONTACT, WEBHOOK)
            .flatMap(form ->
                form.fields().stream()
                    .flatMap(field -> values.stream().map(value -> question(form, field, value))));

    Crowd.ask(door.port(), questions, (_, answer) -> answer.isOneOfOurs());
  }

  @Test
  void anyValueInAllFieldsTogetherIsAnswered() throws InterruptedException {
    Stream<Crowd.Question> questions =
        Stream.of(SEND, CONTACT, WEBHOOK)
            .flatMap(form ->
                LITERALS.stream()
                    .map(value -> {
                      String body =
                          form.fields().stream()
                              .map(field -> "\"" + field + "\":" + value)
                              .collect(Collectors.joining(",", "{", "}"));
                      return new Crowd.Question(
                          form.path() + " " + body,
                          Wire.post(form.path(), "application/json", body.getBytes(UTF_8)));
                    }));

    Crowd.ask(door.port(), questions, (_, answer) -> answer.isOneOfOurs());
  }

  @Test
  void anyTextInAnyFieldOfAFormIsAnswered() throws InterruptedException {
    Stream<Crowd.Question> questions =
        Stream.of(SEND, CONTACT, WEBHOOK)
            .flatMap(form ->
                form.fields().stream()
                    .flatMap(field ->
                        TEXTS.stream()
                            .map(text ->
                                formQuestion(form, field, URLEncoder.encode(text, UTF_8)))));

    Crowd.ask(door.port(), questions, (_, answer) -> answer.isOneOfOurs());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999", "1e2147483647", "1e-2147483648", "1e99999999999999999999"})
  void aTimeBeyondMeasureIsRefused(String time) throws IOException {
    Answer answer = door.post("/api/send", body(SEND, "timestamp", time));

    assertEquals("timestamp", answer.json().at("/details/0/field").textValue(), answer::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{}", "true"})
  void aValueThatIsNoTextIsRefusedByTheNameOfItsField(String value) throws IOException {
    for (Form form : List.of(SEND, CONTACT)) {
      for (String field : form.fields()) {
        Answer answer = door.post(form.path(), body(form, field, value));

        assertEquals("invalid_request", answer.error());
        String named = answer.json().at("/details/0/field").asText();
        assertEquals(field, named.replaceFirst("\\..*", ""), () -> field + " " + answer);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%", "%4", "%zz", "text=%e2%82", "wa_id=%ff&text=%c0%af", "=", "&&&", "a=b=c"})
  void aBrokenFormIsRefused(String form) throws IOException {
    for (Form target : List.of(SEND, CONTACT)) {
      assertEquals("invalid_request", door.postForm(target.path(), form).error());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a%d"})
  void aFormOfAThousandFieldsAndMoreIsRefused(String name) throws IOException {
    String form =
        IntStream.range(0, 1001)
            .mapToObj(i -> name.formatted(i) + "=1")
            .collect(Collectors.joining("&", "wa_id=77&text=x&name=x&", ""));

    for (Form target : List.of(SEND, CONTACT, WEBHOOK)) {
      assertEquals("invalid_request", door.postForm(target.path(), form).error());
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void anIdempotencyKeyThatIsNoIdIsRefused(String key) throws IOException {
    Answer answer =
        door.ask(
            "POST /api/send HTTP/1.1\nHost: x\nIdempotency-Key: %s\nContent-Length: 25\n\n{\"wa_id\":\"77\",\"text\":\"x\"}"
                .formatted(key));

    assertEquals(400, answer.status(), answer::toString);
  }

  static List<String> keys() {
    return List.of("a b", "a\tb", "k".repeat(513), "caf\u00e9", "\u0080\u009f");
  }

  @Test
  void anInvalidRequestIdIsReplaced() throws IOException {
    for (String id :
        List.of("i".repeat(129), "i".repeat(8000), "a b", "<b>", "\u00e9", "{\"a\"}")) {
      Answer answer = door.ask("GET /nope HTTP/1.1\nHost: x\nX-Request-Id: %s\n\n".formatted(id));

      assertEquals("not_found", answer.error());
      assertNotEquals(id, answer.header("X-Request-Id"));
      assertTrue(answer.header("X-Request-Id").length() < 64, answer::toString);
    }
  }

  private static Crowd.Question question(Form form, String field, String value) {
    return new Crowd.Question(
        form.path() + " " + field + "=" + value.substring(0, Math.min(value.length(), 60)),
        Wire.post(form.path(), "application/json", body(form, field, value).getBytes(UTF_8)));
  }

  private static Crowd.Question formQuestion(Form form, String field, String value) {
    String required = form.required().replace("\"", "").replace(":", "=").replace(",", "&");
    return new Crowd.Question(
        form.path() + " " + field + "=" + value.substring(0, Math.min(value.length(), 60)),
        Wire.post(
            form.path(),
            "application/x-www-form-urlencoded",
            (required + "&" + field + "=" + value).getBytes(UTF_8)));
  }

  /// The field is the last one in the body, so its value counts.
  private static String body(Form form, String field, String value) {
    return "{%s,\"%s\":%s}".formatted(form.required(), field, value);
  }
}
