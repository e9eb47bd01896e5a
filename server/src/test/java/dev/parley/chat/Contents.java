package dev.parley.chat;

import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.WINDOW_CLOSED;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/// Content of every kind, with all fields and with none: storing and writing it must not lose
/// anything.
public final class Contents {
  static final Media MEDIA =
      new Media(
          "1400100200300401",
          "audio/ogg; codecs=opus",
          "iJ4c0LbwP2nqXbqZ0yqQm3Zl2mJrJm9o3cVY3lO0x9Q=",
          "https://lookaside.example/?mid=1");
  static final Media NO_MEDIA = new Media(null, null, null, null);

  public static final List<Content> ALL =
      List.of(
          new Content.Image(MEDIA, "The lid"),
          new Content.Image(NO_MEDIA, null),
          new Content.Image(
              new Media(null, null, null, null, "https://example.com/lid.jpg"), "The lid"),
          new Content.Video(MEDIA, "The\nlid 👍"),
          new Content.Video(NO_MEDIA, null),
          new Content.Audio(MEDIA, true),
          new Content.Audio(NO_MEDIA, false),
          new Content.Document(MEDIA, "../../etc/passwd", "Read this"),
          new Content.Document(NO_MEDIA, null, null),
          new Content.Sticker(MEDIA, true),
          new Content.Sticker(NO_MEDIA, false),
          new Content.Location(-33.8568, 151.2153, "Opera", "Bennelong Point", "https://o.example"),
          new Content.Location(90, -180, null, null, null),
          new Content.Contacts(
              List.of(
                  new Content.Card(
                      "Tove Amadi",
                      List.of(
                          new Content.Phone("+44 20 7946 0177", "442079460177", "CELL"),
                          new Content.Phone(null, null, null)),
                      List.of("tove@example.org"),
                      "Amadi & Sons"),
                  new Content.Card(null, List.of(), List.of(), null))),
          new Content.Contacts(
              List.of(
                  new Content.Card(
                      "Tove Amadi",
                      List.of(),
                      List.of(),
                      "Amadi & Sons",
                      json(
                          Map.of(
                              "title",
                              "Baker",
                              "birthday",
                              "1999-01-23",
                              "urls",
                              List.of(Map.of("url", "https://example.org", "type", "WORK"))))))),
          new Content.Contacts(List.of()),
          new Content.Button("Yes", "confirm"),
          new Content.Button(null, null),
          new Content.Choice("button_reply", "confirm-7781", "Confirm", null),
          new Content.Choice("list_reply", "slot-0900", "09:00", "First round"),
          new Content.Choice("list_reply", null, null, null),
          new Content.Form("flow", "Sent", "{\"flow_token\":\"ft-55021\"}"),
          new Content.Form(null, null, null),
          new Content.Interactive(
              "list",
              json(Map.of("type", "text", "text", "Delivery")),
              "When shall we come?",
              "Every day but Sunday",
              json(
                  Map.of(
                      "button",
                      "Choose",
                      "sections",
                      List.of(
                          Map.of(
                              "title",
                              "Morning",
                              "rows",
                              List.of(Map.of("id", "slot-0900", "title", "09:00"))))))),
          new Content.Interactive(
              "flow",
              null,
              "Your details, please",
              null,
              json(
                  Map.of(
                      "name",
                      "flow",
                      "parameters",
                      Map.of(
                          "data",
                          Map.of(
                              "whole", 7, "large", 1L << 60, "part", 0.25, "truth", false, "none",
                              List.of()))))),
          new Content.Interactive("product", null, null, null, PlainJson.EMPTY),
          new Content.Template(
              "order_ready",
              "en_US",
              List.of(
                  json(
                      Map.of(
                          "type",
                          "body",
                          "parameters",
                          List.of(Map.of("type", "text", "text", "Marta")))))),
          new Content.Template("hello_world", "de", List.of()),
          new Content.CallPermission(true, NOON, "user_action"),
          new Content.CallPermission(false, null, null),
          new Content.Order(
              "cat-1",
              "quickly",
              List.of(
                  new Content.Item("sku-1", 2, new BigDecimal("19.90"), "USD"),
                  new Content.Item(null, 0, null, null))),
          new Content.Order(null, null, List.of()),
          new Content.Notice("user_changed_number", "Moved", "15550002999", "US.2"),
          new Content.Notice(null, null, null, null),
          new Content.Call(
              Direction.OUTGOING, Content.CallState.COMPLETED, NOON, 125L, WINDOW_CLOSED),
          new Content.Call(Direction.INCOMING, Content.CallState.RINGING, null, null, null),
          new Content.Handover("control_passed", "ai_agent", "customer_service", "VIP", "Late."),
          new Content.Handover(null, null, null, null, null),
          new Content.Placeholder(),
          new Content.Welcome(),
          new Content.Revoked(),
          new Content.Unsupported(
              "poll_creation", List.of(WINDOW_CLOSED, new Failure(0, "", null))),
          new Content.Unsupported(null, List.of()));

  private Contents() {}

  private static PlainJson json(Map<String, Object> fields) {
    return new PlainJson(fields);
  }
}
