package dev.parley.simulator;

import static dev.parley.simulator.Business.ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.simulator.Business.Got;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The accepted and the refused requests, with their codes.
final class ValidationTest {
  private static Simulator simulator;
  private static Business business;

  @BeforeAll
  static void start() {
    // The simulator's time runs so fast that no limit of messages is reached.
    simulator = Simulator.start(SimulatorOptions.defaults().token("token").speed(1_000_000));
    business = new Business(simulator);
  }

  @AfterAll
  static void stop() {
    simulator.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          text        | {"body": "Hello", "preview_url": true}
          image       | {"link": "https://example.com/a.jpg", "caption": "A"}
          video       | {"link": "https://example.com/a.mp4"}
          audio       | {"link": "https://example.com/a.ogg", "voice": true}
          document    | {"link": "https://example.com/a.pdf", "filename": "a.pdf"}
          sticker     | {"link": "https://example.com/a.webp"}
          location    | {"latitude": 38.9, "longitude": "-77.03", "name": "Here"}
          reaction    | {"message_id": "wamid.x", "emoji": "👍"}
          reaction    | {"message_id": "wamid.x", "emoji": ""}
          contacts    | [{"name": {"formatted_name": "Tove", "first_name": "Tove"}}]
          interactive | {"type": "button", "body": {"text": "?"}, "action": {"buttons": [{"type": "reply", "reply": {"id": "1", "title": "Yes"}}]}}
          interactive | {"type": "list", "body": {"text": "?"}, "action": {"button": "Choose", "sections": [{"rows": [{"id": "1", "title": "One"}]}]}}
          interactive | {"type": "cta_url", "body": {"text": "?"}, "action": {"name": "cta_url", "parameters": {"display_text": "See", "url": "https://example.com"}}}
          interactive | {"type": "flow", "body": {"text": "?"}, "action": {"name": "flow", "parameters": {"flow_message_version": "3", "flow_id": "1", "flow_cta": "Open"}}}
          interactive | {"type": "location_request_message", "body": {"text": "?"}, "action": {"name": "send_location"}}
          interactive | {"type": "request_contact_info", "body": {"text": "?"}, "action": {"name": "request_contact_info"}}
          template    | {"name": "order_ready", "language": {"code": "de"}, "components": [{"type": "body", "parameters": [{"type": "text", "text": "A"}, {"type": "text", "text": "B"}]}]}
          """)
  void everyTypeCanBeSent(String type, String object) {
    Got got = business.type(type, object);

    assertEquals(200, got.status(), got.body());
    assertEquals(type, simulator.ledger().accepted().getLast().type());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          text        | {}                                                    | 131008 | text['body']
          text        | {"body": 5}                                           | 100    | text['body']
          text        | {"body": " "}                                         | 131009 | text['body']
          text        | {"body": "a", "colour": 1}                            | 100    | colour
          text        | "a"                                                   | 100    | text
          image       | {}                                                    | 100    | image
          image       | {"id": "1", "link": "https://example.com/"}           | 100    | image
          image       | {"id": "1"}                                           | 131009 | image['id']
          image       | {"link": "ftp://example.com/"}                        | 100    | image['link']
          audio       | {"link": "https://example.com/", "caption": "a"}      | 100    | caption
          image       | {"link": "https://example.com/", "filename": "a"}     | 100    | filename
          location    | {"latitude": 91, "longitude": 0}                      | 131009 | location['latitude']
          location    | {"latitude": 1}                                       | 131008 | location['longitude']
          reaction    | {"message_id": "wamid.x"}                             | 131008 | reaction['emoji']
          contacts    | []                                                    | 131009 | contacts
          contacts    | [{"name": {"formatted_name": "A"}}]                   | 131008 | formatted_name
          interactive | {"type": "dance"}                                     | 100    | interactive['type']
          interactive | {"type": "button", "body": {"text": "?"}, "action": {"buttons": []}} | 131009 | buttons
          interactive | {"type": "button", "action": {"buttons": []}}         | 131008 | interactive['body']
          interactive | {"type": "button", "body": {"text": "?"}, "action": {"buttons": [{"type": "reply", "reply": {"id": "1", "title": "Yes"}}, {"type": "reply", "reply": {"id": "1", "title": "No"}}]}} | 131009 | unique
          interactive | {"type": "list", "body": {"text": "?"}, "action": {"button": "Choose", "sections": [{"rows": [{"id": "1", "title": "A"}]}, {"rows": [{"id": "2", "title": "B"}]}]}} | 131008 | title
          template    | {"name": "nothing", "language": {"code": "en_US"}}    | 132001 | nothing
          template    | {"name": "order_ready", "language": {"code": "fr"}}   | 132001 | fr
          template    | {"name": "order_ready", "language": {"code": "de"}}   | 132000 | body
          template    | {"name": "paused_offer", "language": {"code": "en_US"}} | 132015 | paused
          template    | {"name": "disabled_offer", "language": {"code": "en_US"}} | 132016 | disabled
          template    | {"name": "rejected_offer", "language": {"code": "en_US"}} | 132001 | rejected
          template    | {"name": "spring_offer", "language": {"code": "en_US"}, "components": [{"type": "body", "parameters": [{"type": "text", "text": "A"}]}]} | 132012 | header
          template    | {"name": "visit_reminder", "language": {"code": "en_US"}, "components": [{"type": "body", "parameters": [{"type": "text", "text": "A"}, {"type": "text", "text": "B"}]}]} | 132012 | first_name
          template    | {"name": "hello_world", "language": {"code": "en_US"}, "components": [{"type": "body", "parameters": [{"type": "text", "text": "A"}]}]} | 132000 | body
          template    | {"name": "parcel_sent", "language": {"code": "en_US"}, "components": [{"type": "body", "parameters": [{"type": "text", "text": "A"}]}]} | 132000 | header
          template    | {"name": "parcel_sent", "language": {"code": "en_US"}, "components": [{"type": "header", "parameters": [{"type": "text", "text": "A"}]}, {"type": "body", "parameters": [{"type": "text", "text": "A"}]}]} | 131008 | index 0
          template    | {"name": "parcel_sent", "language": {"code": "en_US"}, "components": [{"type": "header", "parameters": [{"type": "text", "text": "A"}]}, {"type": "body", "parameters": [{"type": "text", "text": "A"}]}, {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "A"}]}]} | 132018 | index 1
          template    | {"name": "order_ready", "language": {"code": "de"}, "components": [{"type": "body", "parameters": [{"type": "text", "text": "A\\tB"}, {"type": "text", "text": "B"}]}]} | 132007 | new-line
          template    | {"name": "order_ready", "language": {"code": "de"}, "components": [{"type": "body", "parameters": [{"type": "text", "text": "A", "parameter_name": "a"}, {"type": "text", "text": "B"}]}]} | 132012 | parameter_name
          template    | {"name": "city_tours", "language": {"code": "en_US"}, "components": [{"type": "body", "parameters": [{"type": "text", "text": "A"}]}]} | 132000 | cards
          """)
  void invalidFieldsAreNamed(String type, String object, int code, String named) {
    Got got = business.type(type, object);

    assertEquals(code, got.code(), got.body());
    assertEquals(code == 132001 ? 404 : 400, got.status());
    assertTrue((got.message() + got.details()).contains(named), got.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {}                                                                          | 100    | messaging_product
          {"messaging_product": "whatsapp"}                                           | 131008 | to
          {"messaging_product": "whatsapp", "to": "12"}                               | 131009 | to
          {"messaging_product": "whatsapp", "to": "US.123"}                           | 131009 | to
          {"messaging_product": "whatsapp", "to": "+12025550100", "text": {"body": "a"}} | 131021 | cannot be the same
          {"messaging_product": "whatsapp", "to": "+15550100001"}                     | 131008 | type
          {"messaging_product": "whatsapp", "to": "+15550100001", "type": "dance"}    | 100    | type
          {"messaging_product": "whatsapp", "recipient": "nobody", "text": {"body": "a"}} | 131009 | recipient
          {"messaging_product": "whatsapp", "recipient_type": "group", "to": "15550100001"} | 131009 | group
          {"messaging_product": "whatsapp", "recipient_type": "crowd", "to": "15550100001"} | 100 | recipient_type
          {"messaging_product": "whatsapp", "to": "+15550100001", "text": {"body": "a"}, "more": 1} | 100 | more
          {"messaging_product": "whatsapp", "to": "+15550100001", "text": {"body": "a"}, "context": {}} | 131008 | message_id
          {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.unknown"} | 131009 | message_id
          {"messaging_product": "whatsapp", "status": "read"}                         | 131008 | message_id
          {"messaging_product": "whatsapp", "recipient": "US.20481632649612825501", "type": "template", "template": {"name": "login_code", "language": {"code": "en_US"}, "components": [{"type": "body", "parameters": [{"type": "text", "text": "1"}]}]}} | 131062 | number
          not json                                                                    | 100    | JSON
          []                                                                          | 100    | object
          """)
  void invalidFieldsAroundTheMessageAreNamed(String body, int code, String named) {
    Got got = business.send(body);

    assertEquals(code, got.code(), got.body());
    assertTrue((got.message() + got.details()).contains(named), got.body());
  }

  @ParameterizedTest
  @CsvSource({"text, body, 4096", "image, caption, 1024", "document, filename, 240"})
  void lengthsAreCountedInCharacters(String type, String property, int most) {
    String link = type.equals("text") ? "" : "\"link\": \"https://example.com/a\", ";
    String object = "{" + link + "\"" + property + "\": \"%s\"}";

    assertEquals(200, business.type(type, object.formatted("😀".repeat(most))).status());
    Got long1 = business.type(type, object.formatted("a".repeat(most + 1)));

    assertEquals(100, long1.code(), long1.body());
    assertTrue(long1.message().contains("at most " + most), long1.body());
  }

  @Test
  void aTemplatesTextThatIsTooLongIsCode132005() {
    Got got =
        business.type(
            "template",
            """
            {"name": "login_code", "language": {"code": "en_US"}, "components": [
              {"type": "body", "parameters": [{"type": "text", "text": "%s"}]}]}\
            """
                .formatted("x".repeat(1_020)));

    assertEquals(132005, got.code(), got.body());
  }

  @Test
  void callersDataHasAtMost512Characters() {
    assertEquals(200, business.text(ALICE, "Hello", "c".repeat(512)).status());
    assertEquals(100, business.text(ALICE, "Hello", "c".repeat(513)).code());
  }

  @ParameterizedTest
  @CsvSource({
    "+52 55 1234 5678, 5215512345678",
    "+54 11 1234 5678, 5491112345678",
    "+55 51 9 8765-4321, 555187654321",
    "+55 11 9 8765-4321, 5511987654321",
    "+44 (7700) 900123, 447700900123"
  })
  void whatsAppRewritesSomeNumbers(String dialled, String waId) {
    Got got =
        business.send(
            """
            {"messaging_product": "whatsapp", "to": "%s", "text": {"body": "a"}}\
            """
                .formatted(dialled));

    assertEquals(dialled, got.json().at("/contacts/0/input").asText());
    assertEquals(waId, got.json().at("/contacts/0/wa_id").asText());
  }

  @Test
  void aUserIdIsAnsweredWithoutANumber() {
    Got got =
        business.send(
            """
            {"messaging_product": "whatsapp", "recipient": "US.20481632649612825501",
             "type": "text", "text": {"body": "a"}}\
            """);

    assertEquals("US.20481632649612825501", got.json().at("/contacts/0/user_id").asText());
    assertTrue(got.json().at("/contacts/0/wa_id").isMissingNode(), got.body());
  }

  @Test
  void aGroupIsAnsweredWithItsId() {
    Got got =
        business.send(
            """
            {"messaging_product": "whatsapp", "recipient_type": "group", "to": "Y2FwaV9ncm91cDox",
             "type": "text", "text": {"body": "a"}}\
            """);

    assertEquals("Y2FwaV9ncm91cDox", got.json().at("/messages/0/group_id").asText());
  }

  @Test
  void readReceiptsAndTypingAreInTheLedger() {
    String id = simulator.customerWrites(ALICE, "Hi");

    Got got =
        business.send(
            """
            {"messaging_product": "whatsapp", "status": "read", "message_id": "%s",
             "typing_indicator": {"type": "text"}}\
            """
                .formatted(id));

    assertEquals("{\"success\":true}", got.body());
    assertEquals(id, simulator.ledger().reads().getLast());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v25.0", "/v25/1/messages", "/nowhere", "/v25.0/310987654321098/dance"})
  void anUnknownPathIsCode2500(String path) {
    assertEquals(2500, business.post(path, "{}").code());
  }

  @Test
  void anotherNumberDoesNotExist() {
    Got got = business.post("/v25.0/123/messages", "{}");

    assertEquals(400, got.status());
    assertEquals(100, got.code());
    assertEquals(33, got.json().at("/error/error_subcode").asInt());
  }

  @Test
  void aTokenIsNeededAndMustBeTheRightOne() {
    Got none = new Business(simulator).withToken("").text(ALICE, "Hello", "out");
    Got wrong = new Business(simulator).withToken("wrong").text(ALICE, "Hello", "out");

    assertEquals(List.of(401, 104), List.of(none.status(), none.code()));
    assertEquals(List.of(401, 190), List.of(wrong.status(), wrong.code()));
    assertTrue(simulator.ledger().errors().containsKey(190));
  }

  @Test
  void everyInvalidRequestIsAnsweredWithAGraphError() {
    long seed = Long.getLong("parley.seed", System.nanoTime());
    Random random = new Random(seed);
    String body =
        """
        {"messaging_product":"whatsapp","to":"+15550100001","type":"interactive","interactive":\
        {"type":"list","body":{"text":"?"},"action":{"button":"Choose","sections":[{"rows":\
        [{"id":"1","title":"One"}]}]}},"context":{"message_id":"wamid.x"}}\
        """;
    List<String> others = List.of("null", "5", "[]", "{}", "\"\"", "true", "[[[]]]", "-1e99");

    for (int i = 0; i < 300; i++) {
      int at = body.indexOf(':', random.nextInt(body.length() - 30)) + 1;
      String damaged =
          body.substring(0, at)
              + others.get(random.nextInt(others.size()))
              + body.substring(Math.min(body.length(), at + random.nextInt(12)));
      Got got = business.send(damaged);

      assertTrue(
          got.status() == 200 || (got.status() == 400 && got.code() != 0),
          "seed %d: %s: %s".formatted(seed, damaged, got));
    }
  }
}
