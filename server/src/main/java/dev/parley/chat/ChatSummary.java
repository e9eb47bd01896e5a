package dev.parley.chat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The data of a chat that can be read without its messages. It is written in the same step as the
/// messages.
///
/// @param lastSeq the highest `seq` so far
/// @param newestSeq the `seq` of the newest message, by timestamp, then `seq`
/// @param newestTimestamp that message's timestamp
/// @param unread the number of incoming messages that nobody has read
/// @param unreadSince a time such that no unread message has an older timestamp; meaningless if no
///   message is unread
/// @param version a number that grows with every change of the chat or its messages: if it is the
///   same, the messages are the same
/// @param windowOpenedAt when the customer last opened the [ServiceWindow]; null: never, as far as
///   Parley knows. It never decreases
/// @param windowClosedAt when WhatsApp last refused a message because the window was closed; null:
///   never
/// @param state the state of the team's work on the chat, which messages do not contain
/// @param removed the number of its messages that were removed for good
/// @param conversation the current conversation; null: none, as far as Parley knows
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

  /// The summary after adding `message`, which is new.
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
        removed + message.seq() - lastSeq - 1, // an imported chat may have gaps
        conversation);
  }

  /// The summary with another current conversation.
  ///
  /// @param changed the conversation; null: none
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

  /// The summary after removing a message for good. The step calls [#endingWith] once it has
  /// removed all messages.
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

  /// The summary with another newest message, after newer ones were removed.
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

  /// The summary after a change of one of its messages.
  ChatSummary changed(Message before, Message after) {
    return withUnread(unread + (after.unread() ? 1 : 0) - (before.unread() ? 1 : 0))
        .opened(openedBy(after), 0)
        .closed(closedBy(after));
  }

  /// The summary after the window was opened by something other than a message of this chat.
  ///
  /// @param at the time at which it was opened; null: nothing opened it
  ChatSummary openedAt(@Nullable Instant at) {
    Instant opened = ServiceWindow.later(windowOpenedAt, at);
    return opened == null || opened.equals(windowOpenedAt) ? this : opened(opened, 1);
  }

  /// This summary with the time at which the window was last opened, for a summary without it.
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

  /// The time at which the window closes or has closed: a day after the customer opened it, or when
  /// WhatsApp reported later that it is closed; null if unknown.
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

  /// Whether `other` knows of a later opening of the window.
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

  /// This summary with the chat in another state.
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

  /// The summary after another program changed the status of one of its messages.
  ///
  /// @param before whether the message was counted as unread
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

  /// The summary after all messages were read.
  ChatSummary allRead() {
    return withUnread(0);
  }

  /// The summary after `count` messages were read.
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
