package dev.parley.whatsapp.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.chat.Body;
import dev.parley.chat.Delivery;
import dev.parley.chat.Direction;
import dev.parley.chat.Fixtures;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Party;
import dev.parley.chat.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The fields around a message in a request to WhatsApp.
final class MessageBodyTest {
  private static final String ALICE = "15550001001";

  @Test
  void aTextGoesToANumberWithItsPlus() {
    assertEquals(
        "{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"individual\","
            + "\"to\":\"+15550001001\",\"type\":\"text\",\"text\":{\"body\":\"Hello\"},"
            + "\"biz_opaque_callback_data\":\"msg_1\"}",
        body("Hello", ALICE, null, null));
  }

  @Test
  void aQuotedMessageIsTheContext() {
    assertEquals(
        "{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"individual\","
            + "\"to\":\"+15550001001\",\"context\":{\"message_id\":\"wamid.quoted\"},"
            + "\"type\":\"text\",\"text\":{\"body\":\"Yes\"},"
            + "\"biz_opaque_callback_data\":\"msg_1\"}",
        body("Yes", ALICE, null, new MessageId("wamid.quoted")));
  }

  @Test
  void aPayloadIsSentInPlaceOfTheText() {
    assertEquals(
        "{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"individual\","
            + "\"to\":\"+15550001001\",\"type\":\"image\",\"image\":{\"id\":\"7\"},"
            + "\"biz_opaque_callback_data\":\"msg_1\"}",
        body("Photo", ALICE, "{\"type\":\"image\",\"image\":{\"id\":\"7\"}}", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"US.20481632649612825501", "US.ENT.11815799212886844830"})
  void aUserIdIsTheRecipient(String id) {
    assertEquals(
        "{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"individual\",\"recipient\":\""
            + id
            + "\",\"type\":\"text\",\"text\":{\"body\":\"Hello\"},"
            + "\"biz_opaque_callback_data\":\"msg_1\"}",
        body("Hello", id, null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Y2FwaV9ncm91cDoxNzA1NTU1MDEzOTo", "120363000000000001@g.us"})
  void anyOtherAddressIsAGroups(String id) {
    assertEquals(
        "{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"group\",\"to\":\""
            + id
            + "\",\"type\":\"text\",\"text\":{\"body\":\"Hello\"},"
            + "\"biz_opaque_callback_data\":\"msg_1\"}",
        body("Hello", id, null, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://example.com", "See HTTP://example.com/a", "(https://example.com)"})
  void aTextWithALinkAsksForItsPreview(String text) {
    assertEquals(
        "{\"body\":\"" + text + "\",\"preview_url\":true}", textOf(body(text, ALICE, null, null)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "https://", "ftp://example.com", "xhttps://example.com"})
  void aTextWithoutALinkHasNone(String text) {
    assertEquals("{\"body\":\"" + text + "\"}", textOf(body(text, ALICE, null, null)));
  }

  @Test
  void numbersKeepTheirDigits() {
    String place =
        "{\"type\":\"location\",\"location\":{\"latitude\":38.90719200000000001234,\"longitude\":-77}}";

    assertEquals(
        "{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"individual\","
            + "\"to\":\"+15550001001\","
            + place.substring(1, place.length() - 1)
            + ",\"biz_opaque_callback_data\":\"msg_1\"}",
        body("Location", ALICE, place, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "\"a secret text\"", "{\"a secret text"})
  void anInvalidPayloadIsAnErrorWithoutQuotes(String payload) {
    IllegalArgumentException fault =
        assertThrows(IllegalArgumentException.class, () -> body("Photo", ALICE, payload, null));

    assertFalse(String.valueOf(fault.getMessage()).contains("secret"));
    assertEquals(null, fault.getCause());
  }

  private static String textOf(String body) {
    return body.replaceFirst(".*\"text\":(\\{.*\\}),\"biz.*", "$1");
  }

  private static String body(
      String text, String to, @Nullable String payload, @Nullable MessageId quoted) {
    return MessageBody.of(message(Body.text(text)), to, payload, quoted);
  }

  /// A message with this body.
  static Message message(Body body) {
    return new Message(
        new MessageId("msg_1"),
        new MessageId("msg_1"),
        Fixtures.ALICE,
        1,
        Direction.OUTGOING,
        new Party(Party.YOU, null, null, null, null),
        body,
        Fixtures.NOON,
        Delivery.starting(Status.PENDING, Fixtures.NOON),
        List.of(),
        Fixtures.NOON,
        Fixtures.NOON,
        0);
  }
}
