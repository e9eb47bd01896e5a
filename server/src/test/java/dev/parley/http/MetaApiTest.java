package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Tests programs for Meta's Cloud API that use Parley: their bodies, the answers and the refusals.
/// Also tests reactions, over this API and the other ones.
final class MetaApiTest {
  private static final String CHAT = "15550001001";
  private static final String MESSAGES = "/v25.0/1/messages";

  @AutoClose private final SmallMeta meta = new SmallMeta();
  @RegisterExtension final RunningParley parley = RunningParley.with(meta.settings());

  private HttpResponse<String> ask(String body, String... headers) {
    String whole = body.replaceFirst("\\{", "{'messaging_product':'whatsapp',").replace('\'', '"');
    return parley.post(MESSAGES, whole, headers);
  }

  /// The id in the answer.
  private String sent(String body, String... headers) {
    HttpResponse<String> answer = ask(body, headers);
    assertEquals(200, answer.statusCode(), answer::body);
    assertEquals("whatsapp", json(answer).get("messaging_product").stringValue());
    return json(answer).at("/messages/0/id").stringValue();
  }

  private void wrote(String wamid, String text) {
    wrote(wamid, text, Instant.now());
  }

  private void wrote(String wamid, String text, Instant at) {
    String body =
        """
        {"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"messages",
        "value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"1"},"contacts":[
        {"wa_id":"%1$s","profile":{"name":"Alice"}}],"messages":[{"id":"%2$s","from":"%1$s",
        "timestamp":"%4$d","type":"text","text":{"body":"%3$s"}}]}}]}]}
        """
            .formatted(CHAT, wamid, text, at.getEpochSecond());
    assertEquals(200, parley.post("/webhook", body).statusCode());
  }

  private JsonNode message(String id) {
    for (JsonNode message : json(parley.get("/api/chats/" + CHAT))) {
      if (id.equals(message.get("id").stringValue())
          || id.equals(message.get("meta_msg_id").stringValue())) {
        return message;
      }
    }
    throw new AssertionError("no message " + id);
  }

  private List<String> reactions(String id) {
    return message(id)
        .get("reactions")
        .valueStream()
        .map(it -> it.get("by").stringValue() + " " + it.get("emoji").stringValue())
        .toList();
  }

  /// A reaction in the form of Parley's own requests.
  private static String reaction(String chat, String target, String emoji) {
    return """
    {"wa_id":"%s","content":{"type":"reaction","message_id":"%s","emoji":"%s"}}
    """
        .formatted(chat, target, emoji);
  }

  private void awaitDelivery(String id, String delivery) {
    Waiting.until(
        id + " is " + delivery, () -> message(id).get("delivery").stringValue().equals(delivery));
  }

  private static void isError(
      HttpResponse<String> answer, int status, int code, String title, String details) {
    JsonNode error = json(answer).get("error");
    assertEquals(status, answer.statusCode(), answer::body);
    assertEquals(code, error.get("code").intValue(), answer::body);
    assertEquals("(#%d) %s".formatted(code, title), error.get("message").stringValue());
    assertEquals("whatsapp", error.at("/error_data/messaging_product").stringValue());
    assertEquals(details, error.at("/error_data/details").stringValue());
    assertEquals(
        answer.headers().firstValue("X-Request-Id").orElseThrow(),
        error.get("fbtrace_id").stringValue());
  }

  // --- Messages ----------------------------------------------------------------------------------

  @Test
  void aTextIsStoredAndSentLikeAnyOther() {
    HttpResponse<String> answer =
        ask(
            "{'recipient_type':'individual','to':'+1 (555) 000-1001','type':'text',"
                + "'text':{'body':'Hello'},'biz_opaque_callback_data':'order 7'}",
            "Authorization",
            "Bearer anything");

    assertEquals(200, answer.statusCode(), answer::body);
    String id = json(answer).at("/messages/0/id").stringValue();
    assertTrue(id.startsWith("msg_"), id);
    assertEquals(
        "[{\"input\":\"+1 (555) 000-1001\",\"wa_id\":\"15550001001\"}]",
        json(answer).get("contacts").toString());
    awaitDelivery(id, "sent");
    assertEquals("Hello", message(id).get("text").stringValue());
    JsonNode told = meta.told().getFirst();
    assertEquals("+15550001001", told.get("to").stringValue());
    assertEquals(id, told.get("biz_opaque_callback_data").stringValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1.0/1/messages", "/V26.0/1/messages/", "/v23/1/messages"})
  void everyVersionInThePathIsAccepted(String path) {
    String body =
        "{\"messaging_product\":\"whatsapp\",\"to\":15550001001,\"text\":{\"body\":\"Hello\"}}";

    assertEquals(200, parley.post(path, body).statusCode());
  }

  @Test
  void anObjectUnderItsTypeIsTheContent() {
    String image =
        sent(
            "{'to':'15550001001','type':'image',"
                + "'image':{'link':'https://example.com/a.jpg','caption':'The lid'}}");
    String cards =
        sent(
            "{'to':'15550001001','type':'contacts','contacts':[{'name':"
                + "{'formatted_name':'Tove Amadi','first_name':'Tove'}}]}");
    String buttons =
        sent(
            "{'to':'15550001001','type':'interactive','interactive':{'type':'button',"
                + "'body':{'text':'Well?'},'action':{'buttons':[{'type':'reply','reply':"
                + "{'id':'a','title':'Yes'}}]}}}");
    HttpResponse<String> template =
        ask(
            "{'to':'15550001001','type':'template','template':{'name':'order_ready',"
                + "'language':{'code':'en_US'}}}");

    assertEquals(
        "{\"type\":\"image\",\"link\":\"https://example.com/a.jpg\",\"caption\":\"The lid\"}",
        message(image).get("content").toString());
    assertEquals("Contact: Tove Amadi", message(cards).get("text").stringValue());
    assertEquals("Well?", message(buttons).get("text").stringValue());
    assertEquals("accepted", json(template).at("/messages/0/message_status").stringValue());
    Waiting.until("all were sent", () -> meta.told().size() == 4);
    assertEquals("The lid", meta.told().getFirst().at("/image/caption").stringValue());
  }

  @Test
  void aCustomerWithAHiddenNumberCanBeReached() {
    HttpResponse<String> answer =
        ask("{'recipient':'US.20481632649612825501','type':'text','text':{'body':'Hello'}}");

    assertEquals(
        "[{\"input\":\"US.20481632649612825501\",\"user_id\":\"US.20481632649612825501\"}]",
        json(answer).get("contacts").toString());
    Waiting.until("it was sent", () -> !meta.told().isEmpty());
    assertEquals("US.20481632649612825501", meta.told().getFirst().get("recipient").stringValue());
  }

  @Test
  void anAnswerMayQuoteByEitherId() {
    wrote("wamid.q", "Well?");
    String first =
        sent("{'to':'15550001001','text':{'body':'One'},'context':{'message_id':'wamid.q'}}");
    sent(
        "{'to':'15550001001','text':{'body':'Two'},'context':{'message_id':'%s'}}"
            .formatted(first));

    Waiting.until("both were sent", () -> meta.told().size() == 2);
    assertEquals("wamid.q", meta.told().get(0).at("/context/message_id").stringValue());
    assertEquals("wamid.meta1", meta.told().get(1).at("/context/message_id").stringValue());
    assertEquals("wamid.q", message(first).get("reply_to").stringValue());
  }

  @Test
  void eachOfOurNumbersHasChatsOfItsOwn(@TempDir Path folder) {
    String text =
        "{\"messaging_product\":\"whatsapp\",\"to\":\"15550001001\",\"text\":{\"body\":\"Hi\"}}";
    String[] two = meta.settings("PHONE_NUMBER_ID", "1,2");
    try (RunningParley ofTwo = RunningParley.start(folder, two)) {
      HttpResponse<String> answer = ofTwo.post("/v25.0/2/messages", text);

      assertEquals(
          "[{\"input\":\"15550001001\",\"wa_id\":\"15550001001\"}]",
          json(answer).get("contacts").toString());
      assertEquals("[]", ofTwo.get("/api/chats/" + CHAT).body());
      assertEquals(1, json(ofTwo.get("/api/chats/" + CHAT + "@2")).size());
    }
  }

  @Test
  void theSameKeySendsOnce() {
    String text = "{'to':'15550001001','text':{'body':'Hello'}}";
    String first = sent(text, "Idempotency-Key", "order-7");
    String again = sent(text, "Idempotency-Key", "order-7");
    HttpResponse<String> other =
        ask("{'to':'15550001001','text':{'body':'Bye'}}", "Idempotency-Key", "order-7");

    assertEquals("order-7", first);
    assertEquals("order-7", again);
    isError(other, 409, 100, "Invalid parameter", "The id is taken by another message");
    assertEquals(1, json(parley.get("/api/chats/" + CHAT)).size());
  }

  // --- Refusals ----------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'to':'15550001001','type':'image','image':{'link':'x'}}|131009"
            + "|Parameter value is not valid"
            + "|image.link must be an http or https URL of at most 2048 characters",
        "{'to':'15550001001','type':'text','text':{}}|131008|Required parameter is missing"
            + "|text.body is required",
        "{'to':'15550001001','type':'text','text':'Hello'}|131009|Parameter value is not valid"
            + "|text must be a JSON object",
        "{'to':'15550001001','type':'image'}|131008|Required parameter is missing"
            + "|image is required",
        "{'to':'15550001001'}|131008|Required parameter is missing|type is required",
        "{'to':'15550001001','type':'hologram'}|131051|Unsupported message type"
            + "|type must be one of text, image, video, audio, document, sticker, location,"
            + " contacts, interactive, template, reaction",
        "{'type':'text','text':{'body':'Hello'}}|131008|Required parameter is missing"
            + "|to is required, or recipient",
        "{'to':'Alice','text':{'body':'Hello'}}|131009|Parameter value is not valid"
            + "|to must be a phone number with its country code, such as +15551234567",
        "{'recipient':'Alice','text':{'body':'Hello'}}|131009|Parameter value is not valid"
            + "|recipient must be a user id such as US.13491208655302741918",
        "{'to':'1','text':{'body':'x'},'context':{'message_id':'a b'}}|131009"
            + "|Parameter value is not valid|context.message_id must be 1 to 512 printable ASCII"
            + " characters without spaces",
        "{'to':'1','text':{'body':'x'},'recipient_identity_key_hash':'x'}|131009"
            + "|Parameter value is not valid"
            + "|recipient_identity_key_hash must be left out: Parley does not check identities",
        "{'to':'15550001001','type':'reaction','reaction':{'message_id':'x','emoji':'👍'}}|131009"
            + "|Parameter value is not valid"
            + "|reaction.message_id must be the id of a message of this chat",
        "{'status':'read','message_id':'x'}|131009|Parameter value is not valid"
            + "|message_id must be the id of a message of a customer",
        "{'status':'seen','message_id':'x'}|131009|Parameter value is not valid"
            + "|status must be read",
        "{'status':'read'}|131008|Required parameter is missing|message_id is required"
      })
  void errorsHaveMetasFormat(String body, int code, String title, String details) {
    isError(ask(body), 400, code, title, details);
    assertTrue(meta.told().isEmpty());
  }

  @Test
  void everyRefusalOfThePathHasMetasFormat() {
    String text = "{\"messaging_product\":\"whatsapp\",\"to\":\"1\",\"text\":{\"body\":\"Hello\"}}";

    isError(
        parley.post(MESSAGES, "{\"to\":\"1\",\"text\":{\"body\":\"Hello\"}}"),
        400,
        100,
        "Invalid parameter",
        "messaging_product must be whatsapp");
    isError(
        parley.post(MESSAGES, "{\"to\""),
        400,
        100,
        "Invalid parameter",
        "The body is not valid JSON: line 1, column 6");
    HttpResponse<String> unknown = parley.post("/v25.0/2/messages", text);
    isError(
        unknown,
        400,
        100,
        "Invalid parameter",
        "Parley does not serve this phone number id: it must be one of those in PHONE_NUMBER_ID");
    assertEquals(33, json(unknown).at("/error/error_subcode").intValue());
    isError(parley.get(MESSAGES), 405, 100, "Invalid parameter", "This path takes OPTIONS, POST");
    isError(
        parley.post(MESSAGES, text, "Content-Type", "text/plain"),
        415,
        100,
        "Invalid parameter",
        "Content-Type must be application/json or application/x-www-form-urlencoded");
    isError(
        parley.post(MESSAGES, text, "Sec-Fetch-Site", "cross-site", "Origin", "https://a.example"),
        403,
        10,
        "Application does not have permission for this action",
        "Pages of this origin (https://a.example) may change nothing: add it to CORS_ORIGINS");
  }

  @Test
  void onlyParleysFilesAreKnown() {
    HttpResponse<String> upload = parley.post("/v25.0/1/media", "");
    assertEquals(400, upload.statusCode(), upload.body());
    assertTrue(upload.body().contains("must not be empty"), upload.body());
    HttpResponse<String> unknown = parley.get("/v25.0/1037543291543637");
    assertEquals(400, unknown.statusCode(), unknown.body());
    assertTrue(unknown.body().contains("it must be one that Parley gave"), unknown.body());
  }

  @Test
  void pathsThatOnlyResembleMetasAreNotAffected() {
    assertEquals("not_found", json(parley.get("/version/1")).get("code").stringValue());
    assertEquals("not_found", json(parley.post("/vx/1/messages", "{}")).get("code").stringValue());
    assertEquals("[]", parley.get("/api/chats/messages").body());
  }

  // --- Reading -----------------------------------------------------------------------------------

  @Test
  void aMessageIsMarkedAsReadWithThoseBeforeIt() {
    wrote("wamid.1", "One");
    wrote("wamid.2", "Two");
    wrote("wamid.3", "Three");

    HttpResponse<String> answer = ask("{'status':'read','message_id':'wamid.2'}");

    assertEquals("{\"success\":true}", answer.body());
    assertEquals("read", message("wamid.1").get("status").stringValue());
    assertEquals("read", message("wamid.2").get("status").stringValue());
    assertEquals("delivered", message("wamid.3").get("status").stringValue());
    assertEquals(1, json(parley.get("/api/chats")).get(0).get("unreadCount").intValue());
    Waiting.until("WhatsApp has a request", () -> !meta.told().isEmpty());
    assertEquals(
        "{\"messaging_product\":\"whatsapp\",\"status\":\"read\",\"message_id\":\"wamid.2\"}",
        meta.told().getFirst().toString());
    ask("{'status':'read','message_id':'wamid.3','typing_indicator':{'type':'text'}}");
    Waiting.until("WhatsApp has the typing indicator", () -> meta.told().size() == 2);
    assertTrue(meta.told().get(1).has("typing_indicator"));
    assertEquals(0, json(parley.get("/api/chats")).get(0).get("unreadCount").intValue());
  }

  // --- Reactions ---------------------------------------------------------------------------------

  @Test
  void aDayAfterTheCustomerWroteOnlyTemplatesAreTaken() {
    wrote("wamid.q", "Well?", Instant.now().minus(Duration.ofHours(25)));

    for (String body :
        List.of(
            "{'to':'15550001001','type':'text','text':{'body':'Hello'}}",
            "{'to':'15550001001','type':'reaction','reaction':{'message_id':'wamid.q','emoji':'👍'}}")) {
      HttpResponse<String> refused = ask(body);
      assertEquals(400, refused.statusCode(), refused::body);
      assertEquals(131047, json(refused).at("/error/code").asInt());
    }
    assertEquals(List.of(), reactions("wamid.q"));
    sent(
        "{'to':'15550001001','type':'template','template':{'name':'hello_world',"
            + "'language':{'code':'en_US'}}}");
  }

  @Test
  void aReactionIsShownOnItsMessageAndSent() {
    wrote("wamid.q", "Well?");

    String id =
        sent(
            "{'to':'15550001001','type':'reaction',"
                + "'reaction':{'message_id':'wamid.q','emoji':'👍'}}");

    assertEquals(List.of("me 👍"), reactions("wamid.q"));
    Waiting.until("WhatsApp has a request", () -> !meta.told().isEmpty());
    JsonNode told = meta.told().getFirst();
    assertEquals("reaction", told.get("type").stringValue());
    assertEquals("{\"message_id\":\"wamid.q\",\"emoji\":\"👍\"}", told.get("reaction").toString());
    assertEquals(id, told.get("biz_opaque_callback_data").stringValue());

    HttpResponse<String> answer = parley.post("/api/send", reaction(CHAT, "wamid.q", ""));

    assertEquals(201, answer.statusCode(), answer::body);
    assertEquals("wamid.q", json(answer).at("/message/id").stringValue());
    assertEquals(0, json(answer).at("/message/reactions").size());
    Waiting.until("WhatsApp has a request", () -> meta.told().size() == 2);
    assertEquals("", meta.told().get(1).at("/reaction/emoji").stringValue());
    assertEquals(1, json(parley.get("/api/chats/" + CHAT)).size());
  }

  @Test
  void aReactionWaitsForItsMessageToBeSent() {
    String first = sent("{'to':'15550001001','text':{'body':'Hello'}}");
    sent(
        "{'to':'15550001001','type':'reaction','reaction':{'message_id':'%s','emoji':'🎉'}}"
            .formatted(first));

    Waiting.until("WhatsApp has both", () -> meta.told().size() == 2);
    assertEquals("wamid.meta1", meta.told().get(1).at("/reaction/message_id").stringValue());
  }

  @Test
  void aReactionRefusedByWhatsAppIsRemoved() {
    wrote("wamid.q", "Well?");
    meta.reply(_ -> SmallMeta.error(131009, "(#131009) Parameter value is not valid"));

    sent(
        "{'to':'15550001001','type':'reaction',"
            + "'reaction':{'message_id':'wamid.q','emoji':'👍'}}");

    Waiting.until(
        "it is taken back", () -> reactions("wamid.q").isEmpty() && !meta.told().isEmpty());
    meta.reply(_ -> meta.accept());
    String next = sent("{'to':'15550001001','text':{'body':'Hello'}}");
    awaitDelivery(next, "sent");
  }

  @Test
  void aReactionWithoutAnAnswerIsSentAgain() {
    wrote("wamid.q", "Well?");
    meta.reply(_ -> meta.told().size() == 1 ? new SmallMeta.Reply.Silence() : meta.accept());

    sent(
        "{'to':'15550001001','type':'reaction',"
            + "'reaction':{'message_id':'wamid.q','emoji':'👍'}}");

    Waiting.until("WhatsApp has it twice", () -> meta.told().size() == 2);
    assertEquals(meta.told().get(0), meta.told().get(1));
    assertEquals(List.of("me 👍"), reactions("wamid.q"));
  }

  @Test
  void theSameReactionWithTheSameKeyIsOne() {
    wrote("wamid.q", "Well?");
    String[] key = {"Idempotency-Key", "r-1"};

    var first = parley.post("/api/send", reaction(CHAT, "wamid.q", "👍"), key);
    var again = parley.post("/api/send", reaction(CHAT, "wamid.q", "👍"), key);
    var other = parley.post("/api/send", reaction(CHAT, "wamid.q", "🎉"), key);
    var text =
        parley.post(
            "/api/send", "{\"wa_id\":\"%s\",\"id\":\"r-1\",\"text\":\"Hello\"}".formatted(CHAT));

    assertEquals(201, first.statusCode(), first::body);
    assertEquals(200, again.statusCode(), again::body);
    assertEquals(409, other.statusCode(), other::body);
    assertEquals(409, text.statusCode(), text::body);
    assertEquals(List.of("me 👍"), reactions("wamid.q"));
  }

  @Test
  void aReactionCanBeSentByAnEvent() throws Exception {
    wrote("wamid.q", "Well?");
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      var answer = client.ask("send", reaction(CHAT, "wamid.q", "👍"));

      assertTrue(answer.path("success").asBoolean(), answer::toString);
      assertEquals("👍", answer.at("/message/reactions/0/emoji").asText());
    }
    Waiting.until("WhatsApp has a request", () -> !meta.told().isEmpty());
  }

  @Test
  void aReactionToNothingNamesTheField() {
    wrote("wamid.q", "Well?");

    var unknown = parley.post("/api/send", reaction(CHAT, "nothing", "👍"));
    var elsewhere = parley.post("/api/send", reaction("15550002002", "wamid.q", "👍"));

    for (var answer : List.of(unknown, elsewhere)) {
      assertEquals(400, answer.statusCode());
      assertEquals("content.message_id", json(answer).at("/details/0/field").stringValue());
    }
    assertEquals(List.of(), reactions("wamid.q"));
    assertFalse(json(parley.get("/api/chats")).toString().contains("15550002002"));
  }
}
