package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.TestClock;
import dev.parley.Waiting;
import dev.parley.templates.TemplateCache;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// Tests the fetching of the account's templates: page by page, at the right times, and with
/// failures.
@Timeout(120)
final class TemplateFetchTest {
  private static final String ONE =
      "{\"data\":[{\"id\":\"1\",\"name\":\"a\",\"language\":\"en\",\"status\":\"APPROVED\"}]}";
  private static final String TWO =
      """
      {"data":[{"id":"1","name":"a","language":"en","status":"APPROVED"},
      {"id":"2","name":"b","language":"en","status":"APPROVED"}]}
      """;

  /// The requests for the list, by their queries.
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private final TestClock clock = TestClock.running();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final Path folder;
  private volatile Function<String, String> answers = _ -> ONE;

  TemplateFetchTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v25.0/220/message_templates", this::handle);
    server.setExecutor(threads);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = exchange.getRequestURI().getRawQuery();
      asked.add(query);
      byte[] body = answers.apply(query).getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @BeforeEach
  void start() {
    server.start();
    log.start();
    ((Logger) LoggerFactory.getLogger(TemplateCache.class)).addAppender(log);
  }

  @AfterEach
  void stop() {
    ((Logger) LoggerFactory.getLogger(TemplateCache.class)).detachAppender(log);
    server.stop(0);
    threads.shutdownNow();
  }

  private RunningParley running(String... settings) {
    String[] all = {
      "GRAPH_API_URL", "http://127.0.0.1:" + server.getAddress().getPort(),
      "WHATSAPP_ACCESS_TOKEN", "secret-token",
      "PHONE_NUMBER_ID", "1",
      "BUSINESS_ACCOUNT_ID", "220"
    };
    return RunningParley.start(folder, clock, settings.length > 0 ? settings : all);
  }

  private static String names(RunningParley parley) {
    return String.join(
        " ",
        json(parley.get("/api/templates"))
            .valueStream()
            .map(it -> it.get("name").stringValue())
            .toList());
  }

  private static void awaitNames(RunningParley parley, String names) {
    Waiting.until("there are " + names, () -> names(parley).equals(names));
  }

  private static void changed(RunningParley parley, String field) {
    String body =
        """
        {"object":"whatsapp_business_account","entry":[{"id":"220","time":1789031110,"changes":[
        {"field":"%s","value":{"message_template_id":1,"message_template_name":"a",
        "message_template_language":"en","new_quality_score":"RED"}}]}]}
        """
            .formatted(field);
    assertEquals(200, parley.post("/webhook", body).statusCode());
  }

  private static String error(int code) {
    return "{\"error\":{\"message\":\"(#%d) No.\",\"code\":%d}}".formatted(code, code);
  }

  private static HttpResponse<String> refreshed(RunningParley parley) {
    return parley.post("/api/templates/refresh", "");
  }

  private List<String> warnings() {
    return List.copyOf(log.list).stream()
        .filter(it -> it.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  // --- Pages -------------------------------------------------------------------------------------

  /// The address of the next page belongs to another host, which receives no request, with or
  /// without a token.
  @Test
  void pagesAreFollowedByTheirCursorAlone() {
    answers =
        query ->
            query.contains("after=x%2By%26z")
                ? TWO
                : ONE.replace(
                    "]}",
                    "],\"paging\":{\"cursors\":{\"after\":\"x+y&z\"},"
                        + "\"next\":\"http://192.0.2.1/v25.0/220/message_templates\"}}");
    try (RunningParley parley = running()) {
      awaitNames(parley, "a b");

      assertEquals(2, asked.size(), asked::toString);
      assertTrue(asked.getFirst().startsWith("fields=id,name,language,status"), asked::toString);
      assertTrue(asked.getLast().endsWith("&after=x%2By%26z"), asked::toString);
    }
  }

  @Test
  void aCursorThatIsRefusedBeginsTheListAgain() {
    answers =
        query ->
            asked.size() == 2
                ? error(131059)
                : query.contains("after=") || asked.size() > 3
                    ? TWO
                    : ONE.replace(
                        "]}",
                        "],\"paging\":{\"cursors\":{\"after\":\"c\"},\"next\":\"http://x/\"}}");
    try (RunningParley parley = running()) {
      awaitNames(parley, "a b");

      assertEquals(
          List.of(false, true, false, true),
          asked.stream().map(it -> it.contains("after=c")).toList());
    }
  }

  @Test
  void pagesWithoutAnEndAreNoList() {
    answers =
        query ->
            ONE.replace(
                "]}",
                "],\"paging\":{\"cursors\":{\"after\":\"c%d\"},\"next\":\"http://x/\"}}"
                    .formatted(asked.size()));
    try (RunningParley parley = running()) {
      HttpResponse<String> refused = refreshed(parley);

      assertEquals(503, refused.statusCode());
      assertEquals("", names(parley));
    }
  }

  @Test
  void elementsThatAreNoTemplatesAreLeftOut() {
    answers =
        _ ->
            """
            {"data":[null,7,"x",[],{},{"name":"n"},{"name":7,"language":"en","status":"A"},
            {"name":"a","language":"en","status":"APPROVED","components":"none","secret":"s"},
            {"name":"b","language":"en","status":"APPROVED","components":[1,{"type":3}]}]}
            """;
    try (RunningParley parley = running()) {
      awaitNames(parley, "a b");

      assertEquals(
          "{\"name\":\"a\",\"language\":\"en\",\"status\":\"APPROVED\",\"components\":\"none\"}",
          json(parley.get("/api/templates?q=a")).get(0).toString());
    }
  }

  // --- Failures ----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>502</html>",
        "[]",
        "7",
        "{}",
        "{\"data\":{}}",
        "{\"data\":[],\"error\":{}}",
        "{\"error\":{\"message\":\"Error validating access token\",\"code\":190}}"
      })
  void aFailedFetchKeepsTheListAndReportsTheReason(String answer) {
    try (RunningParley parley = running()) {
      awaitNames(parley, "a");
      answers = _ -> answer;

      HttpResponse<String> refused = refreshed(parley);

      assertEquals(503, refused.statusCode(), refused.body());
      assertEquals("whatsapp_unavailable", json(refused).get("code").stringValue());
      assertTrue(refused.headers().firstValue("Retry-After").isPresent());
      assertEquals("a", names(parley));
    }
  }

  @Test
  void aFetchThatFailsIsTriedAgainWithGrowingPausesAndLoggedOnce() {
    answers = _ -> error(190);
    try (RunningParley parley = running()) {
      Waiting.until("it was tried", () -> asked.size() == 1);
      clock.advance(Duration.ofSeconds(31));
      Waiting.until("it was tried again", () -> asked.size() == 2);
      clock.advance(Duration.ofSeconds(31));
      assertEquals(1, warnings().size(), () -> warnings().toString());
      clock.advance(Duration.ofSeconds(31));
      Waiting.until("it was tried a third time", () -> asked.size() == 3);
      answers = _ -> ONE;
      clock.advance(Duration.ofMinutes(3));

      awaitNames(parley, "a");

      assertEquals(4, asked.size());
      assertEquals(1, warnings().size(), () -> warnings().toString());
    }
  }

  @Test
  void aFetchThatHangsIsNotWaitedForAtTheEnd() {
    answers =
        _ -> {
          Waiting.until("Parley ends", () -> threads.isShutdown());
          return ONE;
        };
    RunningParley parley = running();
    Waiting.until("it was asked", () -> asked.size() == 1);

    long begun = System.nanoTime();
    parley.close();

    assertTrue(System.nanoTime() - begun < Duration.ofSeconds(5).toNanos());
  }

  // --- When the list is fetched ------------------------------------------------------------------

  @Test
  void aListThatIsYoungerThanADayIsNotFetchedAtTheStart() {
    try (RunningParley parley = running()) {
      awaitNames(parley, "a");
    }
    answers = _ -> TWO;
    clock.advance(Duration.ofHours(23));

    try (RunningParley parley = running()) {
      assertEquals("a", names(parley));
      assertEquals(1, asked.size());
      clock.advance(Duration.ofHours(2));
      awaitNames(parley, "a b");
    }
    assertEquals(2, asked.size());
  }

  @Test
  void theListOfAnotherAccountDoesNotCount() {
    try (RunningParley parley = running()) {
      awaitNames(parley, "a");
    }
    server.createContext(
        "/v25.0/221/message_templates",
        exchange -> {
          try (exchange) {
            byte[] body = "{\"data\":[]}".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });

    try (RunningParley parley =
        running(
            "GRAPH_API_URL",
            "http://127.0.0.1:" + server.getAddress().getPort(),
            "WHATSAPP_ACCESS_TOKEN",
            "secret-token",
            "PHONE_NUMBER_ID",
            "1",
            "BUSINESS_ACCOUNT_ID",
            "221")) {
      assertEquals("", names(parley));
    }
  }

  @Test
  void webhooksThatFollowOneAnotherCauseOneFetch() {
    try (RunningParley parley = running()) {
      awaitNames(parley, "a");
      answers = _ -> TWO;
      for (String field :
          List.of(
              "message_template_status_update",
              "message_template_quality_update",
              "message_template_components_update",
              "template_category_update",
              "message_template_something_new")) {
        changed(parley, field);
      }
      clock.advance(Duration.ofSeconds(10));

      awaitNames(parley, "a b");

      clock.advance(Duration.ofMinutes(1));
      refreshed(parley);
      assertEquals(3, asked.size());
    }
  }

  @Test
  void otherReportsOfTheAccountCauseNoFetch() {
    try (RunningParley parley = running()) {
      awaitNames(parley, "a");
      changed(parley, "phone_number_name_update");
      changed(parley, "security");
      clock.advance(Duration.ofMinutes(1));

      refreshed(parley);

      assertEquals(2, asked.size());
    }
  }

  @Test
  void concurrentRefreshesShareAFetch() throws Exception {
    try (RunningParley parley = running()) {
      awaitNames(parley, "a");
      CountDownLatch go = new CountDownLatch(1);
      answers =
          _ -> {
            Waiting.until("the first fetch may end", () -> go.getCount() == 0);
            return TWO;
          };
      List<Future<HttpResponse<String>>> all =
          IntStream.range(0, 10).mapToObj(_ -> threads.submit(() -> refreshed(parley))).toList();
      Waiting.until("one fetch is under way", () -> asked.size() == 2);
      go.countDown();

      for (Future<HttpResponse<String>> one : all) {
        assertEquals(200, one.get().statusCode());
      }
      assertTrue(asked.size() <= 4, asked::toString); // some came after the second fetch began
    }
  }

  // --- Settings ----------------------------------------------------------------------------------

  @Test
  void withoutAnAccountARefreshNamesTheSetting() {
    try (RunningParley parley = running("WHATSAPP_ACCESS_TOKEN", "t", "PHONE_NUMBER_ID", "1")) {
      HttpResponse<String> refused = refreshed(parley);

      assertEquals("[]", parley.get("/api/templates").body());
      assertEquals(409, refused.statusCode());
      assertEquals(
          "Templates cannot be fetched from WhatsApp: set BUSINESS_ACCOUNT_ID",
          json(refused).get("error").stringValue());
      assertEquals("conflict", json(refused).get("code").stringValue());
    }
    try (RunningParley parley = running("BUSINESS_ACCOUNT_ID", "220")) {
      assertEquals(
          "Templates cannot be fetched from WhatsApp: set WHATSAPP_ACCESS_TOKEN, PHONE_NUMBER_ID",
          json(refreshed(parley)).get("error").stringValue());
    }
  }
}
