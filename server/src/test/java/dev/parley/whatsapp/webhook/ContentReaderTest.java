package dev.parley.whatsapp.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.Body;
import dev.parley.chat.Content;
import dev.parley.chat.Failure;
import dev.parley.chat.Media;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The content of messages. The usual form of each type is in `golden/webhook`; here are the
/// others.
final class ContentReaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "image",
        "video",
        "audio",
        "document",
        "sticker",
        "location",
        "contacts",
        "button",
        "interactive",
        "order",
        "reaction",
        "system",
        "edit",
        "revoke",
        "hologram"
      })
  void aMessageWithoutItsObjectIsUnsupportedWithItsType(String type) {
    assertEquals(
        Body.of(new Content.Unsupported(type, List.of())),
        body("\"type\":\"%s\",\"%s\":\"not an object\"".formatted(type, type)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\" \\n\"", "null", "true", "1.5", "{}"})
  void aTextThatSaysNothingIsUnsupported(String text) {
    assertEquals(
        Body.of(new Content.Unsupported("text", List.of())),
        body("\"type\":\"text\",\"text\":{\"body\":%s}".formatted(text)));
  }

  @Test
  void aMessageWithoutATypeIsATextWhenItHasOne() {
    assertEquals(Body.text("Hello"), body("\"text\":{\"body\":\"Hello\"}"));
  }

  @Test
  void aMessageWithoutATypeHasTheTypeOfItsOnlyPart() {
    assertEquals("image", body("\"image\":{}").type());
    assertEquals("audio", body("\"text\":null,\"voice\":{}").type());
  }

  @Test
  void otherMessagesWithoutATypeAreUnsupported() {
    assertEquals(Body.of(new Content.Unsupported(null, List.of())), body("\"brand_new\":{}"));
  }

  @Test
  void theOldestFormOfUnsupportedKeepsItsErrors() {
    assertEquals(
        Body.of(
            new Content.Unsupported(null, List.of(new Failure(501, "Unknown", "not supported")))),
        body(
            """
            "type":"unknown","errors":[{"code":501,"title":"Unknown","details":"not supported"}]\
            """));
  }

  @Test
  void anObjectMayBeEmpty() {
    assertEquals(
        Body.of(new Content.Image(new Media(null, null, null, null), null)),
        body("\"type\":\"image\",\"image\":{}"));
  }

  @ParameterizedTest
  @CsvSource({"91,0", "-90.1,0", "0,181", "0,-1e300", "\"N\",0", "null,0"})
  void anImpossibleLocationIsUnsupported(String latitude, String longitude) {
    assertEquals(
        Body.of(new Content.Unsupported("location", List.of())),
        body(
            "\"type\":\"location\",\"location\":{\"latitude\":%s,\"longitude\":%s}"
                .formatted(latitude, longitude)));
  }

  @Test
  void onlyReadableCardFieldsCount() {
    assertEquals(
        Body.of(
            new Content.Contacts(
                List.of(
                    new Content.Card(
                        "Tove",
                        List.of(new Content.Phone("+44 20", null, null)),
                        List.of("a@example.org"),
                        null)))),
        body(
            """
            "type":"contacts","contacts":[null,5,{"name":{"first_name":"Tove"},
            "phones":[{"phone":"+44 20","wa_id":5},"x"],"emails":[{},{"email":"a@example.org"}],"org":"x"}]\
            """));
  }

  @Test
  void anAnswerToMayWeCallIsRead() {
    assertEquals(
        Body.of(
            new Content.CallPermission(true, Instant.ofEpochSecond(1_753_186_982), "user_action")),
        body(
            """
            "type":"interactive","interactive":{"type":"call_permission_reply",
            "call_permission_reply":{"response":"accept","expiration_timestamp":1753186982,
            "response_source":"user_action"}}\
            """));
  }

  @Test
  void anInteractiveReplyMayLackItsType() {
    assertEquals(
        Body.of(new Content.Choice("list_reply", "slot", "09:00", null)),
        body(
            """
            "type":"interactive","interactive":{"list_reply":{"id":"slot","title":"09:00"}}\
            """));
  }

  @Test
  void anUnknownInteractiveReplyIsUnsupportedByItsOwnName() {
    assertEquals(
        Body.of(new Content.Unsupported("dance_reply", List.of())),
        body("\"type\":\"interactive\",\"interactive\":{\"type\":\"dance_reply\"}"));
  }

  @Test
  void anOrderIsReadItemByItem() {
    assertEquals(
        Body.of(
            new Content.Order(
                null,
                null,
                List.of(
                    new Content.Item("A", 0, null, null),
                    new Content.Item("B", 2, new BigDecimal("7.5"), "AUD"),
                    new Content.Item("C", 0, null, null)))),
        body(
            """
            "type":"order","order":{"product_items":[
            {"product_retailer_id":"A","quantity":-1,"item_price":1e300},
            {"product_retailer_id":"B","quantity":2,"item_price":7.5,"currency":"AUD"},5,
            {"product_retailer_id":"C","quantity":99999999999,"item_price":1e999}]}\
            """));
  }

  @Test
  void aCaptionIsCut() {
    Body body = body("\"type\":\"image\",\"image\":{\"caption\":\"" + "a".repeat(5000) + "\"}");

    assertEquals(
        new Content.Image(new Media(null, null, null, null), "a".repeat(4096)), body.content());
  }

  private static Body body(String members) {
    return Read.draft(Read.message(members)).body();
  }
}
