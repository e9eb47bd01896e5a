package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.TestClock;
import dev.parley.Waiting;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.SimulatorOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The account's templates at a simulated Meta: they are listed and kept up to date, and messages
/// are checked against them.
@Timeout(120)
final class TemplatesTest {
  private static final String CHAT = "15550100001";
  private static final String TWO =
      "\"components\":[{\"type\":\"body\",\"parameters\":[{\"type\":\"text\",\"text\":\"Marta\"},"
          + "{\"type\":\"text\",\"text\":\"7781\"}]}]";

  private final TestClock clock = TestClock.running();
  private final Simulator meta =
      Simulator.start(SimulatorOptions.defaults().verifyToken("verify").token("token"));
  @TempDir private Path folder;
  private RunningParley parley;

  @BeforeEach
  void start() {
    parley = running();
  }

  private RunningParley running() {
    RunningParley running =
        RunningParley.start(
            folder,
            clock,
            "GRAPH_API_URL",
            meta.url().toString(),
            "WHATSAPP_ACCESS_TOKEN",
            "token",
            "PHONE_NUMBER_ID",
            "310987654321098",
            "BUSINESS_ACCOUNT_ID",
            "220045678901234",
            "WEBHOOK_VERIFY_TOKEN",
            "verify");
    assertTrue(meta.webhook(URI.create("http://127.0.0.1:%d/webhook".formatted(running.port()))));
    Waiting.until("the templates are known", () -> json(running.get("/api/templates")).size() > 12);
    return running;
  }

  @AfterEach
  void stop() {
    parley.close();
    meta.close();
  }

  /// Changes a template at Meta.
  private void change(String request) {
    try {
      meta.template((ObjectNode) new ObjectMapper().readTree(request));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> names(String query) {
    return json(parley.get("/api/templates" + query))
        .valueStream()
        .map(it -> it.get("name").stringValue() + "/" + it.get("language").stringValue())
        .toList();
  }

  private static String template(String name, String language, String components) {
    return "{\"type\":\"template\",\"name\":\"%s\",\"language\":\"%s\",%s}"
        .formatted(name, language, components);
  }

  private HttpResponse<String> send(String content) {
    return parley.post("/api/send", "{\"wa_id\":\"%s\",\"content\":%s}".formatted(CHAT, content));
  }

  private JsonNode message(String id) {
    return json(parley.get("/api/chats/" + CHAT))
        .valueStream()
        .filter(it -> it.get("id").stringValue().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private void awaitDelivery(String id, String delivery) {
    Waiting.until(
        id + " is " + delivery, () -> message(id).get("delivery").stringValue().equals(delivery));
  }

  private static String sentId(HttpResponse<String> answer) {
    assertEquals(201, answer.statusCode(), answer.body());
    return json(answer).at("/message/id").stringValue();
  }

  // --- The list ----------------------------------------------------------------------------------

  @Test
  void templatesAreListedAsWhatsAppDescribesThem() {
    JsonNode found = json(parley.get("/api/templates?q=visit_"));

    assertEquals(1, found.size());
    JsonNode template = found.get(0);
    assertEquals("visit_reminder", template.get("name").stringValue());
    assertEquals("en_US", template.get("language").stringValue());
    assertEquals("APPROVED", template.get("status").stringValue());
    assertEquals("UTILITY", template.get("category").stringValue());
    assertEquals("NAMED", template.get("parameter_format").stringValue());
    assertEquals("UNKNOWN", template.at("/quality_score/score").stringValue());
    assertEquals("BODY", template.at("/components/0/type").stringValue());
    assertEquals(
        "TAG_CONTENT_MISMATCH",
        json(parley.get("/api/templates?status=rejected")).at("/0/rejected_reason").stringValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?q=ORDER_|order_ready/de order_ready/en_US",
        "?q=ihre%20bestellung|order_ready/de",
        "?status=approved&q=offer|held_offer/en_US spring_offer/en_US",
        "?status=PAUSED|paused_offer/en_US",
        "?q=nothing+has+this|''",
        "?status=LOST|''"
      })
  void theListCanBeNarrowed(String query, String found) {
    assertEquals(found, String.join(" ", names(query)));
  }

  @Test
  void thereMayBeMoreThanOnePage() {
    for (int i = 0; i < 120; i++) {
      change("{\"name\":\"more_%03d\",\"webhook\":false}".formatted(i));
    }

    JsonNode refreshed = json(parley.post("/api/templates/refresh", ""));

    assertEquals(true, refreshed.get("success").booleanValue());
    assertEquals(133, refreshed.get("templates").intValue());
    assertEquals(130, refreshed.get("approved").intValue());
    assertEquals(120, refreshed.get("added").intValue());
    assertEquals(0, refreshed.get("changed").intValue());
    assertEquals(0, refreshed.get("removed").intValue());
    assertEquals(120, names("?q=more_").size());
  }

  @Test
  void aRefreshReportsChanges() {
    change("{\"name\":\"hello_world\",\"removed\":true,\"webhook\":false}");
    change("{\"name\":\"order_ready\",\"status\":\"PAUSED\",\"webhook\":false}");

    JsonNode refreshed = json(parley.post("/api/templates/refresh", "not even JSON"));

    assertEquals(0, refreshed.get("added").intValue());
    assertEquals(1, refreshed.get("changed").intValue());
    assertEquals(1, refreshed.get("removed").intValue());
  }

  @Test
  void fetchedTemplatesSurviveARestart() {
    parley.close();
    change("{\"name\":\"order_ready\",\"language\":\"de\",\"removed\":true,\"webhook\":false}");

    parley = running();

    assertEquals(List.of("order_ready/de", "order_ready/en_US"), names("?q=order_ready"));
  }

  // --- Keeping the list up to date ---------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\":\"order_ready\",\"status\":\"PAUSED\"}|/0/status|PAUSED",
        "{\"name\":\"order_ready\",\"quality\":\"RED\"}|/0/quality_score/score|RED",
        "{\"name\":\"order_ready\",\"category\":\"MARKETING\"}|/0/category|MARKETING",
        "{\"name\":\"order_ready\",\"body\":\"Now\"}|/0/components/0/text|Now"
      })
  void templatesAreFetchedAfterWebhooks(String change, String field, String value) {
    change("{\"name\":\"order_ready\",\"language\":\"de\",\"removed\":true,\"webhook\":false}");

    change(change);
    clock.advance(Duration.ofSeconds(10)); // between two fetches there are some seconds

    Waiting.until(
        field + " is " + value,
        () -> json(parley.get("/api/templates?q=order_ready")).at(field).asString().equals(value));
  }

  @Test
  void theListIsFetchedOnceADay() {
    change("{\"name\":\"order_ready\",\"status\":\"PAUSED\",\"webhook\":false}");
    clock.advance(Duration.ofHours(25));

    Waiting.until("it is fetched", () -> names("?status=PAUSED").contains("order_ready/en_US"));
  }

  // --- Sending -----------------------------------------------------------------------------------

  @Test
  void theTextIsTheRenderedTemplate() {
    String parcel =
        template(
            "parcel_sent",
            "en_US",
            "\"components\":[{\"type\":\"header\",\"parameters\":[{\"type\":\"text\",\"text\":\"7\"}]},"
                + "{\"type\":\"body\",\"parameters\":[{\"type\":\"text\",\"text\":\"Marta\"}]},"
                + "{\"type\":\"button\",\"sub_type\":\"url\",\"index\":0,"
                + "\"parameters\":[{\"type\":\"text\",\"text\":\"7\"}]}]");

    String id = sentId(send(parcel));

    assertEquals(
        "Parcel 7\nHi Marta, your parcel is on its way.\nNobody reads answers to this.",
        message(id).get("text").stringValue());
    assertEquals("template", message(id).get("message_type").stringValue());
    awaitDelivery(id, "read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          order_ready | en_US | `"components":[]` | content.components | must have a body with 2 parameters, for {{1}} and {{2}}
          order_ready | en_US | `"components":[{"type":"body","parameters":[{"type":"text","text":"a"}]}]` | content.components[0].parameters | must be 2 parameters, for {{1}} and {{2}}, was 1
          order_ready | fr | `"components":[]` | content.language | must be one of the template's languages, which are: de, en_US
          order_late | en_US | `"components":[]` | content.name | must be a template of the account: WhatsApp has none of this name
          paused_offer | en_US | `"components":[]` | content.name | must be a template that is APPROVED: at WhatsApp this one is PAUSED
          visit_reminder | en_US | `"components":[{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]` | content.components[0].parameters[0].parameter_name | is required, and must be one of first_name, time
          spring_offer | en_US | `"components":[{"type":"header","parameters":[{"type":"video","video":{"id":"1"}}]},{"type":"body","parameters":[{"type":"text","text":"b"}]}]` | content.components[0].parameters[0].type | must be image, as the template's header is
          """)
  void aMismatchIsRefusedWithItsField(
      String name, String language, String components, String field, String problem)
      throws Exception {
    String content = template(name, language, components);
    HttpResponse<String> refused = send(content);

    assertEquals(400, refused.statusCode(), refused.body());
    assertEquals("invalid_request", json(refused).get("code").stringValue());
    assertEquals(field, json(refused).at("/details/0/field").stringValue());
    assertEquals(problem, json(refused).at("/details/0/problem").stringValue());
    assertEquals(0, json(parley.get("/api/chats/" + CHAT)).size());
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      var event = client.ask("send", "{\"wa_id\":\"%s\",\"content\":%s}".formatted(CHAT, content));
      assertEquals(field, event.at("/details/0/field").asText());
    }
  }

  @Test
  void theFieldIsNamedAsItWasGiven() {
    HttpResponse<String> refused =
        send(
            "{\"type\":\"template\",\"template\":{\"name\":\"order_ready\","
                + "\"language\":{\"code\":\"fr\"}}}");

    assertEquals(
        "content.template.language.code", json(refused).at("/details/0/field").stringValue());
  }

  @Test
  void aTemplateThatIsNewerThanTheCopyIsSent() {
    change("{\"name\":\"brand_new\",\"body\":\"Brand new.\",\"webhook\":false}");
    clock.advance(Duration.ofMinutes(2));

    String id = sentId(send(template("brand_new", "en_US", "\"components\":[]")));

    assertEquals("Brand new.", message(id).get("text").stringValue());
    awaitDelivery(id, "read");
  }

  @Test
  void withAnOldCopyWhatsAppDecides() {
    clock.advance(Duration.ofMinutes(2));
    meta.close();

    String id = sentId(send(template("brand_new", "en_US", "\"components\":[]")));

    assertEquals("Template: brand_new", message(id).get("text").stringValue());
  }

  @Test
  void aRepeatedSendReturnsTheMessageDespiteTemplateChanges() {
    String body =
        "{\"wa_id\":\"%s\",\"id\":\"once\",\"content\":%s}"
            .formatted(CHAT, template("order_ready", "en_US", TWO));
    HttpResponse<String> first = parley.post("/api/send", body);
    awaitDelivery("once", "read");
    change("{\"name\":\"order_ready\",\"status\":\"PAUSED\"}");
    clock.advance(Duration.ofSeconds(10)); // between two fetches there are some seconds
    Waiting.until("it is paused", () -> names("?status=PAUSED").contains("order_ready/en_US"));

    HttpResponse<String> second = parley.post("/api/send", body);

    assertEquals(201, first.statusCode(), first.body());
    assertEquals(200, second.statusCode(), second.body());
    assertEquals(
        "Hi Marta, your order 7781 is ready.", json(second).at("/message/text").stringValue());
  }

  // --- Messages that WhatsApp holds --------------------------------------------------------------

  @Test
  void aHeldMessageIsSentLater() throws Exception {
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      String id = sentId(send(template("held_news", "en_US", "\"components\":[]")));
      awaitDelivery(id, "held");
      assertEquals("sent", message(id).get("status").stringValue());
      client.hear("messageStatusUpdate", it -> it.text("id").equals(id));

      meta.clock().advance(Duration.ofMinutes(2));

      awaitDelivery(id, "read");
    }
  }

  @Test
  void aHeldMessageMayFail() {
    String id = sentId(send(template("held_offer", "en_US", "\"components\":[]")));
    awaitDelivery(id, "held");

    meta.clock().advance(Duration.ofMinutes(2));

    awaitDelivery(id, "failed");
    assertEquals(132015, message(id).at("/error/code").intValue());
  }

  @Test
  void aHeldMessageDoesNotDelayOthers() {
    String held = sentId(send(template("held_news", "en_US", "\"components\":[]")));
    String next = sentId(send(template("order_ready", "en_US", TWO)));

    awaitDelivery(next, "read");

    assertEquals("held", message(held).get("delivery").stringValue());
  }
}
