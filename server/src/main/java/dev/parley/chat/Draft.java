package dev.parley.chat;

import dev.parley.access.Sender;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message that is not stored yet. It has all fields of a message except its position in the chat
/// and those that the store sets.
///
/// @param metaId WhatsApp's id if it differs from `id`
/// @param person the customer who sent or receives the message
/// @param group the group in which it was written; null: a chat with one customer
/// @param to the recipient, for example the phone number id of the business
/// @param webhookData the JSON that reported the message, kept for `?include=webhook_data`
/// @param sentBy the user, program or phone that sent it; null: unknown, or a customer
/// @param payload the content that WhatsApp receives instead of the body's text: see [Outgoing];
///   null: the text
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
  /// A draft whose sender is unknown or a customer.
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

  /// A draft without a payload: WhatsApp receives the text of the body.
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

  /// This draft as written in the WhatsApp Business app on a phone of the business.
  ///
  /// @param number the number of the phone, for example WhatsApp's phone number id
  public Draft fromPhone(@Nullable String number) {
    return from(new Sender(id("phone", number), "WhatsApp Business app", Sender.Kind.PHONE));
  }

  /// This draft as written by a program that answers customers without going through Parley.
  ///
  /// @param number the number of the business for which the program answers
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

  /// This draft as sent or received by another number of the business.
  ///
  /// @param ourNumber WhatsApp's id of that number, see [WaId#through]
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

  /// This draft with another body.
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

  /// This draft with another id, which is also WhatsApp's id of the message.
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
