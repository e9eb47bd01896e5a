package dev.parley.hooks;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The events that a hook can receive.
public enum HookEvent {
  /// A customer's message was stored.
  MESSAGE_RECEIVED("message.received"),
  /// A message of the business was stored, from any sender.
  MESSAGE_SENT("message.sent"),
  /// The status of a message of the business changed: sent, delivered, read, played or failed.
  MESSAGE_STATUS("message.status"),
  /// The text of a message changed, the message was deleted, or its reactions changed.
  MESSAGE_UPDATED("message.updated"),
  /// A contact was added, or its name, phone or avatar changed.
  CONTACT_UPDATED("contact.updated"),
  /// The team changed the state of a chat, a message reopened the chat, or its snooze ended.
  CHAT_UPDATED("chat.updated"),
  /// Meta called the webhook. Hooks of the format [HookFormat#CLOUD_API] receive this event and no
  /// other. A user cannot choose it.
  META_CALL("call");

  /// The words of all events that a user can choose, for error messages.
  public static final String WORDS =
      Arrays.stream(values())
          .filter(HookEvent::isChosen)
          .map(HookEvent::word)
          .collect(Collectors.joining(", "));

  private final String word;

  HookEvent(String word) {
    this.word = word;
  }

  /// The word on the wire, for example `message.received`.
  public String word() {
    return word;
  }

  /// Whether a user can choose this event for a hook.
  public boolean isChosen() {
    return this != META_CALL;
  }

  /// The event for this word; empty for any other word.
  public static Optional<HookEvent> of(String word) {
    return Arrays.stream(values()).filter(event -> event.word.equals(word)).findFirst();
  }

  /// The event for this word, if it can be chosen.
  public static Optional<HookEvent> chosen(String word) {
    return of(word).filter(HookEvent::isChosen);
  }
}
