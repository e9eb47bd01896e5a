package dev.parley.chat;

import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.WINDOW_CLOSED;

import java.math.BigDecimal;
import java.util.List;

/// Content of every kind, full and empty: what is kept and written anywhere must survive it.
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
          new Content.Contacts(List.of()),
          new Content.Button("Yes", "confirm"),
          new Content.Button(null, null),
          new Content.Choice("button_reply", "confirm-7781", "Confirm", null),
          new Content.Choice("list_reply", "slot-0900", "09:00", "First round"),
          new Content.Choice("list_reply", null, null, null),
          new Content.Form("flow", "Sent", "{\"flow_token\":\"ft-55021\"}"),
          new Content.Form(null, null, null),
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
}
