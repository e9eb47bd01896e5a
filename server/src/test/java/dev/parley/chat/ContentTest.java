package dev.parley.chat;

import static dev.parley.chat.Contents.NO_MEDIA;
import static dev.parley.chat.Fixtures.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Content.CallState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentTest {
  private static final Content FILLED =
      new Content.Template(
          "order",
          "en",
          List.of(
              parameters("header", Map.of("type", "image", "image", Map.of("id", "7"))),
              parameters(
                  "body",
                  Map.of("type", "text", "text", "Marta"),
                  Map.of("type", "currency", "currency", Map.of("fallback_value", "$10"))),
              parameters("button", Map.of("type", "text", "text", "order/7781"))));

  private static PlainJson parameters(String type, Map<?, ?>... parameters) {
    return new PlainJson(Map.of("type", type, "parameters", List.of(parameters)));
  }

  private static Content sent(String kind, @Nullable String body, @Nullable String header) {
    return new Content.Interactive(
        kind,
        header == null ? null : new PlainJson(Map.of("type", "text", "text", header)),
        body,
        null,
        PlainJson.EMPTY);
  }

  static Stream<Arguments> displayTexts() {
    return Stream.of(
        shows("The lid", new Content.Image(NO_MEDIA, "The lid")),
        shows("Photo", new Content.Image(NO_MEDIA, null)),
        shows("Photo", new Content.Image(NO_MEDIA, " \n\t ")),
        shows("A film", new Content.Video(NO_MEDIA, "A film")),
        shows("Video", new Content.Video(NO_MEDIA, "")),
        shows("Voice message", new Content.Audio(NO_MEDIA, true)),
        shows("Audio", new Content.Audio(NO_MEDIA, false)),
        shows("Read this", new Content.Document(NO_MEDIA, "a.pdf", "Read this")),
        shows("a.pdf", new Content.Document(NO_MEDIA, "a.pdf", " ")),
        shows("Document", new Content.Document(NO_MEDIA, null, null)),
        shows("Sticker", new Content.Sticker(NO_MEDIA, true)),
        shows("Location: Opera", new Content.Location(0, 0, "Opera", "Point", null)),
        shows("Location: Point", new Content.Location(0, 0, " ", "Point", null)),
        shows("Location", new Content.Location(0, 0, null, null, "https://o.example")),
        shows("Contact: Tove", cards(card("Tove", "+44 1"))),
        shows("Contact: +44 1", cards(card(null, "+44 1"))),
        shows("Contact: without a name", cards(card(null, null))),
        shows("Contact", cards()),
        shows("Contacts: Tove and 1 more", cards(card("Tove", null), card("B", null))),
        shows(
            "Contacts: Tove and 2 more",
            cards(card("Tove", null), card("B", null), card("C", null))),
        shows("Yes", new Content.Button("Yes", "confirm")),
        shows("confirm", new Content.Button(null, "confirm")),
        shows("Button", new Content.Button(null, null)),
        shows("09:00", new Content.Choice("list_reply", "slot-0900", "09:00", "First round")),
        shows("slot-0900", new Content.Choice("button_reply", "slot-0900", "", null)),
        shows("Choice", new Content.Choice("button_reply", null, null, null)),
        shows("Sent", new Content.Form("flow", "Sent", "{}")),
        shows("Form reply", new Content.Form("flow", null, "{}")),
        shows("Call permission: accepted", new Content.CallPermission(true, NOON, null)),
        shows("Call permission: declined", new Content.CallPermission(false, null, null)),
        shows("At nine?", sent("button", "At nine?", null)),
        shows("Bread", sent("product_list", " ", "Bread")),
        shows("Product", sent("product", null, null)),
        shows("Products", sent("product_list", null, null)),
        shows("Catalog", sent("catalog_message", null, null)),
        shows("Interactive message", sent("flow", null, null)),
        shows("Template: hello", new Content.Template("hello", "en", List.of())),
        shows("Template: order (Marta, $10)", FILLED),
        shows("Order: 0 items", order(null)),
        shows("Order: 1 item", order(" ", 1)),
        shows("Order: 3 items, quickly", order("quickly", 1, 2)),
        shows("Order: 4294967294 items", order(null, Integer.MAX_VALUE, Integer.MAX_VALUE)),
        shows("Moved", new Content.Notice("user_changed_number", "Moved", null, null)),
        shows("System message", new Content.Notice(null, null, null, null)),
        shows("Opened the chat", new Content.Welcome()),
        shows("Incoming call", call(Direction.INCOMING, CallState.RINGING, null)),
        shows("Outgoing call", call(Direction.OUTGOING, CallState.RINGING, null)),
        shows("Call in progress", call(Direction.INCOMING, CallState.ACCEPTED, null)),
        shows("Missed call", call(Direction.INCOMING, CallState.MISSED, null)),
        shows("Call not answered", call(Direction.OUTGOING, CallState.MISSED, null)),
        shows("Call declined", call(Direction.OUTGOING, CallState.REJECTED, null)),
        shows("Call failed", call(Direction.OUTGOING, CallState.FAILED, null)),
        shows("Call", call(Direction.INCOMING, CallState.COMPLETED, null)),
        shows("Call, 59 s", call(Direction.INCOMING, CallState.COMPLETED, 59L)),
        shows("Call, 1 min", call(Direction.INCOMING, CallState.COMPLETED, 60L)),
        shows("Call, 3 min", call(Direction.INCOMING, CallState.COMPLETED, 125L)),
        shows("Call, 1 h", call(Direction.INCOMING, CallState.COMPLETED, 3600L)),
        shows("Call, 1 h 5 min", call(Direction.INCOMING, CallState.COMPLETED, 3900L)),
        shows(
            "Conversation passed from ai agent to customer service",
            new Content.Handover("control_passed", "ai_agent", "customer_service", null, null)),
        shows(
            "Conversation taken over to escalation",
            new Content.Handover("control_taken", null, "escalation", null, null)),
        shows("Media that is only on the phone", new Content.Placeholder()),
        shows("Message deleted", new Content.Revoked()),
        shows("Unsupported message (poll)", new Content.Unsupported("poll", List.of())),
        shows("Unsupported message", new Content.Unsupported(null, List.of())),
        shows("Unsupported message", new Content.Unsupported(" ", List.of())));
  }

  @ParameterizedTest
  @MethodSource("displayTexts")
  void theListShowsADisplayTextForEachKindOfMessage(String text, Content content) {
    assertEquals(text, content.displayText());
  }

  private static Arguments shows(String text, Content content) {
    return Arguments.of(text, content);
  }

  private static Content cards(Content.Card... cards) {
    return new Content.Contacts(List.of(cards));
  }

  private static Content.Card card(@Nullable String name, @Nullable String phone) {
    return new Content.Card(
        name,
        phone == null ? List.of() : List.of(new Content.Phone(phone, null, null)),
        List.of(),
        null);
  }

  private static Content call(Direction direction, CallState state, @Nullable Long seconds) {
    return new Content.Call(direction, state, null, seconds, null);
  }

  private static Content order(@Nullable String text, int... quantities) {
    List<Content.Item> items =
        Arrays.stream(quantities)
            .mapToObj(quantity -> new Content.Item("sku", quantity, null, null))
            .toList();
    return new Content.Order("cat", text, items);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "one\ntwo",
        "one\r\ntwo",
        "one\n\n\ntwo",
        "one\u2028two",
        "one\u0085two",
        "\n one\ntwo \n"
      })
  void lineBreaksBecomeASpace(String caption) {
    assertEquals("one two", new Content.Image(NO_MEDIA, caption).displayText());
  }

  /// `strip()` alone does not treat all of these characters as white space.
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n", "\r\n", "\u0085", " \u0085\u2028 ", "\u2029\t"})
  void aBlankCaptionIsAbsent(String caption) {
    assertEquals("Photo", new Content.Image(NO_MEDIA, caption).displayText());
  }

  @Test
  void aDisplayTextIsCutTo200CodePointsAndNeverWithinOne() {
    String longCaption = "👍".repeat(300);

    String text = new Content.Image(NO_MEDIA, longCaption).displayText();

    assertEquals("👍".repeat(200), text);
  }

  @Test
  void aDisplayTextOf200CodePointsIsWhole() {
    String caption = "é👍".repeat(100);

    assertEquals(caption, new Content.Image(NO_MEDIA, caption).displayText());
  }

  @Test
  void theWordsAroundALongNameCountToo() {
    String text = new Content.Location(0, 0, "x".repeat(300), null, null).displayText();

    assertEquals(200, text.length());
    assertTrue(text.startsWith("Location: xxx"));
  }

  @ParameterizedTest
  @FieldSource("dev.parley.chat.Contents#ALL")
  void everyContentMakesABody(Content content) {
    Body body = Body.of(content);

    assertEquals(content.type(), body.type());
    assertFalse(body.text().isBlank());
    assertFalse(body.text().contains("\n"));
  }

  @Test
  void aPlaceIsOnEarth() {
    assertThrows(
        IllegalArgumentException.class, () -> new Content.Location(90.1, 0, null, null, null));
    assertThrows(
        IllegalArgumentException.class, () -> new Content.Location(0, -180.1, null, null, null));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Content.Location(Double.NaN, 0, null, null, null));
  }

  @Test
  void aNegativeCallDurationIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> call(Direction.INCOMING, CallState.COMPLETED, -1L));
  }

  @Test
  void anAcceptedCallIsNotMissed() {
    Content.Call missed = new Content.Call(Direction.INCOMING, CallState.MISSED, NOON, null, null);

    assertEquals(CallState.COMPLETED, missed.state());
  }

  @Test
  void aNegativeQuantityIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Content.Item("sku", -1, null, null));
  }
}
