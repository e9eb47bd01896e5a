package dev.parley.chat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is known of a chat without reading its messages; written in the same step as they are.
///
/// @param lastSeq the highest `seq` given out
/// @param newestSeq which message is the newest by timestamp, then `seq`
/// @param newestTimestamp that message's timestamp
/// @param unread how many incoming messages nobody has read
/// @param unreadSince no unread message has an older timestamp; says nothing when none is unread
/// @param version counts every change of the chat or its messages; two equal versions show equal
///   messages
/// @param windowOpenedAt when the customer opened the [ServiceWindow] last; null: never, as far as
///   Parley knows. Never moves back
/// @param windowClosedAt when WhatsApp refused a message last because the window was closed; null:
///   never
/// @param state how the team works on it; no message says that
/// @param removed how many of its messages were removed for good
/// @param conversation what the customer wants now; null: nothing, as far as Parley knows
public record ChatSummary(
    WaId waId,
    long lastSeq,
    long newestSeq,
    Instant newestTimestamp,
    long unread,
    Instant unreadSince,
    long version,
    @Nullable Instant windowOpenedAt,
    @Nullable Instant windowClosedAt,
    ChatState state,
    long removed,
    @Nullable Conversation conversation) {

  /// A chat before its first message.
  public static ChatSummary empty(WaId waId) {
    return new ChatSummary(
        waId, 0, 0, Instant.MIN, 0, Instant.EPOCH, 0, null, null, ChatState.NEW, 0, null);
  }

  /// With `message`, which is new, at its end.
  public ChatSummary with(Message message) {
    boolean newest = !message.timestamp().isBefore(newestTimestamp);
    return new ChatSummary(
        waId,
        message.seq(),
        newest ? message.seq() : newestSeq,
        newest ? message.timestamp() : newestTimestamp,
        unread + (message.unread() ? 1 : 0),
        message.unread() ? unreadSince(message) : unreadSince,
        version + 1,
        openedBy(message),
        closedBy(message),
        state,
        removed + message.seq() - lastSeq - 1, // a chat that comes from elsewhere may have holes
        conversation);
  }

  /// In another conversation.
  ///
  /// @param changed null: in none
  ChatSummary in(@Nullable Conversation changed) {
    return new ChatSummary(
        waId,
        lastSeq,
        newestSeq,
        newestTimestamp,
        unread,
        unreadSince,
        version,
        windowOpenedAt,
        windowClosedAt,
        state,
        removed,
        changed);
  }

  /// After a message was removed for good; [#endingWith] follows once the step has removed all.
  ChatSummary without(Message message) {
    return new ChatSummary(
        waId,
        lastSeq,
        newestSeq,
        newestTimestamp,
        Math.max(0, unread - (message.unread() ? 1 : 0)),
        unreadSince,
        version + 1,
        windowOpenedAt,
        windowClosedAt,
        state,
        removed + 1,
        conversation);
  }

  /// With another newest message, as those that were newer are removed.
  ChatSummary endingWith(Message newest) {
    return new ChatSummary(
        waId,
        lastSeq,
        newest.seq(),
        newest.timestamp(),
        unread,
        unreadSince,
        version,
        windowOpenedAt,
        windowClosedAt,
        state,
        removed,
        conversation);
  }

  private Instant unreadSince(Message message) {
    return unread == 0 || message.timestamp().isBefore(unreadSince)
        ? message.timestamp()
        : unreadSince;
  }

  /// After one of its messages changed.
  ChatSummary changed(Message before, Message after) {
    return withUnread(unread + (after.unread() ? 1 : 0) - (before.unread() ? 1 : 0))
        .opened(openedBy(after), 0)
        .closed(closedBy(after));
  }

  /// After something opened the window that is no message of the chat.
  ///
  /// @param at null: it was nothing
  ChatSummary openedAt(@Nullable Instant at) {
    Instant opened = ServiceWindow.later(windowOpenedAt, at);
    return opened == null || opened.equals(windowOpenedAt) ? this : opened(opened, 1);
  }

  /// The same with another moment at which the window was opened last, where that was not known.
  public ChatSummary withWindowOpenedAt(@Nullable Instant at) {
    return opened(at, 0);
  }

  private ChatSummary closed(@Nullable Instant at) {
    return new ChatSummary(
        waId,
        lastSeq,
        newestSeq,
        newestTimestamp,
        unread,
        unreadSince,
        version,
        windowOpenedAt,
        at,
        state,
        removed,
        conversation);
  }

  /// When the window closes, or closed: a day after the customer opened it, or when WhatsApp said
  /// so since; null where nothing is known of it.
  public @Nullable Instant windowEnd() {
    if (windowOpenedAt == null) {
      return windowClosedAt;
    }
    Instant end = ServiceWindow.end(windowOpenedAt);
    boolean endsEarlier =
        windowClosedAt != null
            && windowClosedAt.isAfter(windowOpenedAt)
            && windowClosedAt.isBefore(end);
    return endsEarlier ? windowClosedAt : end;
  }

  /// Whether the window was opened earlier than `other` says.
  public boolean windowOpenedBefore(ChatSummary other) {
    Instant opened = other.windowOpenedAt;
    return opened != null && (windowOpenedAt == null || windowOpenedAt.isBefore(opened));
  }

  private ChatSummary opened(@Nullable Instant at, int changes) {
    return new ChatSummary(
        waId,
        lastSeq,
        newestSeq,
        newestTimestamp,
        unread,
        unreadSince,
        version + changes,
        at,
        windowClosedAt,
        state,
        removed,
        conversation);
  }

  /// The same in another state.
  public ChatSummary with(ChatState changed) {
    return new ChatSummary(
        waId,
        lastSeq,
        newestSeq,
        newestTimestamp,
        unread,
        unreadSince,
        version + 1,
        windowOpenedAt,
        windowClosedAt,
        changed,
        removed,
        conversation);
  }

  private @Nullable Instant openedBy(Message message) {
    return ServiceWindow.later(windowOpenedAt, ServiceWindow.openedBy(message).orElse(null));
  }

  private @Nullable Instant closedBy(Message message) {
    return ServiceWindow.later(windowClosedAt, ServiceWindow.closedBy(message).orElse(null));
  }

  /// After somebody else moved the status of one of its messages.
  ///
  /// @param before whether it was counted as unread
  public ChatSummary recounted(boolean before, Message after) {
    return new ChatSummary(
        waId,
        lastSeq,
        newestSeq,
        newestTimestamp,
        unread + (after.unread() ? 1 : 0) - (before ? 1 : 0),
        after.unread() ? unreadSince(after) : unreadSince,
        version + 1,
        windowOpenedAt,
        windowClosedAt,
        state,
        removed,
        conversation);
  }

  /// After every message was read.
  ChatSummary allRead() {
    return withUnread(0);
  }

  /// After `count` messages were read.
  ///
  /// @param since no message that is still unread has an older timestamp
  ChatSummary read(long count, Instant since) {
    return new ChatSummary(
        waId,
        lastSeq,
        newestSeq,
        newestTimestamp,
        Math.max(0, unread - count),
        since,
        version + 1,
        windowOpenedAt,
        windowClosedAt,
        state,
        removed,
        conversation);
  }

  private ChatSummary withUnread(long count) {
    return new ChatSummary(
        waId,
        lastSeq,
        newestSeq,
        newestTimestamp,
        count,
        unreadSince,
        version + 1,
        windowOpenedAt,
        windowClosedAt,
        state,
        removed,
        conversation);
  }
}
