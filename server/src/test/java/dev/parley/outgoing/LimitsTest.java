package dev.parley.outgoing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.MessageId;
import dev.parley.chat.OutgoingReaction;
import dev.parley.chat.Sendable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests every limit: a value at the limit is accepted, and a value beyond it is refused with the
/// path of its field.
///
/// Each case changes one value of a sample.
final class LimitsTest {
  /// The lengths of texts, in code points.
  @ParameterizedTest
  @CsvSource({
    "text-without-preview, /body, 4096",
    "image, /caption, 1024",
    "video, /caption, 1024",
    "document, /caption, 1024",
    "document, /filename, 255",
    "location, /name, 1000",
    "location, /address, 1000",
    "contacts, /contacts/0/name/formatted_name, 256",
    "contacts, /contacts/1/name/first_name, 256",
    "contacts, /contacts/0/org/company, 256",
    "contacts, /contacts/0/phones/0/phone, 256",
    "contacts, /contacts/0/emails/0/email, 256",
    "contacts, /contacts/0/addresses/0/street, 256",
    "interactive-button, /header/text, 60",
    "interactive-button, /body/text, 1024",
    "interactive-button, /footer/text, 60",
    "interactive-button, /action/buttons/1/reply/id, 256",
    "interactive-button, /action/buttons/1/reply/title, 20",
    "interactive-list, /header/text, 60",
    "interactive-list, /body/text, 4096",
    "interactive-list, /action/button, 20",
    "interactive-list, /action/sections/0/title, 24",
    "interactive-list, /action/sections/0/rows/0/id, 200",
    "interactive-list, /action/sections/0/rows/0/title, 24",
    "interactive-list, /action/sections/0/rows/0/description, 72",
    "interactive-cta-url, /body/text, 1024",
    "interactive-cta-url, /header/document/filename, 255",
    "interactive-cta-url, /action/parameters/display_text, 20",
    "interactive-location-request, /body/text, 1024",
    "interactive-request-contact-info, /body/text, 1024",
    "interactive-call-permission, /body/text, 1024",
    "interactive-voice-call, /body/text, 1024",
    "interactive-voice-call, /action/parameters/display_text, 20",
    "interactive-voice-call, /action/parameters/payload, 512",
    "interactive-address, /body/text, 1024",
    "interactive-flow, /body/text, 1024",
    "interactive-flow, /action/parameters/flow_cta, 30",
    "interactive-product-list, /header/text, 60",
    "interactive-product-list, /body/text, 1024",
    "interactive-product-list, /action/sections/0/title, 24",
    "interactive-catalog, /body/text, 1024",
    "interactive-catalog, /footer/text, 60",
    "interactive-carousel, /body/text, 1024",
    "interactive-carousel, /action/cards/0/body/text, 160",
    "interactive-carousel, /action/cards/1/action/parameters/display_text, 20",
    "template-filled, /components/1/parameters/0/text, 1024",
    "template-filled, /components/2/parameters/0/payload, 256",
    "template-filled, /components/3/parameters/0/text, 2000",
    "template-offer, /components/3/parameters/0/coupon_code, 20"
  })
  void aTextHasAtMostSoManyCodePoints(String sample, String at, int most) {
    boolean noEmoji = at.endsWith("flow_cta");
    String longest = noEmoji ? "é".repeat(most) : "\uD83D\uDE00".repeat(most);

    isRight(with(sample, at, longest));
    isRefused(with(sample, at, longest + "x"), at, "must be at most " + most + " characters");
    isRefused(with(sample, at, " \u200B"), at, "must not be blank");
    isRefused(withJson(sample, at, "{}"), at, "must be a string");
  }

  /// Each row names a required field, which the test removes.
  @ParameterizedTest
  @CsvSource({
    "text-without-preview, /body",
    "location, /latitude",
    "location, /longitude",
    "contacts, /contacts",
    "contacts, /contacts/0/name",
    "contacts, /contacts/0/name/formatted_name",
    "contacts, /contacts/0/phones/0/phone",
    "contacts, /contacts/0/emails/0/email",
    "contacts, /contacts/0/urls/0/url",
    "interactive-button, /kind",
    "interactive-button, /body",
    "interactive-button, /body/text",
    "interactive-button, /header/type",
    "interactive-button, /header/text",
    "interactive-button, /footer/text",
    "interactive-button, /action",
    "interactive-button, /action/buttons",
    "interactive-button, /action/buttons/0/reply",
    "interactive-button, /action/buttons/0/reply/id",
    "interactive-button, /action/buttons/0/reply/title",
    "interactive-button-image, /header/image",
    "interactive-list, /action/button",
    "interactive-list, /action/sections",
    "interactive-list, /action/sections/0/title",
    "interactive-list, /action/sections/0/rows",
    "interactive-list, /action/sections/0/rows/0/id",
    "interactive-list, /action/sections/0/rows/0/title",
    "interactive-cta-url, /action/parameters",
    "interactive-cta-url, /action/parameters/display_text",
    "interactive-cta-url, /action/parameters/url",
    "interactive-flow, /action/parameters",
    "interactive-flow, /action/parameters/flow_id",
    "interactive-flow, /action/parameters/flow_cta",
    "interactive-flow, /action/parameters/flow_action_payload/screen",
    "interactive-address, /action/parameters",
    "interactive-product, /action/catalog_id",
    "interactive-product, /action/product_retailer_id",
    "interactive-product-list, /header",
    "interactive-product-list, /body",
    "interactive-product-list, /action/catalog_id",
    "interactive-product-list, /action/sections",
    "interactive-product-list, /action/sections/0/product_items",
    "interactive-product-list, /action/sections/0/product_items/0/product_retailer_id",
    "interactive-catalog, /body",
    "interactive-carousel, /action/cards",
    "interactive-carousel, /action/cards/0/type",
    "interactive-carousel, /action/cards/0/header",
    "interactive-carousel, /action/cards/0/header/image/link",
    "interactive-carousel, /action/cards/0/action",
    "template, /name",
    "template, /language",
    "template-filled, /components/0/type",
    "template-filled, /components/0/parameters/0/type",
    "template-filled, /components/1/parameters/0/text",
    "template-filled, /components/1/parameters/1/currency",
    "template-filled, /components/1/parameters/1/currency/code",
    "template-filled, /components/1/parameters/1/currency/amount_1000",
    "template-filled, /components/1/parameters/1/currency/fallback_value",
    "template-filled, /components/1/parameters/2/date_time/fallback_value",
    "template-filled, /components/2/sub_type",
    "template-filled, /components/2/index",
    "template-filled, /components/2/parameters",
    "template-filled, /components/2/parameters/0/payload",
    "template-offer, /components/2/parameters",
    "template-offer, /components/2/parameters/0/limited_time_offer/expiration_time_ms",
    "template-carousel, /components/0/cards"
  })
  void aFieldIsRequired(String sample, String at) {
    ObjectNode without = Samples.json(sample);
    JsonPointer pointer = JsonPointer.compile(at);
    ((ObjectNode) without.at(pointer.head())).remove(pointer.last().getMatchingProperty());

    isRefused(without, at, "is required");
    isRefused(withJson(sample, at, "null"), at, "is required");
    isRefused(with(sample, at, ""), at, "is required");
  }

  /// The number of elements that a list may have: the elements of the sample are repeated, with
  /// other ids.
  @ParameterizedTest
  @CsvSource({
    "contacts, /contacts, 1, 257",
    "interactive-button, /action/buttons, 1, 3",
    "interactive-product-list, /action/sections/0/product_items, 1, 30",
    "interactive-carousel-products, /action/cards, 2, 10",
    "template-carousel, /components/0/cards, 2, 10",
    "template-filled, /components/1/parameters, 0, 50",
    "template-filled, /components/0/parameters, 0, 1"
  })
  void aListHasSoManyElements(String sample, String at, int least, int most) {
    String allowed = "must be a list of %d to %d objects".formatted(least, most);

    isRight(withElements(sample, at, least));
    isRight(withElements(sample, at, most));
    isRefused(withElements(sample, at, most + 1), at, allowed);
    isRefused(withJson(sample, at, "{}"), at, allowed);
    isRefused(withJson(sample, at, "7"), at, allowed);
    if (least > 0) {
      isRefused(withElements(sample, at, least - 1), at, allowed);
    }
  }

  @Test
  void aListOfOptionsHasTenRowsInAll() {
    isRight(withElements("interactive-list", "/action/sections/0/rows", 9));
    isRefused(
        withElements("interactive-list", "/action/sections/0/rows", 10),
        "/action/sections",
        "must have at most 10 rows in all");
    isRefused(
        withElements("interactive-list", "/action/sections/0/rows", 11),
        "/action/sections/0/rows",
        "must be a list of 1 to 10 objects");
  }

  @Test
  void aListOfOptionsHasTenSections() {
    isRight(sections(10));
    isRefused(sections(11), "/action/sections", "must be a list of 1 to 10 objects");
  }

  private static ObjectNode sections(int count) {
    ObjectNode list = Samples.json("interactive-list");
    ArrayNode sections = ((ObjectNode) list.path("action")).putArray("sections");
    for (int i = 0; i < count; i++) {
      sections.add(
          Samples.parse(
              "{\"title\":\"S\",\"rows\":[{\"id\":\"%d\",\"title\":\"R\"}]}".formatted(i)));
    }
    return list;
  }

  @Test
  void aSectionByItselfNeedsNoTitle() {
    ObjectNode list = sections(1);
    ((ObjectNode) list.at("/action/sections/0")).remove("title");

    isRight(list);
  }

  @Test
  void productsAreThirtyInAll() {
    ObjectNode products =
        withElements("interactive-product-list", "/action/sections/0/product_items", 30);
    ArrayNode sections = (ArrayNode) products.at("/action/sections");
    sections.add(
        Samples.parse("{\"title\":\"Oat\",\"product_items\":[{\"product_retailer_id\":\"oat\"}]}"));

    isRefused(products, "/action/sections", "must have at most 30 products in all");
  }

  /// Ids and titles that occur twice.
  @ParameterizedTest
  @CsvSource({
    "interactive-button, /action/buttons/1/reply/id, yes-7781",
    "interactive-button, /action/buttons/1/reply/title, Yes",
    "interactive-list, /action/sections/1/rows/0/id, slot-0900",
    "interactive-carousel, /action/cards/1/card_index, 0",
    "template-filled, /components/1/type, header",
    "template-filled, /components/3/index, 0",
    "template-named, /template/components/0/parameters/1/parameter_name, first_name",
    "template-carousel, /components/0/cards/1/card_index, 0"
  })
  void identifiersAreUnique(String sample, String at, String value) {
    List<String> problems = Samples.read(with(sample, at, value)).problems();

    assertEquals(
        List.of(path(at) + " must be unique, but comes twice"),
        problems.stream().filter(it -> it.contains("unique")).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "location, /latitude, -90, 90",
    "location, /longitude, -180, 180",
    "template-offer, /components/0/parameters/0/location/latitude, -90, 90",
  })
  void aNumberIsInItsRange(String sample, String at, int least, int most) {
    String allowed = "must be a number from %d to %d".formatted(least, most);

    for (String right : List.of(least + "", most + "", "\"" + most + "\"", "0.25", "\"-0.25\"")) {
      isRight(withJson(sample, at, right));
    }
    for (String wrong :
        List.of(most + ".0001", least + ".0001", "1e30", "\"x\"", "true", "[]", "\"NaN\"")) {
      isRefused(withJson(sample, at, wrong), at, allowed);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "interactive-voice-call, /action/parameters/ttl_minutes, 1, 43200",
    "interactive-carousel, /action/cards/0/card_index, 0, 9",
    "template-filled, /components/2/index, 0, 9",
    "template-offer, /components/2/parameters/0/limited_time_offer/expiration_time_ms, 0,"
        + " 9223372036854775807"
  })
  void aWholeNumberIsInItsRange(String sample, String at, long least, long most) {
    String allowed = "must be a whole number from %d to %d".formatted(least, most);

    for (String right : List.of(most + "", "\"" + most + "\"", most + ".0")) {
      isRight(withJson(sample, at, right));
    }
    for (String wrong : List.of("-1", "0.5", "1e39", "\"x\"", "true", "[]")) {
      isRefused(withJson(sample, at, wrong), at, allowed);
    }
  }

  /// Web addresses.
  static Stream<String> links() {
    return Stream.of(
        "image /link",
        "sticker /link",
        "contacts /contacts/0/urls/0/url",
        "interactive-cta-url /header/document/link",
        "interactive-cta-url /action/parameters/url",
        "interactive-carousel /action/cards/0/header/image/link",
        "interactive-carousel /action/cards/0/action/parameters/url",
        "template-filled /components/0/parameters/0/image/link",
        "template-offer /components/4/parameters/0/tap_target_configuration/0/url");
  }

  @ParameterizedTest
  @MethodSource("links")
  void anAddressIsOfTheWeb(String where) {
    String sample = where.substring(0, where.indexOf(' '));
    String at = where.substring(where.indexOf(' ') + 1);
    String longest = "https://example.com/" + "x".repeat(2028);

    for (String right : List.of(longest, "http://a_b.example:8080/x?y#z", "HTTPS://example.com")) {
      isRight(linked(sample, at, right));
    }
    for (String wrong :
        List.of(
            longest + "x",
            "example.com/a.jpg",
            "ftp://example.com/a.jpg",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "https://",
            "https:///a.jpg",
            "https://example.com/a b",
            "https://[::1")) {
      isRefused(
          linked(sample, at, wrong), at, "must be an http or https URL of at most 2048 characters");
    }
  }

  private static ObjectNode linked(String sample, String at, String link) {
    ObjectNode content = Samples.json(sample);
    content.remove("id");
    return set(content, at, content.textNode(link));
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "video", "audio", "document", "sticker"})
  void aFileIsEitherAtWhatsAppOrLinked(String type) {
    isRefused(
        "{'type':'%s'}".formatted(type), "/link", "is required, or id, WhatsApp's id of the file");
    isRefused(
        "{'type':'%s','id':'1','link':'https://example.com'}".formatted(type),
        "/link",
        "must be left out where id is given: one of the two says which file");
    isRefused(
        "{'type':'%s','id':'a b'}".formatted(type),
        "/id",
        "must be WhatsApp's id of the file: 1 to 256 of A-Z a-z 0-9 _ . : = -");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "video", "audio", "document", "sticker"})
  void aFileOfParleysMustBeThere(String type) {
    String problem = "must be the id of a file, and there are none";

    isRefused("{'type':'%s','media':'m1'}".formatted(type), "/media", problem);
    isRefused("{'type':'%s','media':{'id':'m1'}}".formatted(type), "/media", problem);
    isRefused(
        "{'type':'%1$s','%1$s':{'media':'m1'}}".formatted(type), "/" + type + "/media", problem);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "audio, caption, 'x', `must be left out: audio has no caption`",
        "sticker, caption, 'x', `must be left out: a sticker has no caption`",
        "image, filename, 'x', `must be left out: only a document has a file name`",
        "audio, filename, 'x', `must be left out: only a document has a file name`",
        "video, voice, true, `must be left out: only audio can be a voice message`",
        "audio, voice, 1, `must be true or false`"
      })
  void aFieldThatTheTypeDoesNotHaveIsRefused(
      String type, String field, String value, String problem) {
    isRefused(
        "{'type':'%s','link':'https://example.com','%s':%s}".formatted(type, field, value),
        "/" + field,
        problem);
  }

  @ParameterizedTest
  @CsvSource({
    "interactive-list, /header/type, image",
    "interactive-product-list, /header/type, video",
    "interactive-button, /header/type, audio",
    "interactive-carousel, /action/cards/0/header/type, document",
    "interactive-carousel, /action/cards/0/type, quick_reply",
    "interactive-button, /action/buttons/0/type, copy",
    "interactive-location-request, /action/name, flow",
    "interactive-flow, /action/parameters/mode, secret",
    "interactive-flow, /action/parameters/flow_action, stay",
    "interactive-flow, /action/parameters/flow_message_version, 4",
    "interactive-address, /action/parameters/country, US",
    "interactive-button, /kind, telepathy",
    "interactive-button, /kind, list_reply",
    "contacts, /contacts/0/phones/0/type, PIGEON",
    "contacts, /contacts/0/urls/0/type, CELL",
    "template-filled, /components/0/type, footer",
    "template-filled, /components/0/parameters/0/type, currency",
    "template-filled, /components/1/parameters/0/type, image",
    "template-filled, /components/2/sub_type, phone",
    "template-filled, /components/2/parameters/0/type, text",
    "template-carousel, /components/0/cards/0/components/0/type, carousel"
  })
  void aWordIsOneOfThoseThatAreAllowed(String sample, String at, String word) {
    String first = Samples.read(with(sample, at, word)).problems().getFirst();

    assertEquals(path(at) + " must be one of ", first.substring(0, first.indexOf(" of ") + 4));
  }

  @ParameterizedTest
  @CsvSource({
    "template, /name, Hello World, must be 1 to 512 of a-z 0-9 _",
    "template, /language, english, must be a language code such as en or pt_BR",
    "template-named, /template/language/code, pt-BR, must be a language code such as en or pt_BR",
    "template-named, /template/components/0/parameters/0/parameter_name, First, must be 1 to 64 of"
        + " a-z 0-9 _",
    "template-filled, /components/1/parameters/1/currency/code, usd, must be three letters such as"
        + " USD",
    "contacts, /contacts/0/birthday, 1999-02-30, must be a date written YYYY-MM-DD",
    "contacts, /contacts/0/birthday, 23.01.1999, must be a date written YYYY-MM-DD",
    "contacts, /contacts/0/phones/0/wa_id, +44, 'must be the digits of a number, at most 20'",
    "interactive-flow, /action/parameters/flow_cta, Open \uD83D\uDE00, must have no emoji",
    "interactive-flow, /action/parameters/flow_cta, Open \u2764, must have no emoji"
  })
  void aTextHasItsForm(String sample, String at, String text, String problem) {
    isRefused(with(sample, at, text), at, problem);
  }

  @Test
  void aTemplatesNameIsNoLongerThan512() {
    isRight(with("template", "/name", "a".repeat(512)));
    isRefused(with("template", "/name", "a".repeat(513)), "/name", "must be 1 to 512 of a-z 0-9 _");
  }

  @Test
  void namesOfParametersAreGivenForAllOrNone() {
    ObjectNode named = Samples.json("template-named");
    ((ObjectNode) named.at("/template/components/0/parameters/1")).remove("parameter_name");

    isRefused(
        named,
        "/template/components/0/parameters/1/parameter_name",
        "is required where another parameter has one");
  }

  @Test
  void aCardsTextHasTwoLineBreaks() {
    String at = "/action/cards/0/body/text";

    isRight(with("interactive-carousel", at, "a\nb\nc"));
    isRefused(
        with("interactive-carousel", at, "a\nb\nc\nd"), at, "must have at most 2 line breaks");
  }

  @Test
  void aCardsFileIsLinked() {
    isRefused(
        with("interactive-carousel", "/action/cards/0/header/image/id", "7"),
        "/action/cards/0/header/image/id",
        "must be left out: the file of a card is given by link");
  }

  @Test
  void aFlowHasAnIdOrAName() {
    isRefused(
        with("interactive-flow", "/action/parameters/flow_name", "details"),
        "/action/parameters/flow_name",
        "must be left out where flow_id is given: one of the two says which");
  }

  @Test
  void aFullNameIsNotEnough() {
    isRefused(
        withJson("contacts", "/contacts/1/name", "{\"formatted_name\":\"Ann\"}"),
        "/contacts/1/name/first_name",
        "is required, or another part of the name");
  }

  @ParameterizedTest
  @CsvSource({
    "interactive-location-request, header",
    "interactive-location-request, footer",
    "interactive-product, header",
    "interactive-catalog, header",
    "interactive-carousel, header",
    "interactive-carousel, footer"
  })
  void someKindsHaveNoHeaderOrFooter(String sample, String part) {
    List<String> problems =
        Samples.read(withJson(sample, "/" + part, "{\"type\":\"text\",\"text\":\"x\"}")).problems();

    assertEquals(1, problems.size(), problems.toString());
    assertEquals(true, problems.getFirst().startsWith("content." + part + " must be left out"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b", "$where", "", "a\u0000b", "a\nb"})
  void namesThatAStoreCannotKeepAreRefused(String name) {
    ObjectNode flow = Samples.json("interactive-flow");
    String at = "/action/parameters/flow_action_payload/data";
    ((ObjectNode) flow.at(at)).putArray("list").addObject().put(name, 1);

    String cleaned = name.replace('\u0000', '\uFFFD');
    if (cleaned.equals(name)) {
      isRefused(
          flow,
          at,
          "must have only names of 1 to 128 characters without . and $ and control characters");
    } else {
      isRight(Samples.parse(flow.toString()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'type':null}", "{'type':''}"})
  void aTypeIsRequired(String content) {
    isRefused(content, "/type", "is required");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hologram", "Image", "order", "type", "reply"})
  void anUnknownTypeIsRefused(String type) {
    isRefused(
        "{'type':'%s','id':'7'}".formatted(type),
        "/type",
        "must be one of text, image, video, audio, document, sticker, location, contacts,"
            + " interactive, template, reaction");
  }

  @ParameterizedTest
  @ValueSource(strings = {"👍", "❤️", "👩🏽‍❤️‍💋‍👨🏿", "🇩🇪", "1️⃣", "☎", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", ""})
  void aReactionIsOneEmojiOrNone(String emoji) {
    String fields = "'message_id':'wamid.1','emoji':'%s'}".formatted(emoji);
    Sendable expected =
        new OutgoingReaction(new MessageId("wamid.1"), emoji.isEmpty() ? null : emoji);

    assertEquals(new Samples.Read(expected, List.of()), read("{'type':'reaction'," + fields));
    assertEquals(
        new Samples.Read(expected, List.of()),
        read("{'type':'reaction','reaction':{" + fields + "}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1", "👍👍", "👍!", " ", "👍 ", "#", "<b>", "ok", "☺x"})
  void anythingElseIsNoReaction(String text) {
    isRefused(
        "{'type':'reaction','message_id':'wamid.1','emoji':'%s'}".formatted(text),
        "/emoji",
        "must be one emoji, or an empty text to take the reaction away");
  }

  @Test
  void aReactionNamesItsMessage() {
    assertEquals(
        List.of(
            "content.message_id is required",
            "content.emoji is required: one emoji, or an empty text to take the reaction away"),
        read("{'type':'reaction'}").problems());
    isRefused(
        "{'type':'reaction','message_id':'a b','emoji':'👍'}", "/message_id", MessageId.ALLOWED);
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    assertEquals(
        List.of(
            "content.header.text must be at most 60 characters",
            "content.body.text must not be blank",
            "content.action.buttons[2] must be an object",
            "content.action.buttons[0].reply.id is required",
            "content.action.buttons[1].reply.title must be at most 20 characters"),
        read("{'type':'interactive','kind':'button','header':{'type':'text','text':'%s'},"
                    .formatted("x".repeat(61))
                + "'body':{'text':' '},'action':{'buttons':[{'reply':{'title':'A'}},"
                + "{'reply':{'id':'b','title':'%s'}},7]}}".formatted("x".repeat(21)))
            .problems());
  }

  @Test
  void atMostAHundredProblemsAreReported() {
    ObjectNode contacts = Samples.json("contacts");
    ArrayNode cards = contacts.putArray("contacts");
    for (int i = 0; i < 257; i++) {
      cards.add(i);
    }

    assertEquals(100, Samples.read(contacts).problems().size());
  }

  // --- Changing a sample -------------------------------------------------------------------------

  private static ObjectNode with(String sample, String at, String text) {
    ObjectNode content = Samples.json(sample);
    return set(content, at, content.textNode(text));
  }

  private static ObjectNode withJson(String sample, String at, String json) {
    return set(Samples.json(sample), at, Samples.parse("{\"x\":" + json + "}").path("x"));
  }

  private static ObjectNode set(ObjectNode content, String at, JsonNode value) {
    JsonPointer pointer = JsonPointer.compile(at);
    JsonNode parent = content.at(pointer.head());
    switch (parent) {
      case ObjectNode object -> object.set(pointer.last().getMatchingProperty(), value);
      case ArrayNode array -> array.set(pointer.last().getMatchingIndex(), value);
      default -> throw new AssertionError("nothing is at " + at);
    }
    return content;
  }

  /// The sample, whose list is cut, or filled with copies of its last element that have other ids.
  private static ObjectNode withElements(String sample, String at, int count) {
    ObjectNode content = Samples.json(sample);
    ArrayNode list = (ArrayNode) content.at(at);
    JsonNode last = list.get(list.size() - 1);
    while (list.size() > count) {
      list.remove(list.size() - 1);
    }
    while (list.size() < count) {
      JsonNode copy = last.deepCopy();
      String number = "n" + list.size();
      JsonNode reply = copy.path("reply");
      for (JsonNode named : List.of(copy, reply)) {
        if (named instanceof ObjectNode object && object.has("title")) {
          object.put("id", number).put("title", number);
        }
      }
      if (copy instanceof ObjectNode card && card.has("card_index")) {
        card.put("card_index", list.size());
      }
      list.add(copy);
    }
    return content;
  }

  // --- The result --------------------------------------------------------------------------------

  private static Samples.Read read(String content) {
    return Samples.read(Samples.parse(content.replace('\'', '"')));
  }

  private static void isRight(ObjectNode content) {
    assertEquals(List.of(), Samples.read(content).problems(), content::toString);
  }

  private static void isRefused(String content, String at, String problem) {
    assertEquals(List.of(path(at) + " " + problem), read(content).problems());
  }

  private static void isRefused(ObjectNode content, String at, String problem) {
    assertEquals(List.of(path(at) + " " + problem), Samples.read(content).problems());
  }

  /// The path that a person reads: `content.action.buttons[1].reply`.
  private static String path(String at) {
    return "content" + at.replaceAll("/(\\d+)", "[$1]").replace('/', '.');
  }
}
