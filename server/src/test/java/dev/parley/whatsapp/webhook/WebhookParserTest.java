package dev.parley.whatsapp.webhook;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.Unprocessed;
import dev.parley.chat.WaId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the four shapes, and bodies that have none of them.
final class WebhookParserTest {
  private static final String VALUE =
      """
      {"messages":[{"from":"12025550117","id":"wamid.M","type":"text","text":{"body":"Hello"}}]}\
      """;

  @Test
  void theCloudApiShapeNeedsNeitherObjectNorField() {
    String body = "{\"entry\":[{\"changes\":[{\"value\":%s}]}]}".formatted(VALUE);

    assertEquals("Hello", Read.draft(body).body().text());
  }

  @Test
  void theWrappedShapeIsReadAsTheCloudApiShape() {
    String body =
        """
        {"payload_type":"whatsapp_webhook","_id":"conv1-msg1","metaData":{"entry":[{"changes":[
        {"field":"messages","value":%s}]}]},"createdAt":"2026-08-10T10:00:00.000Z"}\
        """
            .formatted(VALUE);

    assertEquals("Hello", Read.draft(body).body().text());
  }

  @Test
  void aBareValueIsReadAsOne() {
    assertEquals("Hello", Read.draft(VALUE).body().text());
  }

  @Test
  void aBareValueMayHoldOnlyStatuses() {
    String body = "{\"statuses\":[{\"id\":\"wamid.S\",\"status\":\"read\"}]}";

    assertInstanceOf(InboundEvent.StatusReported.class, Read.event(body));
  }

  @Test
  void aFlatObjectIsAMessage() {
    assertEquals(
        new WaId("1234567890"),
        Read.draft("{\"wa_id\":\"1234567890\",\"text\":\"Hello\"}").person().number());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | body: is in none of the shapes that Parley knows",
        "[{\"wa_id\":\"1\",\"text\":\"a\"}] | body: is in none of the shapes that Parley knows",
        "5 | body: is in none of the shapes that Parley knows",
        "\"text\" | body: is in none of the shapes that Parley knows",
        "null | body: is in none of the shapes that Parley knows",
        "{} | body: is in none of the shapes that Parley knows",
        "{\"anything\":1} | body: is in none of the shapes that Parley knows",
        "{\"entry\":{},\"id\":\"1\"} | body: is in none of the shapes that Parley knows",
        "{\"payload_type\":\"x\",\"id\":\"1\"} | body: is in none of the shapes that Parley"
            + " knows",
        "{\"object\":\"page\",\"entry\":[]} | body: object 'page' is not"
            + " 'whatsapp_business_account'",
        "{\"object\":\"<b>\",\"id\":\"1\"} | body: object '?b?' is not 'whatsapp_business_account'"
      })
  void unknownJsonIsKeptUnchanged(String body, String reason) {
    assertEquals(List.of(reason), Read.reasons(body));
  }

  @Test
  void anEmptyListOfEntriesHasNoEvents() {
    Inbound inbound = Read.inbound("{\"object\":\"whatsapp_business_account\",\"entry\":[]}");

    assertEquals(List.of(), inbound.events());
    assertNull(inbound.leftover());
  }

  @Test
  void leftoversContainTheExactBytes() {
    byte[] body = " [ 1,\t2 ]\n".getBytes(UTF_8);

    Parsed parsed = Read.PARSER.parse(body, Read.RECEIVED, null);

    Inbound inbound = assertInstanceOf(Parsed.Understood.class, parsed).inbound();
    assertArrayEquals(body, Read.leftover(inbound).body());
  }

  @Test
  void everyElementLeftOverIsCountedButOnlySomeAreReasoned() {
    String statuses = "{},".repeat(99) + "{}";

    Unprocessed leftover = Read.leftover(Read.inbound("{\"statuses\":[%s]}".formatted(statuses)));

    assertEquals(100, leftover.elements());
    assertEquals(Unprocessed.MAX_REASONS, leftover.reasons().size());
    assertEquals(
        "statuses[19]: has no id, or one that cannot be an id", leftover.reasons().getLast());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | 1 | 1 | the body is empty",
        "`  ` | 1 | 1 | the body is empty",
        "{\"text\":\"secret | 1 | 16 | a string, name or bracket is not closed",
        "{\"a\":1} secret | 1 | 9 | a value, name, comma, colon or bracket was expected",
        "{\"a\":1} {} | 1 | 9 | something follows the value",
        "secret | 1 | 1 | a value, name, comma, colon or bracket was expected",
        "{\"a\":\"\\secret\"} | 1 | 8 | a backslash in a string is followed by what cannot be"
            + " escaped",
        "{\"a\":012} | 1 | 7 | a number is not written as JSON writes it",
        "wa_id=1&text=secret | 1 | 1 | a value, name, comma, colon or bracket was expected"
      })
  void invalidJsonIsReportedByPositionWithoutQuotes(
      String body, int line, int column, String rule) {
    Parsed.NotJson found = assertInstanceOf(Parsed.NotJson.class, Read.parse(body));

    assertEquals(rule, found.rule());
    assertEquals(line, found.line());
    assertEquals(column, found.column());
  }

  @Test
  void theLineOfAFaultIsCounted() {
    Parsed.NotJson found =
        assertInstanceOf(Parsed.NotJson.class, Read.parse("{\n\"a\": 1,\n\"b\": ]\n}"));

    assertEquals(3, found.line());
    assertEquals(6, found.column());
  }

  @Test
  void bytesThatAreNotUtf8AreNotJson() {
    Parsed parsed = Read.PARSER.parse(new byte[] {'"', (byte) 0xC3, '(', '"'}, Read.RECEIVED, null);

    assertEquals("the bytes are not UTF-8", assertInstanceOf(Parsed.NotJson.class, parsed).rule());
  }

  @Test
  void jsonInUtf16IsNotRead() {
    Parsed parsed = Read.PARSER.parse(VALUE.getBytes(UTF_16), Read.RECEIVED, null);

    assertEquals("the bytes are not UTF-8", assertInstanceOf(Parsed.NotJson.class, parsed).rule());
  }

  @Test
  void aByteOrderMarkIsSkipped() {
    assertEquals(
        1,
        assertInstanceOf(Parsed.Understood.class, Read.parse("\ufeff" + VALUE))
            .inbound()
            .events()
            .size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1_001, 10_000, 100_000})
  void deepNestingExceedsTheLimit(int depth) {
    String body = "[".repeat(depth) + "]".repeat(depth);

    assertBeyond(body);
  }

  @Test
  void aMillionSmallValuesExceedTheLimit() {
    assertBeyond("[" + "{},".repeat(500_000) + "{}]");
  }

  @Test
  void aNumberOfManyDigitsExceedsTheLimit() {
    assertBeyond("[" + "9".repeat(1001) + "]");
  }

  @Test
  void aStringOfManyCharactersExceedsTheLimit() {
    assertBeyond("[\"" + "a".repeat(4_000_001) + "\"]");
  }

  @Test
  void theLastOfDuplicateNamesCounts() {
    assertEquals(
        "second",
        Read.draft("{\"wa_id\":\"1\",\"text\":\"first\",\"text\":\"second\"}").body().text());
  }

  @Test
  void theFilesNameGoesIntoTheWebhookData() {
    Parsed parsed = Read.PARSER.parse(VALUE.getBytes(UTF_8), Read.RECEIVED, "a \"b\".json");

    Inbound inbound = assertInstanceOf(Parsed.Understood.class, parsed).inbound();
    assertEquals(
        "{\"message\":{\"from\":\"12025550117\",\"id\":\"wamid.M\",\"type\":\"text\",\"text\":{\"body\":\"Hello\"}},\"source\":\"a"
            + " \\\"b\\\".json\"}",
        assertInstanceOf(InboundEvent.Arrived.class, inbound.events().getFirst())
            .draft()
            .webhookData());
  }

  @Test
  @Timeout(10)
  void collidingNamesAreNotSlower() {
    StringBuilder body = new StringBuilder("{\"wa_id\":\"1\",\"text\":\"a\"");
    for (int i = 0; i < 100_000; i++) {
      body.append(",\"")
          .append(Integer.toBinaryString(0x20000 | i).replace("0", "Aa").replace("1", "BB"));
      body.append("\":0");
    }

    assertInstanceOf(Parsed.Understood.class, Read.parse(body.append('}').toString()));
  }

  private static void assertBeyond(String body) {
    Parsed.NotJson found = assertInstanceOf(Parsed.NotJson.class, Read.parse(body));
    assertTrue(found.rule().startsWith("the body exceeds the limits for JSON"), found::rule);
  }
}
