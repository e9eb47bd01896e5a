package dev.parley.chat;

import dev.parley.access.Sender;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message on its way into a chat: everything but its place, and what is only known once it is
/// stored.
///
/// @param metaId WhatsApp's id when it differs from `id`
/// @param person the customer it is exchanged with
/// @param group the group it was written in, instead of a chat between two
/// @param to our end of the line, for example a phone number id
/// @param webhookData the JSON that told us about it, kept for `?include=webhook_data`
/// @param sentBy who sent it through Parley; null: nobody knows, or a customer did
/// @param payload what WhatsApp receives instead of the body's text: see [Outgoing]; null: the text
public record Draft(
    MessageId id,
    @Nullable MessageId metaId,
    Person person,
    @Nullable WaId group,
    Direction direction,
    @Nullable String from,
    @Nullable String to,
    Body body,
    Instant timestamp,
    Status status,
    @Nullable String webhookData,
    @Nullable Sender sentBy,
    @Nullable String payload) {
  /// A draft that nobody known to Parley sent.
  public Draft(
      MessageId id,
      @Nullable MessageId metaId,
      Person person,
      @Nullable WaId group,
      Direction direction,
      @Nullable String from,
      @Nullable String to,
      Body body,
      Instant timestamp,
      Status status,
      @Nullable String webhookData) {
    this(
        id,
        metaId,
        person,
        group,
        direction,
        from,
        to,
        body,
        timestamp,
        status,
        webhookData,
        null,
        null);
  }

  /// A draft of which WhatsApp receives the text.
  public Draft(
      MessageId id,
      @Nullable MessageId metaId,
      Person person,
      @Nullable WaId group,
      Direction direction,
      @Nullable String from,
      @Nullable String to,
      Body body,
      Instant timestamp,
      Status status,
      @Nullable String webhookData,
      @Nullable Sender sentBy) {
    this(
        id,
        metaId,
        person,
        group,
        direction,
        from,
        to,
        body,
        timestamp,
        status,
        webhookData,
        sentBy,
        null);
  }

  /// The same, written in the WhatsApp Business app on a phone of the business.
  ///
  /// @param number which number it has, for example by WhatsApp's id of it
  public Draft fromPhone(@Nullable String number) {
    return from(new Sender(id("phone", number), "WhatsApp Business app", Sender.Kind.PHONE));
  }

  /// The same, written by a program that answers for the business beside Parley.
  ///
  /// @param number for which number it answers
  public Draft fromBot(@Nullable String number) {
    return from(new Sender(id("bot", number), "AI agent", Sender.Kind.BOT));
  }

  private static String id(String kind, @Nullable String number) {
    return number == null ? kind : kind + "_" + number;
  }

  private Draft from(Sender sender) {
    return new Draft(
        id,
        metaId,
        person,
        group,
        direction,
        from,
        to,
        body,
        timestamp,
        status,
        webhookData,
        sender);
  }

  /// The same, exchanged through another of our numbers.
  ///
  /// @param ourNumber see [WaId#through]
  Draft through(String ourNumber) {
    return new Draft(
        id,
        metaId,
        person.through(ourNumber),
        group == null ? null : group.through(ourNumber),
        direction,
        from,
        to,
        body,
        timestamp,
        status,
        webhookData,
        sentBy,
        payload);
  }

  /// The same with another body.
  Draft with(Body other) {
    return new Draft(
        id,
        metaId,
        person,
        group,
        direction,
        from,
        to,
        other,
        timestamp,
        status,
        webhookData,
        sentBy,
        payload);
  }

  /// The same under another id, which is WhatsApp's as well.
  Draft named(MessageId other) {
    return new Draft(
        other,
        null,
        person,
        group,
        direction,
        from,
        to,
        body,
        timestamp,
        status,
        webhookData,
        sentBy,
        payload);
  }
}
