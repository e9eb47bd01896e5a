package dev.parley.simulator;

import static dev.parley.simulator.Business.ACCOUNT;
import static dev.parley.simulator.Business.ALICE;
import static dev.parley.simulator.Business.NUMBER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.simulator.Business.Got;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The requests for the app, the account, its numbers and templates.
final class AccountTest {
  private static final String APP = "880012345678901";

  private Receiver receiver;
  private Simulator simulator;
  private Business business;

  @BeforeEach
  void start() throws IOException {
    receiver = new Receiver();
    simulator =
        Simulator.start(
            SimulatorOptions.defaults().token("token").secret("s3cret").webhook(receiver.url()));
    business = new Business(simulator);
  }

  @AfterEach
  void stop() {
    simulator.close();
    receiver.close();
  }

  @Test
  void aGoodTokenIsValidForEver() {
    JsonNode data = business.get("/v25.0/debug_token?input_token=token").json().path("data");

    assertTrue(data.path("is_valid").asBoolean());
    assertEquals(0, data.path("expires_at").asInt());
    assertEquals(APP, data.path("app_id").asText());
    assertEquals(2, data.path("scopes").size());
  }

  @Test
  void anotherTokenIsInvalid() {
    JsonNode data = business.get("/v25.0/debug_token?input_token=other").json().path("data");

    assertFalse(data.path("is_valid").asBoolean());
  }

  @Test
  void anExpiredTokenSaysSo() {
    simulator.faults(Faults.calm().with(Fault.ACCOUNT_TOKEN_EXPIRED, 1));

    assertFalse(
        business
            .get("/v25.0/debug_token?input_token=token")
            .json()
            .at("/data/is_valid")
            .asBoolean());
    assertEquals(463, business.get("/v25.0/" + NUMBER).json().at("/error/error_subcode").asInt());
  }

  @Test
  void aNumberHasTheFieldsThatAreAskedFor() {
    JsonNode number =
        business
            .get("/v25.0/" + NUMBER + "?fields=status,quality_rating,platform_type,throughput")
            .json();

    assertEquals("CONNECTED", number.path("status").asText());
    assertEquals("CLOUD_API", number.path("platform_type").asText());
    assertEquals("STANDARD", number.at("/throughput/level").asText());
    assertEquals(NUMBER, number.path("id").asText());
    assertEquals(5, number.size());
  }

  @Test
  void aFieldThatDoesNotExistIsNamed() {
    Got got = business.get("/v25.0/" + NUMBER + "?fields=status,shoe_size");

    assertEquals(100, got.code());
    assertTrue(got.message().contains("shoe_size"), got.body());
  }

  @ParameterizedTest
  @CsvSource({
    "account.notRegistered, PHONE_NUMBER, 133010",
    "account.paymentProblem, WABA, 131042",
    "account.locked, WABA, 131031"
  })
  void healthReportsBlockedParts(String fault, String entity, int code) {
    simulator.faults(Faults.calm().with(Fault.of(fault), 1));

    JsonNode health =
        business.get("/v25.0/" + NUMBER + "?fields=health_status").json().path("health_status");

    assertEquals("BLOCKED", health.path("can_send_message").asText());
    List<String> blocked = new ArrayList<>();
    for (JsonNode one : health.path("entities")) {
      if (one.path("can_send_message").asText().equals("BLOCKED")) {
        blocked.add(one.path("entity_type").asText() + one.at("/errors/0/error_code").asInt());
      }
    }
    assertEquals(List.of(entity + code), blocked);
  }

  @Test
  void theAccountListsItsNumbersAndApps() {
    JsonNode numbers = business.get("/v25.0/" + ACCOUNT + "/phone_numbers").json();
    JsonNode apps = business.get("/v25.0/" + ACCOUNT + "/subscribed_apps").json();
    JsonNode fields =
        business.withToken(APP + "|s3cret").get("/v25.0/" + APP + "/subscriptions").json();

    assertEquals(NUMBER, numbers.at("/data/0/id").asText());
    assertEquals(APP, apps.at("/data/0/whatsapp_business_api_data/id").asText());
    assertEquals("whatsapp_business_account", fields.at("/data/0/object").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "token, 400, 15",
    "880012345678901|s3cret, 200, 0",
    "880012345678901|other, 401, 190",
    "880012345678902|s3cret, 401, 190"
  })
  void subscriptionsAreReadWithTheAppToken(String token, int status, int code) {
    Got got = business.withToken(token).get("/v25.0/" + APP + "/subscriptions");

    assertEquals(status, got.status(), got.body());
    assertEquals(code, got.code());
    assertEquals(code == 0 ? 0 : 1, simulator.ledger().errors().getOrDefault(code, 0L));
  }

  @Test
  void anAppTokenCannotReadNumbers() {
    business.withToken(APP + "|s3cret");

    Got number = business.get("/v25.0/" + NUMBER);
    Got sent = business.text(ALICE, "Hello", "out-1");
    Got token = business.get("/v25.0/debug_token?input_token=token");

    assertEquals(33, number.json().at("/error/error_subcode").asInt());
    assertEquals(100, sent.code());
    assertEquals(List.of(), simulator.ledger().accepted());
    assertTrue(token.json().at("/data/is_valid").asBoolean(), token.body());
  }

  @Test
  void theAppSecretProofIsChecked() {
    String right = MetaJson.hmac("s3cret", "token");

    Got proved = business.get("/v25.0/" + NUMBER + "?fields=id&appsecret_proof=" + right);
    Got wrong = business.get("/v25.0/" + NUMBER + "?fields=id&appsecret_proof=" + "0".repeat(64));

    assertEquals(200, proved.status(), proved.body());
    assertEquals(100, wrong.code());
    assertTrue(wrong.message().contains("appsecret_proof"), wrong.body());
  }

  @Test
  void withoutASubscriptionNoWebhooksCome() {
    business.delete("/v25.0/" + ACCOUNT + "/subscribed_apps");
    simulator.customerWrites(ALICE, "Hi");
    assertFalse(simulator.ledger().awaitSettled(Duration.ofMillis(50)));

    business.post("/v25.0/" + ACCOUNT + "/subscribed_apps", "");

    assertTrue(simulator.ledger().awaitSettled(Duration.ofSeconds(10)));
  }

  @Test
  void aVerifiedNumberCallbackUrlTakesPrecedence() throws IOException {
    try (Receiver own = new Receiver()) {
      String body =
          """
          {"webhook_configuration": {"override_callback_uri": "%s", "verify_token": "%s"}}\
          """;
      Got wrong = business.post("/v25.0/" + NUMBER, body.formatted(own.url(), "wrong"));
      Got right = business.post("/v25.0/" + NUMBER, body.formatted(own.url(), "right"));
      JsonNode inForce =
          business
              .get("/v25.0/" + NUMBER + "?fields=webhook_configuration")
              .json()
              .path("webhook_configuration");

      simulator.customerWrites(ALICE, "Hi");

      assertEquals(100, wrong.code());
      assertEquals("{\"success\":true}", right.body());
      assertEquals(own.url().toString(), inForce.path("phone_number").asText());
      assertEquals(receiver.url().toString(), inForce.path("application").asText());
      own.await(came -> came.size() == 1);
      assertEquals(List.of(), receiver.all());
    }
  }

  @Test
  void templatesComeInPages() {
    List<String> names = new ArrayList<>();
    String path = "/v25.0/" + ACCOUNT + "/message_templates?limit=3";
    while (!path.isEmpty()) {
      JsonNode page = business.get(path).json();
      page.path("data").forEach(one -> names.add(one.path("name").asText()));
      path = page.at("/paging/next").asText();
    }

    assertEquals(13, names.size());
    assertTrue(names.contains("order_ready"), names.toString());
  }

  @Test
  void onlyApprovedTemplatesCanBeAskedFor() {
    JsonNode page = business.get("/v25.0/" + ACCOUNT + "/message_templates?status=approved").json();

    page.path("data").forEach(one -> assertEquals("APPROVED", one.path("status").asText()));
    assertEquals(10, page.path("data").size());
  }

  @Test
  void anInvalidCursorIsCode131059() {
    Got got = business.get("/v25.0/" + ACCOUNT + "/message_templates?after=bad");

    assertEquals(131059, got.code());
  }

  @Test
  void aHeldTemplateIsAcceptedAndFailsLater() {
    Got got =
        business.type(
            "template", "{\"name\": \"held_offer\", \"language\": {\"code\": \"en_US\"}}");
    simulator.clock().advance(Duration.ofMinutes(2));

    assertEquals(
        "held_for_quality_assessment", got.json().at("/messages/0/message_status").asText());
    assertEquals(
        132015,
        receiver
            .await(came -> came.size() == 1)
            .getFirst()
            .values()
            .getFirst()
            .at("/statuses/0/errors/0/code")
            .asInt());
  }

  @Test
  void aReleasedTemplateIsSentLater() {
    Got got =
        business.type("template", "{\"name\": \"held_news\", \"language\": {\"code\": \"en_US\"}}");
    assertEquals(
        "held_for_quality_assessment", got.json().at("/messages/0/message_status").asText());

    simulator.clock().advance(Duration.ofMinutes(2));

    receiver.await(
        came -> came.stream().flatMap(it -> it.statuses().stream()).toList().contains("delivered"));
  }

  @Test
  void changesOfTemplatesAreReported() {
    Got paused =
        business.post("/simulate/template", "{\"name\": \"order_ready\", \"status\": \"PAUSED\"}");
    Got sent =
        business.type(
            "template", "{\"name\": \"order_ready\", \"language\": {\"code\": \"en_US\"}}");

    assertEquals("{\"webhooks\":1}", paused.body());
    assertEquals(132015, sent.code());
    JsonNode change =
        receiver.await(came -> came.size() == 1).getFirst().json().at("/entry/0/changes/0");
    assertEquals("message_template_status_update", change.path("field").asText());
    assertEquals("PAUSED", change.at("/value/event").asText());
    assertEquals("order_ready", change.at("/value/message_template_name").asText());
    assertEquals("en-US", change.at("/value/message_template_language").asText());
  }

  @Test
  void aTemplateCanBeAddedAndRemovedWithoutAReport() {
    business.post("/simulate/template", "{\"name\": \"brand_new\", \"webhook\": false}");
    String brandNew = "{\"name\": \"brand_new\", \"language\": {\"code\": \"en_US\"}}";
    Got added = business.type("template", brandNew);
    business.post(
        "/simulate/template", "{\"name\": \"brand_new\", \"removed\": true, \"webhook\": false}");

    assertEquals(200, added.status(), added.body());
    assertEquals(132001, business.type("template", brandNew).code());
  }

  @Test
  void anInvalidChangeOfATemplateIsRefused() {
    Got got = business.post("/simulate/template", "{\"colour\": \"red\"}");

    assertEquals(400, got.status());
    assertTrue(got.message().contains("colour"), got.body());
  }
}
