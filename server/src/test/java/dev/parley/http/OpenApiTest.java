package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.Parley;
import dev.parley.Waiting;
import dev.parley.config.ParleyConfig;
import dev.parley.http.OpenApiDocument.Example;
import dev.parley.http.OpenApiDocument.Operation;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.SimulatorOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// Compares the document with itself and with a running server.
final class OpenApiTest {
  /// The message of the document's examples.
  private static final String FAILED = "msg_1795429800000_k3v9x0b2q";

  /// The statuses of requests without a body: nobody has signed in, and the ids in the document do
  /// not exist.
  private static final Map<String, Integer> OTHER_STATUSES =
      Map.ofEntries(
          Map.entry("POST /api/search/reindex", 202),
          Map.entry("POST /api/samples", 409),
          Map.entry("POST /api/samples/customers", 409),
          Map.entry("GET /assets/{file}", 404),
          Map.entry("GET /api/me", 401),
          Map.entry("GET /api/me/second-factor", 401),
          Map.entry("GET /api/sessions", 401),
          Map.entry("POST /api/logout", 204),
          Map.entry("POST /api/users/{id}/password", 404),
          Map.entry("DELETE /api/users/{id}", 404),
          Map.entry("DELETE /api/users/{id}/second-factor", 404),
          Map.entry("DELETE /api/sessions/{id}", 404),
          Map.entry("DELETE /api/keys/{id}", 404),
          Map.entry("GET /api/media/{id}", 404),
          Map.entry("DELETE /api/hooks/{id}", 404),
          Map.entry("GET /api/hooks/{id}/deliveries", 404),
          Map.entry("POST /v{version}/{phone_number_id}/media", 400),
          Map.entry("GET /v{version}/{media_id}", 400),
          Map.entry("DELETE /api/labels/{id}", 404),
          Map.entry("DELETE /api/chats/{wa_id}/notes/{id}", 404),
          Map.entry("GET /api/erasures/{id}", 404),
          Map.entry("DELETE /api/replies/{id}", 404));

  private static final OpenApiDocument DOCUMENT = OpenApiDocument.load();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /// The template that the document's examples use.
  private static final String ORDER_READY =
      """
      {"name":"order_ready","components":[{"type":"HEADER","format":"IMAGE"},
      {"type":"BODY","text":"Hi {{1}}, your order of {{2}} is ready on {{3}}."},
      {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Stop"},
      {"type":"URL","text":"See it","url":"https://example.com/{{1}}"}]}]}
      """;

  @TempDir private static Path folder;
  private static Simulator meta;
  private static Parley parley;

  /// Starts a server with a simulated Meta, and the failed message of the document's examples.
  @BeforeAll
  static void start() throws IOException, InterruptedException {
    meta = Simulator.start(SimulatorOptions.defaults());
    meta.template((ObjectNode) new ObjectMapper().readTree(ORDER_READY));
    Map<String, String> settings =
        Map.of(
            "HOST", "127.0.0.1",
            "PORT", "0",
            "DATA_DIR", folder.resolve("data").toString(),
            "ANONYMOUS", "all",
            "WEBHOOK_VERIFY_TOKEN", "example-verify-token",
            "GRAPH_API_URL", meta.url().toString(),
            "WHATSAPP_ACCESS_TOKEN", "token",
            "PHONE_NUMBER_ID", "310987654321098",
            "BUSINESS_ACCOUNT_ID", "220045678901234");
    parley = Parley.start(ParleyConfig.load(settings, folder), Clock.systemUTC());
    tell(
        """
        {"id":"%s","wa_id":"1234567890","text":"Hello!",
        "type":"outgoing","status":"failed"}
        """
            .formatted(FAILED));
    tell("{\"wa_id\":\"1234567890\",\"text\":\"Hi\"}"); // so that the customers can be answered
  }

  private static void tell(String body) throws IOException, InterruptedException {
    HttpRequest told =
        HttpRequest.newBuilder(address("/webhook"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    assertEquals(200, CLIENT.send(told, BodyHandlers.ofString()).statusCode());
  }

  @AfterAll
  static void stop() {
    CLIENT.close();
    parley.close();
    meta.close();
  }

  @Test
  void everyAnswerShownIsValid() {
    List<String> faults = new ArrayList<>();
    for (Operation operation : DOCUMENT.operations()) {
      for (Example answer : DOCUMENT.answers(operation)) {
        DOCUMENT
            .faultsOfAnswer(answer.schema(), answer.value())
            .forEach(fault -> faults.add(operation + " " + answer.name() + ": " + fault));
      }
    }

    assertEquals(List.of(), faults);
  }

  @Test
  void everyCallShownIsValid() {
    List<String> faults = new ArrayList<>();
    for (String event : DOCUMENT.webhooks()) {
      List<Example> calls = DOCUMENT.calls(event);
      assertFalse(calls.isEmpty(), event);
      for (Example call : calls) {
        DOCUMENT
            .faultsOfAnswer(call.schema(), call.value())
            .forEach(fault -> faults.add(event + ": " + fault));
      }
    }

    assertEquals(List.of(), faults);
  }

  /// Only requests that are shown with their refusal may be invalid.
  @Test
  void everyRequestShownIsValidUnlessItIsRefused() {
    List<String> faults = new ArrayList<>();
    for (Operation operation : DOCUMENT.operations()) {
      for (Example request : DOCUMENT.requests(operation)) {
        boolean refused = DOCUMENT.statusOf(operation, request.name()).orElseThrow() == 400;
        boolean valid = DOCUMENT.faults(request.schema(), request.value()).isEmpty();
        if (refused == valid) {
          faults.add(operation + " " + request.name());
        }
      }
    }

    assertEquals(List.of(), faults);
  }

  @Test
  void routesAndDocumentationMatch() {
    Map<String, Set<String>> documented = new TreeMap<>();
    for (Operation operation : DOCUMENT.operations()) {
      Set<String> methods =
          documented.computeIfAbsent(operation.path(), _ -> new TreeSet<>(Set.of("OPTIONS")));
      methods.add(operation.method());
      if (operation.method().equals("GET")) {
        methods.add("HEAD");
      }
    }

    Map<String, Set<String>> served = new TreeMap<>();
    ServedRoutes.table(folder)
        .forEach((path, methods) ->
            served.put(
                path.replaceAll(":(\\w+)", "{$1}"),
                new TreeSet<>(List.of(methods.split(", ", -1)))));

    assertEquals(documented, served);
  }

  /// Requests that change something come first, so that the lists are not empty.
  @TestFactory
  Stream<DynamicTest> everyRequestShownIsAnsweredAsDocumented() {
    return DOCUMENT.operations().stream()
        .sorted(Comparator.comparing(Operation::method).reversed())
        .flatMap(operation -> {
          List<Example> requests = DOCUMENT.requests(operation);
          return requests.isEmpty()
              ? Stream.of(test(operation, Optional.empty()))
              : requests.stream().map(request -> test(operation, Optional.of(request)));
        });
  }

  private static DynamicTest test(Operation operation, Optional<Example> request) {
    String name = operation + request.map(it -> " " + it.name()).orElse("");
    return DynamicTest.dynamicTest(name, () -> checkAnswer(operation, request));
  }

  private static void checkAnswer(Operation operation, Optional<Example> request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = send(operation, request);
    if (operation.toString().equals("POST /api/messages/{id}/retry")) {
      awaitSent(); // later requests react to this message
    }

    int usual = DOCUMENT.answers(operation, 200) ? 200 : 400;
    int expected =
        request
            .flatMap(it -> DOCUMENT.statusOf(operation, it.name()))
            .orElseGet(() -> OTHER_STATUSES.getOrDefault(operation.toString(), usual));
    assertEquals(expected, answer.statusCode(), answer.body());
    assertTrue(answer.headers().firstValue("X-Request-Id").isPresent());
    if (expected == 204) {
      assertEquals("", answer.body());
      return;
    }
    String mediaType = answer.headers().firstValue("Content-Type").orElseThrow().split(";", 2)[0];
    JsonPointer schema = DOCUMENT.schemaOf(operation, answer.statusCode(), mediaType).orElseThrow();
    if (mediaType.equals("application/json")) {
      JsonNode body = OpenApiDocument.json(answer.body());
      assertEquals(List.of(), DOCUMENT.faultsOfAnswer(schema, body), answer.body());
    } else {
      assertFalse(answer.body().isEmpty());
    }
  }

  private static void awaitSent() {
    HttpRequest message = HttpRequest.newBuilder(address("/api/messages/" + FAILED)).build();
    Waiting.until(
        "the message is sent",
        () -> {
          String answer = CLIENT.sendAsync(message, BodyHandlers.ofString()).join().body();
          return OpenApiDocument.json(answer).path("delivery").asString().equals("sent");
        });
  }

  private static HttpResponse<String> send(Operation operation, Optional<Example> request)
      throws IOException, InterruptedException {
    String path = operation.path();
    StringJoiner query = new StringJoiner("&", "?", "");
    for (JsonNode parameter : DOCUMENT.parameters(operation)) {
      String name = parameter.path("name").asString();
      String value = URLEncoder.encode(parameter.path("example").asString(), UTF_8);
      path = path.replace("{" + name + "}", value);
      if (parameter.path("in").asString().equals("query")) {
        query.add(name + "=" + value);
      }
    }
    HttpRequest.Builder http =
        HttpRequest.newBuilder(address(query.length() > 1 ? path + query : path));
    request.ifPresent(it -> http.header("Content-Type", it.mediaType()));
    http.method(
        operation.method(),
        request.map(it -> BodyPublishers.ofString(body(it))).orElse(BodyPublishers.noBody()));
    return CLIENT.send(http.build(), BodyHandlers.ofString());
  }

  private static URI address(String path) {
    return URI.create("http://127.0.0.1:" + parley.port() + path);
  }

  private static String body(Example request) {
    if (request.mediaType().equals("application/json")) {
      return request.value().toString();
    }
    StringJoiner form = new StringJoiner("&");
    request
        .value()
        .properties()
        .forEach(field ->
            form.add(field.getKey() + "=" + URLEncoder.encode(field.getValue().asString(), UTF_8)));
    return form.toString();
  }
}
