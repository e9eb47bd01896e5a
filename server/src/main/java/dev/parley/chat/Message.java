package dev.parley.chat;

import java.time.Instant;
import java.util.List;

/// One message of a chat, as it is stored.
///
/// @param metaId WhatsApp's id if known, otherwise `id`
/// @param seq the number of the message in the chat: 1, 2, 3 ... in the order of storing, without
///   gaps; never changes
/// @param timestamp the time at which it was written, by its sender's clock; never changes
/// @param createdAt the time at which it was stored, by the server's clock
/// @param updatedAt the time at which it last changed, by the server's clock
/// @param rev the number of its last change; 0 if it was stored before changes were numbered
public record Message(
    MessageId id,
    MessageId metaId,
    WaId chat,
    long seq,
    Direction direction,
    Party party,
    Body body,
    Instant timestamp,
    Delivery delivery,
    List<Reaction> reactions,
    Instant createdAt,
    Instant updatedAt,
    long rev) {
  /// The approximate number of bytes that a message takes in memory, without its texts.
  private static final int OBJECT = 600;

  public Message {
    reactions = List.copyOf(reactions);
    if (seq < 1) {
      throw new IllegalArgumentException("seq starts at 1, was " + seq);
    }
  }

  /// Whether nobody has read it yet: such messages are counted in [ChatSummary#unread].
  public boolean unread() {
    return direction == Direction.INCOMING && !delivery.status().seen();
  }

  /// Whether it is a message of the business that WhatsApp has not accepted yet.
  public boolean isPending() {
    return direction == Direction.OUTGOING && delivery.status() == Status.PENDING;
  }

  /// Its position in its chat.
  public ChatHistory.MessagePosition position() {
    return new ChatHistory.MessagePosition(timestamp, seq);
  }

  /// The approximate number of bytes that it takes in memory.
  public long bytes() {
    long text = OBJECT + 2L * body.text().length();
    Content content = body.content();
    return content == null ? text : 2 * (text + content.characters());
  }

  /// The same message with WhatsApp's id.
  Message withMetaId(MessageId newMetaId) {
    return new Message(
        id, newMetaId, chat, seq, direction, party, body, timestamp, delivery, reactions, createdAt,
        updatedAt, rev);
  }

  /// The same message in another chat of its customer.
  ///
  /// @param address the customer's address in that chat, which replaces the one in reactions
  /// @param newSeq its number in that chat
  Message movedTo(WaId address, long newSeq, MessageId newMetaId, Instant now) {
    List<Reaction> moved =
        reactions.stream()
            .map(it ->
                it.by().equals(chat.value())
                    ? new Reaction(address.value(), it.emoji(), it.at())
                    : it)
            .toList();
    return new Message(
        id, newMetaId, address, newSeq, direction, party, body, timestamp, delivery, moved,
        createdAt, now, rev);
  }

  /// The same message with another delivery.
  Message with(Delivery newDelivery, Instant now) {
    return new Message(
        id,
        metaId,
        chat,
        seq,
        direction,
        party,
        body,
        timestamp,
        newDelivery,
        reactions,
        createdAt,
        now,
        rev);
  }

  /// The same message with another body and reactions.
  Message with(Body newBody, List<Reaction> newReactions, Instant now) {
    return new Message(
        id,
        metaId,
        chat,
        seq,
        direction,
        party,
        newBody,
        timestamp,
        delivery,
        newReactions,
        createdAt,
        now,
        rev);
  }

  /// The same message with the number of its last change.
  public Message as(long change) {
    return new Message(
        id, metaId, chat, seq, direction, party, body, timestamp, delivery, reactions, createdAt,
        updatedAt, change);
  }
}
