package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class SendMessageTest {
  @RegisterExtension static final RunningParley parley = RunningParley.with();

  @Test
  void aTextIsStoredAsSent() {
    HttpResponse<String> answer =
        parley.post("/api/send", "{\"wa_id\":\"100\",\"text\":\"Hello\",\"type\":\"outgoing\"}");

    assertEquals(201, answer.statusCode());
    JsonNode message = json(answer).get("message");
    assertEquals("Hello", message.get("text").stringValue());
    assertEquals("sent", message.get("status").stringValue());
    assertEquals("outgoing", message.get("type").stringValue());
    assertEquals("You", message.get("name").stringValue());
    assertEquals(message.get("id"), message.get("meta_msg_id"));
    assertEquals(1, message.get("seq").intValue());
    assertEquals(
        message, json(parley.get("/api/chats/100")).get(0), "what is answered is what is stored");
  }

  @Test
  void anIncomingTextIsTheCustomers() {
    JsonNode message =
        json(parley.post(
                "/api/send",
                "{\"wa_id\":\"101\",\"text\":\"Hi\",\"type\":\"incoming\",\"timestamp\":1754562600}"))
            .get("message");

    assertEquals("incoming", message.get("type").stringValue());
    assertEquals("delivered", message.get("status").stringValue());
    assertEquals("2025-08-07T10:30:00.000Z", message.get("timestamp").stringValue());
  }

  @Test
  void aFormIsReadLikeJson() {
    HttpResponse<String> answer =
        parley.post(
            "/api/send",
            "wa_id=102&text=a+%26+b",
            "Content-Type",
            "application/x-www-form-urlencoded");

    assertEquals(201, answer.statusCode());
    assertEquals("a & b", json(answer).get("message").get("text").stringValue());
  }

  @Test
  void jsonWithAFormContentTypeIsRead() {
    HttpResponse<String> answer =
        parley.post(
            "/api/send",
            "{\"wa_id\":\"103\",\"text\":\"x\"}",
            "Content-Type",
            "application/x-www-form-urlencoded");

    assertEquals(201, answer.statusCode());
  }

  @Test
  void theSameIdAgainAnswersTheStoredMessage() {
    String body = "{\"wa_id\":\"104\",\"text\":\"once\",\"id\":\"order-1\"}";
    HttpResponse<String> first = parley.post("/api/send", body);
    HttpResponse<String> second = parley.post("/api/send", body);

    assertEquals(201, first.statusCode());
    assertEquals(200, second.statusCode());
    assertEquals(json(first), json(second));
  }

  @Test
  void theSameIdWithOtherContentIsAConflict() {
    parley.post("/api/send", "{\"wa_id\":\"105\",\"text\":\"a\",\"id\":\"order-2\"}");
    HttpResponse<String> other =
        parley.post("/api/send", "{\"wa_id\":\"105\",\"text\":\"b\",\"id\":\"order-2\"}");

    assertEquals(409, other.statusCode());
    assertEquals("conflict", json(other).get("code").stringValue());
  }

  @Test
  void concurrentSendsWithOneKeyMakeOneMessage() throws Exception {
    Callable<Integer> send =
        () ->
            parley
                .post("/api/send", "{\"wa_id\":\"106\",\"text\":\"x\"}", "Idempotency-Key", "key-1")
                .statusCode();

    List<Integer> statuses;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      statuses =
          threads.invokeAll(IntStream.range(0, 16).mapToObj(_ -> send).toList()).stream()
              .map(Future::resultNow)
              .toList();
    }

    assertEquals(1, statuses.stream().filter(status -> status == 201).count());
    assertEquals(15, statuses.stream().filter(status -> status == 200).count());
    assertEquals(1, json(parley.get("/api/chats/106")).size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"wa_id\":\"1\"}", "{\"text\":\"x\"}", "{\"wa_id\":\"\",\"text\":null}"})
  void aMissingChatOrTextIsReportedByOneSentence(String body) {
    HttpResponse<String> answer = parley.post("/api/send", body);

    assertEquals(400, answer.statusCode());
    assertEquals("wa_id and text are required", json(answer).get("error").stringValue());
    assertEquals("is required", json(answer).get("details").get(0).get("problem").stringValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"wa_id\":\"a b\",\"text\":\"x\"}",
        "{\"wa_id\":{},\"text\":\"x\"}",
        "{\"wa_id\":\"1\",\"text\":[1]}",
        "{\"wa_id\":\"1\",\"text\":true}",
        "{\"wa_id\":\"1\",\"text\":\" \"}",
        "{\"wa_id\":\"1\",\"text\":\"x\",\"type\":\"sideways\"}",
        "{\"wa_id\":\"1\",\"text\":\"x\",\"type\":7}",
        "{\"wa_id\":\"1\",\"text\":\"x\",\"id\":\"with space\"}",
        "{\"wa_id\":\"1\",\"text\":\"x\",\"timestamp\":\"soon\"}",
        "{\"wa_id\":\"1\",\"text\":\"x\",\"timestamp\":1e999999}",
        "{\"wa_id\":\"1\",\"text\":\"x\",\"reply_to\":{}}"
      })
  void aWrongValueIsNamed(String body) {
    HttpResponse<String> answer = parley.post("/api/send", body);

    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals("invalid_request", json(answer).get("code").stringValue());
    assertEquals(1, json(answer).get("details").size());
  }

  @Test
  void everyWrongFieldIsListed() {
    JsonNode error =
        json(parley.post("/api/send", "{\"wa_id\":\"a b\",\"text\":3.5,\"type\":\"x\"}"));

    String fields =
        error
            .get("details")
            .valueStream()
            .map(detail -> detail.get("field").stringValue())
            .collect(Collectors.joining(" "));
    assertEquals("wa_id text type", fields);
  }

  @Test
  void aTextOf4096CodePointsIsTheLongest() {
    String longest = "\uD83D\uDE00".repeat(4096);

    assertEquals(201, send(longest).statusCode());
    assertEquals(400, send(longest + "x").statusCode());
  }

  @Test
  void loneSurrogatesAndNulCharactersAreReplaced() {
    JsonNode message = json(send("a\\ud800b\\u0000c")).get("message");

    assertEquals("a\uFFFDb\uFFFDc", message.get("text").stringValue());
  }

  private static HttpResponse<String> send(String text) {
    return parley.post("/api/send", "{\"wa_id\":\"107\",\"text\":\"" + text + "\"}");
  }
}
